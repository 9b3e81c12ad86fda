import { LRUCache } from 'lru-cache';
import { cutToLimit, MAX_ENDPOINTS } from '../alexa/discovery.ts';
import type { Deadline } from '../deadline.ts';
import type { Accounts } from '../homes/accounts.ts';
import type { Catalogue } from '../homes/catalogue.ts';
import type { Overrides } from '../homes/overrides.ts';
import { shownDevices } from './shown-devices.ts';

/** Which devices a user's Alexa has, of those that it is offered. */
export interface DeviceLimit {
  /**
   * @returns the home's own ids of the devices that are within the user's limit; `all` for nearly everybody
   */
  of(sub: string, home: string, deadline: Deadline): Promise<ReadonlySet<string> | 'all'>;
}

/** So long somebody is taken to be as far below the limit as they were. */
const REMEMBERED_MS = 60_000;
const MAX_USERS = 5_000;

/**
 * Alexa takes 300 devices of a customer, over all their homes. Whoever has fewer (that is remembered for a minute, so
 * that it costs nothing) has all; for the others it is the cut that discovery makes.
 */
export function createDeviceLimit(ports: {
  accounts: Accounts;
  catalogue: Catalogue;
  overrides: Overrides;
}): DeviceLimit {
  const { accounts, catalogue } = ports;
  const unlimited = new LRUCache<string, true>({ max: MAX_USERS, ttl: REMEMBERED_MS });

  return {
    of: async (sub, home, deadline) => {
      if (unlimited.has(sub)) return 'all';
      const homes = (await accounts.read(sub, deadline))?.homes ?? [];
      const summaries = await Promise.all(homes.map((one) => catalogue.summary(one, deadline)));
      const total = summaries.reduce((sum, summary) => sum + (summary?.devices ?? 0), 0);
      if (total <= MAX_ENDPOINTS) {
        unlimited.set(sub, true);
        return 'all';
      }
      const all = await Promise.all(
        homes.map(async (one) => ({ home: one, endpoints: await shownDevices(one, ports, deadline) })),
      );
      const { kept } = cutToLimit(all);
      return new Set(kept.flatMap(({ home: of, endpoint }) => (of === home ? [endpoint.endpointId] : [])));
    },
  };
}
