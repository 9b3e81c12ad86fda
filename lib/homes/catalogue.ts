import type { HeldBackEndpoint, VettedEndpoint } from '../alexa/discovery.ts';
import type { Deadline } from '../deadline.ts';
import { catalogueKey, deviceKey } from './keys.ts';
import type { Item, Table } from './table.ts';

/** What is known of a home's devices as a whole. */
export interface CatalogueSummary {
  /** Epoch milliseconds of the last good discovery. */
  at: number;
  devices: number;
  heldBack: HeldBackEndpoint[];
}

/** The devices of each home as Alexa knows them, one item a device. `catalogue-sync.ts` is how they come to change. */
export interface Catalogue {
  endpoints(home: string, deadline: Deadline): Promise<VettedEndpoint[]>;
  endpoint(home: string, endpointId: string, deadline: Deadline): Promise<VettedEndpoint | undefined>;
  summary(home: string, deadline: Deadline): Promise<CatalogueSummary | undefined>;
  /** With what Alexa was told of the devices. */
  erase(home: string, deadline: Deadline): Promise<void>;
}

/** The endpoint in a device's item. */
export const endpointOf = (item: Item): VettedEndpoint => JSON.parse(String(item.endpoint)) as VettedEndpoint;

/** @returns undefined also for a home that was asked and never gave a good answer */
function summaryOf(item: Item | undefined): CatalogueSummary | undefined {
  if (typeof item?.at !== 'number') return undefined;
  return {
    at: item.at,
    devices: Number(item.devices),
    heldBack: (item.heldBack as HeldBackEndpoint[] | undefined) ?? [],
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
    summary: async (home, deadline) => summaryOf(await devices.get(catalogueKey(home), deadline)),
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
