import type { HeldBackEndpoint, VettedEndpoint } from '../alexa/discovery.ts';
import type { Deadline } from '../deadline.ts';
import { StoreConflict } from '../outcomes/service.ts';
import { endpointOf } from './catalogue.ts';
import { dueAt } from './due-index.ts';
import { catalogueKey, deviceKey, toldStateKey } from './keys.ts';
import { ABSENT, atVersion, type Item, type Table } from './table.ts';

/** A device as a sync finds it in the catalogue. */
export interface KnownDevice {
  endpoint: VettedEndpoint;
  /** When a discovery came without it for the first time, epoch milliseconds. To Alexa it is still there. */
  missingSince?: number;
}

/** What a sync has to tell, noted before it changes anything, so that a crash loses none of it. */
export interface Untold {
  /** The home's own ids. */
  endpoints: string[];
  /** Names the telling: what is told again after a crash is the same message. */
  occasion: string;
  /** When the sync came to this point, epoch milliseconds. */
  since: number;
}

/** All that is known of a home's devices, as one sync read it. */
export interface KnownCatalogue {
  home: string;
  devices: ReadonlyMap<string, KnownDevice>;
  /** Epoch milliseconds of the last good discovery. */
  at?: number;
  /** Left by a sync that is at work, or that came to grief. */
  untold?: Untold;
  version: number;
  /** As it is stored. */
  item: Item | undefined;
}

/** What a sync changes among the devices. */
export interface DeviceChanges {
  put: KnownDevice[];
  /** Those of `put` that were not there: they begin anew, whatever Alexa was told of a device of that id before. */
  added: string[];
  removed: string[];
}

/**
 * How a sync changes the catalogue: `read`, `begin`, `write`, and when everything is told, `finish`. `begin` lets one
 * of several through; what it notes stays until `finish`.
 */
export interface CatalogueSync {
  read(home: string, deadline: Deadline): Promise<KnownCatalogue>;
  /**
   * @param found when the home was asked, and how many devices it has at most while this lasts
   * @throws {StoreConflict} when another sync was quicker
   */
  begin(
    known: KnownCatalogue,
    untold: Untold,
    found: { at: number; devices: number },
    deadline: Deadline,
  ): Promise<KnownCatalogue>;
  /** Only for whom `begin` let through. What goes, goes first. */
  write(home: string, changes: DeviceChanges, deadline: Deadline): Promise<void>;
  /**
   * @param found.dueAt when the home is to be asked again, epoch milliseconds
   * @throws {StoreConflict} when another sync took over
   */
  finish(
    known: KnownCatalogue,
    found: { at: number; devices: number; heldBack: readonly HeldBackEndpoint[]; dueAt: number },
    deadline: Deadline,
  ): Promise<void>;
  /**
   * The home gave no good answer: nothing changes but the time when it is asked again.
   * @param dueAt that time, given when the last good discovery was, if there was one; epoch milliseconds
   */
  putOff(home: string, dueAt: (lastGoodAt: number | undefined) => number, deadline: Deadline): Promise<void>;
}

/** What is kept of the held back; an item has 400 KB, and nobody reads more. */
const MAX_HELD_BACK = 100;

function deviceOf(item: Item): KnownDevice {
  const { missingSince } = item;
  return { endpoint: endpointOf(item), ...(typeof missingSince === 'number' && { missingSince }) };
}

export function createCatalogueSync(devices: Table): CatalogueSync {
  /** Writes the item that stands for all devices of a home, if it is still the one that was read. */
  async function change(
    known: Pick<KnownCatalogue, 'home' | 'item' | 'version'>,
    changes: Record<string, unknown>,
    deadline: Deadline,
  ): Promise<Item> {
    const { home, item, version } = known;
    const next = { v: 1, ...item, ...catalogueKey(home), ...changes, version: version + 1 };
    await devices.put(next, item === undefined ? ABSENT : atVersion(version), deadline);
    return next;
  }

  return {
    read: async (home, deadline) => {
      const [item, items] = await Promise.all([
        devices.get(catalogueKey(home), deadline),
        devices.query(`HOME#${home}`, 'DEVICE#', deadline),
      ]);
      const untold = item?.untold as Untold | undefined;
      return {
        home,
        devices: new Map(items.map(deviceOf).map((device) => [device.endpoint.endpointId, device])),
        ...(typeof item?.at === 'number' && { at: item.at }),
        ...(untold && { untold }),
        version: Number(item?.version ?? 0),
        item,
      };
    },
    begin: async (known, untold, found, deadline) => {
      const changes = { at: known.at ?? found.at, devices: found.devices, untold };
      const item = await change(known, changes, deadline);
      return { ...known, untold, version: known.version + 1, item };
    },
    write: async (home, { put, added, removed }, deadline) => {
      const gone = removed.map((id) => deviceKey(home, id));
      const told = [...removed, ...added].map((id) => toldStateKey(home, id));
      const items = put.map(({ endpoint, missingSince }) => ({
        v: 1,
        ...deviceKey(home, endpoint.endpointId),
        endpoint: JSON.stringify(endpoint),
        missingSince,
      }));
      await devices.batchWrite({ put: [], delete: [...gone, ...told] }, deadline);
      await devices.batchWrite({ put: items, delete: [] }, deadline);
    },
    finish: async (known, { at, devices: count, heldBack, dueAt: due }, deadline) => {
      const found = { at, devices: count, heldBack: heldBack.slice(0, MAX_HELD_BACK) };
      await change(known, { ...found, ...dueAt(due), untold: undefined }, deadline);
    },
    putOff: async (home, dueAtFor, deadline) => {
      const item = await devices.get(catalogueKey(home), deadline);
      const at = dueAtFor(typeof item?.at === 'number' ? item.at : undefined);
      try {
        await change({ home, item, version: Number(item?.version ?? 0) }, dueAt(at), deadline);
      } catch (error) {
        // Another sync has its own opinion of when.
        if (!(error instanceof StoreConflict)) throw error;
      }
    },
  };
}
