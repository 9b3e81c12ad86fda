import type { Attributes, Change, Entity } from '../entity.ts';

/**
 * One service of the home. Called with the data it checks them at once (throwing {@link InvalidServiceData});
 * what it returns is applied later, as Home Assistant does for non-blocking calls.
 */
export type Service = (data: Attributes) => (entity: Entity) => Change;

/** Services of one domain, by name. */
export type Services = Readonly<Record<string, Service>>;

/** The data of a service call are not what the service takes. */
export class InvalidServiceData extends Error {
  readonly field: string;
  constructor(field: string) {
    super(`The service does not take this value of ${field}`);
    this.name = 'InvalidServiceData';
    this.field = field;
  }
}

/** A number within limits, or undefined when the field is absent. */
export function numberField(data: Attributes, field: string, low: number, high: number): number | undefined {
  const value = data[field];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value) || value < low || value > high) {
    throw new InvalidServiceData(field);
  }
  return value;
}

/** A number within limits that must be there. */
export function requiredNumber(data: Attributes, field: string, low: number, high: number): number {
  const value = numberField(data, field, low, high);
  if (value === undefined) throw new InvalidServiceData(field);
  return value;
}

/** A text that must be there. */
export function requiredText(data: Attributes, field: string): string {
  const value = data[field];
  if (typeof value !== 'string') throw new InvalidServiceData(field);
  return value;
}

/** A true or false that must be there. */
export function requiredFlag(data: Attributes, field: string): boolean {
  const value = data[field];
  if (typeof value !== 'boolean') throw new InvalidServiceData(field);
  return value;
}

/** A service that takes no data and always leads to the same state. */
export function becomes(state: string): Service {
  return () => () => ({ state });
}
