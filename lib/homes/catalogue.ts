import type { HeldBackEndpoint, VettedDiscovery, VettedEndpoint } from '../alexa/discovery.ts';
import type { Deadline } from '../deadline.ts';
import { catalogueKey, deviceKey } from './keys.ts';
import { ABSENT, atVersion, type Item, type Table } from './table.ts';

/** What is known of a home's devices as a whole. */
export interface CatalogueSummary {
  /** Epoch milliseconds of the last good discovery. */
  at: number;
  devices: number;
  heldBack: HeldBackEndpoint[];
}

/** The last good discovery of each home, one item a device. */
export interface Catalogue {
  endpoints(home: string, deadline: Deadline): Promise<VettedEndpoint[]>;
  endpoint(home: string, endpointId: string, deadline: Deadline): Promise<VettedEndpoint | undefined>;
  summary(home: string, deadline: Deadline): Promise<CatalogueSummary | undefined>;
  /**
   * Replaces a home's devices by those of a new discovery, writing only what differs.
   * @param at when the home was asked, epoch milliseconds; a discovery older than the stored one is dropped
   * @throws {StoreConflict} when another discovery was stored at the same time
   */
  store(home: string, discovery: VettedDiscovery, at: number, deadline: Deadline): Promise<void>;
  /** With what Alexa was told of the devices. */
  erase(home: string, deadline: Deadline): Promise<void>;
}

/** What is kept of the held back; an item has 400 KB, and nobody reads more. */
const MAX_HELD_BACK = 100;

const endpointOf = (item: Item): VettedEndpoint => JSON.parse(String(item.endpoint)) as VettedEndpoint;

function summaryOf(item: Item | undefined): (CatalogueSummary & { version: number }) | undefined {
  if (item === undefined) return undefined;
  return {
    at: Number(item.at),
    devices: Number(item.devices),
    heldBack: (item.heldBack as HeldBackEndpoint[] | undefined) ?? [],
    version: Number(item.version),
  };
}

export function createCatalogue(devices: Table): Catalogue {
  const itemsOf = (home: string, deadline: Deadline) => devices.query(`HOME#${home}`, 'DEVICE#', deadline);

  return {
    endpoints: async (home, deadline) => (await itemsOf(home, deadline)).map(endpointOf),
    endpoint: async (home, endpointId, deadline) => {
      const item = await devices.get(deviceKey(home, endpointId), deadline);
      return item && endpointOf(item);
    },
    summary: async (home, deadline) => {
      const found = summaryOf(await devices.get(catalogueKey(home), deadline));
      return found && { at: found.at, devices: found.devices, heldBack: found.heldBack };
    },
    store: async (home, { endpoints, heldBack }, at, deadline) => {
      const current = summaryOf(await devices.get(catalogueKey(home), deadline));
      if (current !== undefined && current.at >= at) return;
      const known = new Map((await itemsOf(home, deadline)).map((item) => [item.sk, item.endpoint]));
      const wanted = endpoints.map((endpoint) => ({
        v: 1,
        ...deviceKey(home, endpoint.endpointId),
        endpoint: JSON.stringify(endpoint),
      }));
      const kept = new Set(wanted.map(({ sk }) => sk));
      await devices.batchWrite(
        {
          put: wanted.filter(({ sk, endpoint }) => known.get(sk) !== endpoint),
          delete: [...known.keys()].filter((sk) => !kept.has(sk)).map((sk) => ({ pk: `HOME#${home}`, sk })),
        },
        deadline,
      );
      await devices.put(
        {
          v: 1,
          ...catalogueKey(home),
          at,
          devices: endpoints.length,
          heldBack: heldBack.slice(0, MAX_HELD_BACK),
          version: (current?.version ?? 0) + 1,
        },
        current === undefined ? ABSENT : atVersion(current.version),
        deadline,
      );
    },
    erase: async (home, deadline) => {
      const items = [
        ...(await itemsOf(home, deadline)),
        ...(await devices.query(`HOME#${home}`, 'TOLD#', deadline)),
      ];
      const keys = [...items.map(({ pk, sk }) => ({ pk, sk })), catalogueKey(home)];
      await devices.batchWrite({ put: [], delete: keys }, deadline);
    },
  };
}
