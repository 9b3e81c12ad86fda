import { isSameEndpoint } from '../alexa/device-news.ts';
import type { VettedEndpoint } from '../alexa/discovery.ts';
import type { DeviceChanges, KnownDevice } from '../homes/catalogue-sync.ts';

/** Between two discoveries without a device, for it to be gone: longer than an integration takes to load again. */
export const GONE_AFTER_MS = 15_000;

export interface Comparison {
  /** The catalogue once the changes are made. */
  after: VettedEndpoint[];
  changes: DeviceChanges;
  /** Whether a device is missing that may be gone, which only another discovery can tell. */
  isInDoubt: boolean;
}

/**
 * Compares what a home offers with what is known of it.
 *
 * What is missing is not gone yet. Alexa forgets a removed device with its room and its routines, and a home that is
 * starting, or reloading an integration, offers less than it has: so it takes two discoveries, some time apart, of a
 * home that is running. What a home lacks while it is not running says nothing, whatever was found before.
 * @param discovery.at when the home was asked, epoch milliseconds
 */
export function compareDevices(
  known: ReadonlyMap<string, KnownDevice>,
  discovery: { endpoints: readonly VettedEndpoint[]; at: number; isRunning: boolean },
): Comparison {
  const { at, isRunning } = discovery;
  const offered = new Map(discovery.endpoints.map((endpoint) => [endpoint.endpointId, endpoint]));
  const put: KnownDevice[] = [];
  const kept: VettedEndpoint[] = [];
  const removed: string[] = [];
  let isInDoubt = false;
  for (const [id, { endpoint, missingSince }] of known) {
    if (offered.has(id)) continue;
    if (isRunning && missingSince !== undefined && at - missingSince >= GONE_AFTER_MS) {
      removed.push(id);
      continue;
    }
    kept.push(endpoint);
    isInDoubt ||= isRunning;
    if (isRunning && missingSince === undefined) put.push({ endpoint, missingSince: at });
    if (!isRunning && missingSince !== undefined) put.push({ endpoint });
  }
  for (const [id, endpoint] of offered) {
    const before = known.get(id);
    const isSame = before?.missingSince === undefined && before && isSameEndpoint(before.endpoint, endpoint);
    if (isSame !== true) put.push({ endpoint });
  }
  const added = [...offered.keys()].filter((id) => !known.has(id));
  return { after: [...offered.values(), ...kept], changes: { put, added, removed }, isInDoubt };
}

/** Whether there is something that the home no longer offers. */
export const isSomethingMissing = (
  known: ReadonlyMap<string, KnownDevice>,
  endpoints: readonly VettedEndpoint[],
): boolean => {
  const offered = new Set(endpoints.map(({ endpointId }) => endpointId));
  return [...known.keys()].some((id) => !offered.has(id));
};
