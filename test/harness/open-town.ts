import {
  createEventSources,
  type EventSources,
  startWorker,
  type Worker,
  type WorkerName,
} from './event-sources.ts';
import { allowing } from './homes.ts';
import type { SkippingClock } from './skipping-clock.ts';
import { buildHomes, createTown, type Town } from './town.ts';
import { startWorld, type World } from './world.ts';

/** A world with a town in it, and the queues by which its functions work. */
export interface OpenTown {
  world: World;
  town: Town;
  sources: EventSources;
  /** All of it; the clock goes right again. */
  close(): Promise<void>;
}

/**
 * Builds a town whose changes are to be told to Alexa.
 * @param options.accounts at each of its homes
 * @param options.addressOf where a home is reached, if that is not where it is
 * @param options.beforePeople what has to be in place before anything is called
 */
export async function openTown(
  clock: SkippingClock,
  options: {
    homes: number;
    entities: readonly string[];
    accounts: number;
    addressOf?: (url: string) => Promise<string>;
    beforePeople?: (world: World) => Promise<void>;
  },
): Promise<OpenTown> {
  const { entities, accounts, addressOf, beforePeople } = options;
  const homes = await buildHomes(options.homes, entities);
  const addresses = await Promise.all(homes.map(({ url }) => addressOf?.(url) ?? url));
  const world = await startWorld({ homeAddressAllowlist: allowing(...addresses) });
  await beforePeople?.(world);
  const sources = createEventSources(world, clock);
  const town = await createTown(world, homes, accounts, addresses);
  return {
    world,
    town,
    sources,
    close: async () => {
      clock.restore();
      town.close();
      sources.close();
      await Promise.all([world.close(), ...homes.map((home) => home.close())]);
    },
  };
}

/** So many of each. */
export const startWorkers = (counts: Readonly<Partial<Record<WorkerName, number>>>): Promise<Worker[]> =>
  Promise.all(
    (Object.keys(counts) as WorkerName[]).flatMap((name) =>
      Array.from({ length: counts[name] ?? 0 }, () => startWorker(name)),
    ),
  );
