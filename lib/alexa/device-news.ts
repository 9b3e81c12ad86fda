import { isObject } from '../json.ts';
import { cutToLimit, type VettedEndpoint } from './discovery.ts';

/** The devices of a home, by the home's own ids. */
export interface DevicesOfHome {
  home: string;
  endpoints: readonly VettedEndpoint[];
}

/** Devices of which a user's Alexa has to hear, by home. */
export type DeviceNews = ReadonlyMap<string, readonly string[]>;

/** Fields in one order; lists stay as they are. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isObject(value)) return value;
  const names = Object.keys(value).toSorted();
  return Object.fromEntries(names.map((name) => [name, ordered(value[name])]));
}

/** Text that is the same for two endpoints that Alexa would take for the same. */
function essenceOf({ capabilities, ...endpoint }: VettedEndpoint): string {
  const interfaces = capabilities.map((capability) => JSON.stringify(ordered(capability)));
  return JSON.stringify([ordered(endpoint), interfaces.toSorted()]);
}

/** Whether there is nothing to tell: the order of fields and of capabilities says nothing. */
export const isSameEndpoint = (one: VettedEndpoint, other: VettedEndpoint): boolean =>
  essenceOf(one) === essenceOf(other);

const placeOf = (home: string, { endpointId }: { endpointId: string }) => JSON.stringify([home, endpointId]);

/**
 * What changes for a user whose homes had these devices and now have those: what is new, different or gone, as far as
 * Alexa takes it. A device beyond Alexa's limit is news only when it comes to be within, or was.
 * @param before, after all homes of the user, in the account's order
 */
export function newsBetween(before: readonly DevicesOfHome[], after: readonly DevicesOfHome[]): DeviceNews {
  const news = new Map<string, string[]>();
  const tell = (home: string, { endpointId }: VettedEndpoint) =>
    news.set(home, [...(news.get(home) ?? []), endpointId]);
  const left = new Map(
    cutToLimit(before).kept.map(({ home, endpoint }) => [placeOf(home, endpoint), { home, endpoint }]),
  );
  for (const { home, endpoint } of cutToLimit(after).kept) {
    const place = placeOf(home, endpoint);
    const known = left.get(place)?.endpoint;
    if (known === undefined || !isSameEndpoint(known, endpoint)) tell(home, endpoint);
    left.delete(place);
  }
  for (const { home, endpoint } of left.values()) tell(home, endpoint);
  return news;
}
