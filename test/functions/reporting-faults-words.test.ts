import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventSources, Worker } from '../harness/event-sources.ts';
import { createLooksSide } from '../harness/looks-queue.ts';
import { createMortals, type Death, type Mortals } from '../harness/mortal-workers.ts';
import { type OpenTown, openTown, startWorkers } from '../harness/open-town.ts';
import { createRandom } from '../harness/random.ts';
import { startSkippingClock } from '../harness/skipping-clock.ts';
import type { House, Town } from '../harness/town.ts';
import type { World } from '../harness/world.ts';

/** More than a worker makes calls for one message: each death is tried in a house of its own. */
const HOMES = 22;
/** The visibility timeout of the queue. */
const HIDDEN_MS = 90_000;
const LIGHT = 'light.kitchen';

const clock = startSkippingClock();
let world: World;
let town: Town;
let sources: EventSources;
let close: OpenTown['close'];
let mortals: Mortals;
let survivors: Worker[];

beforeAll(async () => {
  mortals = createMortals();
  ({ world, town, sources, close } = await openTown(clock, { homes: HOMES, entities: [LIGHT], accounts: 1 }));
  survivors = await startWorkers({ observe: 1, report: 1 });
  await sources.settle(survivors);
});
afterAll(async () => {
  await close();
  mortals.close();
});

const random = createRandom(11);

/** Kills a worker at its first call, another at its second, and so on, until one has nothing left to die of. */
async function killAtEveryCall(
  effect: Death['effect'],
  prepare: (house: House) => Promise<unknown>,
): Promise<void> {
  for (const [index, house] of town.houses.entries()) {
    await prepare(house);
    const worker = await mortals.start(world, 'observe', { call: index + 1, effect });
    const { received } = await sources.work(worker, 1, worker.isDead);
    mortals.spare();
    expect(received).toBe(1);
    if (!worker.isDead()) return;
  }
  throw new Error('There are more calls to die of than houses.');
}
async function settle(): Promise<void> {
  await sources.drain(survivors);
  clock.skip(HIDDEN_MS);
  await sources.settle(survivors);
  await town.listen();
  expect(await sources.dead()).toEqual([]);
  expect(town.memory.problems).toEqual([]);
}

describe.each(['before', 'after'] as const)('a worker that is killed %s a call took effect', (effect) => {
  test('while it hears that a home is there: what was missed is told', async () => {
    // Later than the next heartbeat would have come.
    clock.skip(13 * 60_000);
    await killAtEveryCall(effect, (house) => {
      town.change(house, LIGHT, random);
      return town.hint(house, { event: 'heartbeat', changed: [] });
    });
    await settle();
    expect(town.misled()).toEqual([]);
    expect(town.confused()).toEqual([]);
  });
});

test('a worker that is killed while it says farewell: Alexa forgets the devices', async () => {
  const looks = createLooksSide(world);
  const removed: House[] = [];
  await killAtEveryCall('before', async (house) => {
    const { key, accounts } = house;
    const subs = accounts.map(({ sub }) => sub);
    for (const sub of subs) await world.members.remove(key, sub, world.deadline());
    removed.push(house);
    const [id, endpoints] = [`farewell-of-${key}`, ['light#kitchen']];
    await looks.send({ v: 1, type: 'farewell', id, home: key, subs, endpoints });
  });
  await settle();
  looks.close();
  for (const { key, accounts } of removed) {
    for (const { amazonUser } of accounts)
      expect(town.memory.knows(amazonUser, `${key}:light#kitchen`)).toBe(false);
  }
});
