import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createEventSources, type EventSources, startWorker, type Worker } from '../harness/event-sources.ts';
import { allowing, type Home } from '../harness/homes.ts';
import { createRandom } from '../harness/random.ts';
import { startSkippingClock } from '../harness/skipping-clock.ts';
import { buildHomes, createTown, type Town } from '../harness/town.ts';
import { startWorld, type World } from '../harness/world.ts';

const HOMES = 50;
const ACCOUNTS = 3;
const ENTITIES = ['light.kitchen', 'binary_sensor.kitchen_window'];
const CHANGES = 1_000;
const OUTAGE_SECONDS = 60;
const DOWN = { status: 503 };

const clock = startSkippingClock();
const random = createRandom(20_261_121);
let homes: Home[];
let world: World;
let town: Town;
let sources: EventSources;
let workers: Worker[];

beforeAll(async () => {
  homes = await buildHomes(HOMES, ENTITIES);
  world = await startWorld({ homeAddressAllowlist: allowing(...homes.map(({ url }) => url)) });
  sources = createEventSources(world, clock);
  town = await createTown(world, homes, ACCOUNTS);
  workers = await Promise.all([
    startWorker('observe'),
    startWorker('observe'),
    startWorker('report'),
    startWorker('report'),
    startWorker('report'),
  ]);
});
afterEach(() => town.amazon.setFaults({}));
afterAll(async () => {
  clock.restore();
  town.close();
  sources.close();
  await Promise.all([world.close(), ...homes.map((home) => home.close())]);
});

test('a gateway that is down for a minute leaves nobody with an old state', {
  timeout: 120_000,
}, async () => {
  await town.amazon.setFaults({ gateway: DOWN });
  const { eventRequests } = await town.amazon.ledger();
  let made = 0;
  const devices = town.houses.flatMap((house) => ENTITIES.map((entityId) => ({ house, entityId })));
  for (let second = 1; second <= OUTAGE_SECONDS; second += 1) {
    for (; made < (CHANGES * second) / OUTAGE_SECONDS; made += 1) {
      // Every device once; then it is chance.
      const { house, entityId } = devices[made] ?? random.oneOf(devices);
      town.change(house, entityId, random);
      await town.hintAbout(house, entityId);
    }
    await sources.drain(workers);
    clock.skip(1_000);
  }
  // Much was tried, and nothing got through.
  expect((await town.amazon.ledger()).eventRequests - eventRequests).toBeGreaterThan(2 * CHANGES);
  expect(await town.listen()).toEqual([]);

  await town.amazon.setFaults({});
  await sources.settle(workers);
  await town.listen();
  expect(town.misled()).toEqual([]);
  expect(town.confused()).toEqual([]);
  expect(town.memory.problems).toEqual([]);
  expect(town.memory.unknown).toEqual([]);
  expect(await sources.dead()).toEqual([]);
});
