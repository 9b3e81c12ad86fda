import { randomUUID } from 'node:crypto';
import { cutToLimit } from '../alexa/discovery.ts';
import type { Deadline } from '../deadline.ts';
import type { CatalogueSync } from '../homes/catalogue-sync.ts';
import { type Overrides, overrideIdOf } from '../homes/overrides.ts';
import type { Log } from '../telemetry/logger.ts';
import { applyOverrides } from './apply-overrides.ts';
import type { LooksQueue } from './looks.ts';
import { type ToldForSure, toldForSure } from './told-for-sure.ts';

/** Has Alexa told that devices of a home are gone for users who are removed from it. */
export interface Farewells {
  /**
   * To be called before the removal, while the devices are known. It is told only of those who are members no more.
   * @throws {QueueUnavailable | OutOfTime} with nothing done
   */
  prepare(home: string, subs: readonly string[], deadline: Deadline): Promise<ToldForSure>;
}

/**
 * Whatever Alexa may know of a home, by the home's own ids: what its owner shows; what a sync that crashed had yet to
 * tell; and what was held back so late that it may not have been told, since whoever leaves is told nothing else.
 */
export async function knownIds(
  { catalogueSync, overrides }: { catalogueSync: CatalogueSync; overrides: Overrides },
  home: string,
  deadline: Deadline,
): Promise<string[]> {
  const [{ devices, untold }, wanted, late] = await Promise.all([
    catalogueSync.read(home, deadline),
    overrides.list(home, deadline),
    overrides.hiddenLately(home, deadline),
  ]);
  const known = [...devices.values()].map(({ endpoint }) => endpoint);
  const { kept } = cutToLimit([{ home, endpoints: applyOverrides(known, wanted) }]);
  const ids = kept.map(({ endpoint }) => endpoint.endpointId);
  const heldBack = [...devices.keys()].filter((id) => late.has(overrideIdOf(id)));
  return [...new Set([...ids, ...heldBack, ...(untold?.endpoints ?? [])])];
}

export function createFarewells(ports: {
  catalogueSync: CatalogueSync;
  overrides: Overrides;
  looks: LooksQueue;
  log: Log;
}): Farewells {
  return {
    prepare: async (home, subs, deadline) => {
      const endpoints = await knownIds(ports, home, deadline);
      if (endpoints.length === 0 || subs.length === 0) return { tell: async () => undefined };
      const named = { v: 1, type: 'farewell', id: randomUUID() } as const;
      return toldForSure({ ...named, home, subs: [...subs], endpoints }, ports, deadline);
    },
  };
}
