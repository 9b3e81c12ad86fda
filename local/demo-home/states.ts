import { visibleAttributes } from './attribute-view.ts';
import { type Attributes, type Change, type Device, domainOf, type Entity } from './entity.ts';

/** What the state folder keeps of one entity. */
export interface SavedState {
  readonly state: string;
  readonly live: Attributes;
}

/** The home's state machine: every entity and how it stands now. */
export interface States {
  list(): readonly Entity[];
  get(entityId: string): Entity | undefined;
  /** Applies state and live attributes; tells `onChange` only if something is different afterwards. */
  change(entityId: string, change: Change): void;
  /** Adds a device, or replaces the one with the same entity id. */
  add(device: Device): void;
  /** Declares a device anew, and leaves its state alone. */
  revise(entityId: string, revision: Partial<Pick<Device, 'name' | 'hidden'>>): void;
  remove(entityId: string): void;
  /** What a restart needs, by entity id. */
  save(): Readonly<Record<string, SavedState>>;
}

interface Row {
  readonly device: Device;
  readonly state: string;
  readonly live: Attributes;
  readonly entity: Entity;
}

function snapshot(device: Device, state: string, live: Attributes, changed: Date, updated: Date): Entity {
  const domain = domainOf(device.entityId);
  return {
    entityId: device.entityId,
    domain,
    name: device.name,
    state,
    attributes: {
      ...device.fixed,
      ...(state === 'unavailable' ? {} : visibleAttributes(domain, state, live)),
      friendly_name: device.name,
    },
    sequence: device.sequence ?? [],
    hidden: device.hidden ?? false,
    lastChanged: changed,
    lastUpdated: updated,
  };
}

/**
 * Creates the state machine.
 *
 * @param devices what the home has; fixed attributes always come from here
 * @param saved state and live attributes of an earlier run; entities that are gone are ignored
 * @param onChange called with the snapshots before and after
 */
export function createStates({
  devices,
  saved = {},
  now = () => new Date(),
  onChange,
}: {
  readonly devices: readonly Device[];
  readonly saved?: Readonly<Record<string, SavedState>>;
  readonly now?: () => Date;
  readonly onChange: (before: Entity, after: Entity) => void;
}): States {
  const rows = new Map<string, Row>();

  const put = (device: Device, kept?: SavedState): void => {
    const state = kept?.state ?? device.state;
    const live = { ...device.live, ...kept?.live };
    const at = now();
    rows.set(device.entityId, { device, state, live, entity: snapshot(device, state, live, at, at) });
  };
  for (const device of devices) put(device, saved[device.entityId]);

  return {
    list: () => [...rows.values()].map((row) => row.entity),
    get: (entityId) => rows.get(entityId)?.entity,
    change(entityId, { state, attributes }) {
      const row = rows.get(entityId);
      if (!row) return;
      const nextState = state ?? row.state;
      const live = { ...row.live, ...attributes };
      if (nextState === row.state && JSON.stringify(live) === JSON.stringify(row.live)) return;
      const at = now();
      const changed = nextState === row.state ? row.entity.lastChanged : at;
      const entity = snapshot(row.device, nextState, live, changed, at);
      rows.set(entityId, { device: row.device, state: nextState, live, entity });
      onChange(row.entity, entity);
    },
    add: (device) => put(device),
    revise(entityId, revision) {
      const row = rows.get(entityId);
      if (!row) return;
      const device = { ...row.device, ...revision };
      const { state, live } = row;
      const entity = snapshot(device, state, live, row.entity.lastChanged, now());
      rows.set(entityId, { device, state, live, entity });
    },
    remove: (entityId) => void rows.delete(entityId),
    save: () =>
      Object.fromEntries(
        [...rows].map(([entityId, row]) => [entityId, { state: row.state, live: row.live }]),
      ),
  };
}
