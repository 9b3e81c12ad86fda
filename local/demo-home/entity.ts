/** Attributes of an entity, by Home Assistant's own names (`brightness` is 0–255, temperatures are °C). */
export type Attributes = Readonly<Record<string, unknown>>;

/** One service call, as an automation would make it: `light.turn_off` on one entity. */
export interface ServiceCall {
  readonly service: string;
  readonly entityId: string;
  readonly data?: Attributes;
}

/** A device as it is declared: what it can do for ever, and how it stands when the home is new. */
export interface Device {
  readonly entityId: string;
  readonly name: string;
  readonly state: string;
  /** What never changes: features, modes, limits, device class. */
  readonly fixed?: Attributes;
  /** What a service may change; only this and the state survive in the state folder. */
  readonly live?: Attributes;
  /** What a scene or script does when it is activated. */
  readonly sequence?: readonly ServiceCall[];
  /** Present in the home, yet filtered out of Alexa (Home Assistant's `filter:`). */
  readonly hidden?: boolean;
}

/** A snapshot of one entity; never changes, a new state is a new snapshot. */
export interface Entity {
  readonly entityId: string;
  readonly domain: string;
  readonly name: string;
  readonly state: string;
  readonly attributes: Attributes;
  readonly sequence: readonly ServiceCall[];
  readonly hidden: boolean;
  readonly lastChanged: Date;
  readonly lastUpdated: Date;
}

/** What happens to an entity: any of state and live attributes, and calls that follow from it. */
export interface Change {
  readonly state?: string;
  readonly attributes?: Attributes;
  readonly calls?: readonly ServiceCall[];
}

/** The part of an entity id before the dot: `light.kitchen` → `light`. */
export function domainOf(entityId: string): string {
  return entityId.split('.', 1)[0] ?? '';
}

/** A numeric attribute, or undefined where the entity has none (Home Assistant's `None`). */
export function numberOf(entity: Entity, name: string): number | undefined {
  const value = entity.attributes[name];
  return typeof value === 'number' ? value : undefined;
}

/** A text attribute, or undefined. */
export function textOf(entity: Entity, name: string): string | undefined {
  const value = entity.attributes[name];
  return typeof value === 'string' ? value : undefined;
}

/** A list of texts; empty where the attribute is absent. */
export function listOf(entity: Entity, name: string): readonly string[] {
  const value = entity.attributes[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** A pair of numbers such as `hs_color`, or undefined. */
export function pairOf(entity: Entity, name: string): readonly [number, number] | undefined {
  const value: unknown = entity.attributes[name];
  if (!Array.isArray(value)) return undefined;
  const [first, second]: unknown[] = value;
  return typeof first === 'number' && typeof second === 'number' ? [first, second] : undefined;
}

/** Whether a bit of `supported_features` is set. */
export function supports(entity: Entity, feature: number): boolean {
  return ((numberOf(entity, 'supported_features') ?? 0) & feature) !== 0;
}
