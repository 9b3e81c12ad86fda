import { randomUUID } from 'node:crypto';
import { cutToLimit } from '../alexa/discovery.ts';
import type { Deadline } from '../deadline.ts';
import type { CatalogueSync } from '../homes/catalogue-sync.ts';
import { errorFacts, type Log } from '../telemetry/logger.ts';
import type { FarewellMessage, LooksQueue } from './looks.ts';
import { queueLook } from './queue-look.ts';

/** Longer than a request may take. */
const INSURANCE_S = 30;

/** Has Alexa told that devices of a home are gone for users who are removed from it. */
export interface Farewells {
  /**
   * To be called before the removal, while the devices are known. The same message is queued twice: now, to be handed
   * out when the removal is surely over, so that no crash loses it; and by `tell`, at once. It is told once, and only
   * of those who are members no more.
   * @throws {QueueUnavailable | OutOfTime} with nothing done
   */
  prepare(
    home: string,
    subs: readonly string[],
    deadline: Deadline,
  ): Promise<{
    /** To be called after the removal. That it fails costs half a minute. */
    tell(deadline: Deadline): Promise<void>;
  }>;
}

export function createFarewells(ports: {
  catalogueSync: CatalogueSync;
  looks: LooksQueue;
  log: Log;
}): Farewells {
  const { catalogueSync, looks, log } = ports;

  /** Whatever Alexa may know of the home, also what a sync that crashed had yet to tell. */
  async function idsOf(home: string, deadline: Deadline): Promise<string[]> {
    const { devices, untold } = await catalogueSync.read(home, deadline);
    const endpoints = [...devices.values()].map(({ endpoint }) => endpoint);
    const known = cutToLimit([{ home, endpoints }]).kept.map(({ endpoint }) => endpoint.endpointId);
    return [...new Set([...known, ...(untold?.endpoints ?? [])])];
  }

  return {
    prepare: async (home, subs, deadline) => {
      const endpoints = await idsOf(home, deadline);
      if (endpoints.length === 0 || subs.length === 0) return { tell: async () => undefined };
      const message: FarewellMessage = {
        v: 1,
        type: 'farewell',
        id: randomUUID(),
        home,
        subs: [...subs],
        endpoints,
      };
      await queueLook(looks, message, deadline, INSURANCE_S);
      return {
        tell: async (until) => {
          await queueLook(looks, message, until).catch((error: unknown) =>
            log.warn('A farewell is told half a minute later.', { home, error: errorFacts(error) }),
          );
        },
      };
    },
  };
}
