import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EventSources, startWorker, type Worker } from '../harness/event-sources.ts';
import { createMortals, type Death, type Mortals } from '../harness/mortal-workers.ts';
import { type OpenTown, openTown, startWorkers } from '../harness/open-town.ts';
import { createRandom } from '../harness/random.ts';
import { startSkippingClock } from '../harness/skipping-clock.ts';
import type { House, Town } from '../harness/town.ts';
import type { World } from '../harness/world.ts';

/** More than a worker makes calls in these tests: each death is tried in a house of its own. */
const HOMES = 24;
const ACCOUNTS = 2;
/** The visibility timeout of both queues. */
const HIDDEN_MS = 90_000;
/** What is looked at when a worker dies before, and when it dies after its last call took effect. */
const DEVICES = { before: 'light.kitchen', after: 'binary_sensor.kitchen_window' } as const;

const clock = startSkippingClock();
const random = createRandom(7);
let world: World;
let town: Town;
let sources: EventSources;
let close: OpenTown['close'];
let mortals: Mortals;
let survivors: Worker[];
let looking: Worker;

beforeAll(async () => {
  mortals = createMortals();
  ({ world, town, sources, close } = await openTown(clock, {
    homes: HOMES,
    entities: Object.values(DEVICES),
    accounts: ACCOUNTS,
    addressOf: mortals.addressOf,
  }));
  looking = await startWorker('observe');
  survivors = [looking, ...(await startWorkers({ report: 2 }))];
  // What the town's own beginnings brought.
  await sources.settle(survivors);
  await town.listen();
});
afterAll(async () => {
  await close();
  mortals.close();
});

/**
 * Kills a worker at its first call, another at its second, and so on, until one has nothing left to die of.
 * @returns the calls of the one that lived
 */
async function killAtEveryCall(
  name: 'observe' | 'report',
  effect: Death['effect'],
  prepare: (house: House) => Promise<void>,
  size?: number,
): Promise<readonly string[]> {
  for (const [index, house] of town.houses.entries()) {
    await prepare(house);
    const worker = await mortals.start(world, name, { call: index + 1, effect });
    await sources.work(worker, size, worker.isDead);
    mortals.spare();
    if (!worker.isDead()) return worker.calls();
  }
  throw new Error('There are more calls to die of than houses.');
}

async function convergence(): Promise<void> {
  await sources.drain(survivors);
  // What the dead had received comes again, all of it at once.
  clock.skip(HIDDEN_MS);
  await sources.settle(survivors);
  await town.listen();
  expect(town.misled()).toEqual([]);
  expect(town.confused()).toEqual([]);
  expect(town.memory.problems).toEqual([]);
  expect(town.memory.unknown).toEqual([]);
  expect(await sources.dead()).toEqual([]);
}

async function change(house: House, entityId: string): Promise<void> {
  town.change(house, entityId, random);
  await town.hintAbout(house, entityId);
}

describe.each(['before', 'after'] as const)('a worker that is killed %s a call took effect', (effect) => {
  const entityId = DEVICES[effect];
  /** A change that has been seen already. */
  const found = async (house: House) => {
    await change(house, entityId);
    await sources.work(looking);
  };

  test('while it looks: what it had queued is never told, and the next look tells all', async () => {
    const told = town.memory.repeats.length;
    const calls = await killAtEveryCall('observe', effect, (house) => change(house, entityId));
    expect(calls.filter((call) => call === 'sqs SendMessage')).toHaveLength(ACCOUNTS);
    // Some of the homes move on before anybody has looked again.
    for (const house of town.houses) if (random.chance(0.5)) await change(house, entityId);
    await convergence();
    expect(town.memory.repeats.slice(told)).toEqual([]);
  });

  test('while it reports: everything is told, if need be twice', async () => {
    const calls = await killAtEveryCall('report', effect, found);
    expect(calls.filter((call) => call === 'amazon events')).toHaveLength(ACCOUNTS);
    for (const house of town.houses) if (random.chance(0.5)) await change(house, entityId);
    await convergence();
  });

  test('while it refreshes a token: the next one does', async () => {
    clock.skip(3_600_000);
    const calls = await killAtEveryCall('report', effect, found, 1);
    expect(calls).toContain('amazon token');
    await convergence();
  });
});

/** The accounts that do not know what there is, or know what there is not. */
const mistaken = (entityId: string): string[] =>
  town.houses.flatMap(({ key, past, accounts }) =>
    accounts
      .map(({ amazonUser }) => amazonUser)
      .filter(
        (user) => town.memory.knows(user, `${key}:${entityId.replace('.', '#')}`) !== past.has(entityId),
      ),
  );

describe.each(['before', 'after'] as const)('a worker that is killed %s a call took effect', (effect) => {
  const registryChanged = (house: House) => town.hint(house, { event: 'entity_registry_updated' });
  const arrival = (entityId: string) => async (house: House) => {
    town.addDevice(house, { entityId, name: `New ${entityId}`, state: 'off' });
    await registryChanged(house);
  };
  const queuing = (calls: readonly string[]) => calls.filter((call) => call === 'sqs SendMessage').length;

  test('while it finds a new device: all accounts hear of it', async () => {
    const entityId = `switch.found_${effect}`;
    const calls = await killAtEveryCall('observe', effect, arrival(entityId));
    expect(queuing(calls)).toBe(ACCOUNTS);
    await convergence();
    expect(mistaken(entityId)).toEqual([]);
  });

  test('while it tells of a new device: all accounts hear of it', async () => {
    const entityId = `switch.told_${effect}`;
    const arrive = arrival(entityId);
    const calls = await killAtEveryCall('report', effect, async (house) => {
      await arrive(house);
      await sources.work(looking);
    });
    expect(calls.filter((call) => call === 'amazon events')).toHaveLength(ACCOUNTS);
    await convergence();
    expect(mistaken(entityId)).toEqual([]);
  });

  test('while it finds that a device is gone: all accounts hear of it', async () => {
    const entityId = DEVICES[effect];
    for (const house of town.houses) {
      town.removeDevice(house, entityId);
      await registryChanged(house);
    }
    await sources.drain([looking]);
    // What is missing is looked for once more.
    clock.skip(20_000);
    const calls = await killAtEveryCall('observe', effect, async () => {}, 1);
    expect(queuing(calls)).toBe(ACCOUNTS);
    await convergence();
    expect(mistaken(entityId)).toEqual([]);
  });
});
