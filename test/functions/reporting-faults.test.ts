import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { EventSources, Worker } from '../harness/event-sources.ts';
import { type OpenTown, openTown, startWorkers } from '../harness/open-town.ts';
import { createRandom } from '../harness/random.ts';
import { startSkippingClock } from '../harness/skipping-clock.ts';
import type { Town } from '../harness/town.ts';

const HOMES = 50;
const ACCOUNTS = 3;
const ENTITIES = ['light.kitchen', 'binary_sensor.kitchen_window'];
const CHANGES = 1_000;
const OUTAGE_SECONDS = 60;
/** So many seconds' changes are worked off together. */
const STEP = 3;
const DOWN = { status: 503 };

const clock = startSkippingClock();
const random = createRandom(20_261_121);
let town: Town;
let sources: EventSources;
let close: OpenTown['close'];
let workers: Worker[];

beforeAll(async () => {
  ({ town, sources, close } = await openTown(clock, {
    homes: HOMES,
    entities: ENTITIES,
    accounts: ACCOUNTS,
  }));
  workers = await startWorkers({ observe: 2, report: 3 });
});
afterEach(() => town.amazon.setFaults({}));
afterAll(() => close());

test('a gateway that is down for a minute leaves nobody with an old state', {
  timeout: 120_000,
}, async () => {
  await town.amazon.setFaults({ gateway: DOWN });
  const { eventRequests } = await town.amazon.ledger();
  let made = 0;
  const all = town.houses.flatMap((house) => ENTITIES.map((entityId) => ({ house, entityId })));
  const devices = [...all];
  for (let second = STEP; second <= OUTAGE_SECONDS; second += STEP) {
    while (made < (CHANGES * second) / OUTAGE_SECONDS) {
      // Every device once; then it is chance. Some change several times in a row, as a light that is being dimmed.
      const { house, entityId } = devices.shift() ?? random.oneOf(all);
      const times = Math.min(1 + Math.floor(random.next() * 4), CHANGES - made);
      for (let time = 0; time < times; time += 1) {
        town.change(house, entityId, random);
        await town.hintAbout(house, entityId);
      }
      made += times;
    }
    await sources.drain(workers);
    clock.skip(STEP * 1_000);
  }
  // Much was tried, and nothing got through.
  expect((await town.amazon.ledger()).eventRequests - eventRequests).toBeGreaterThan(CHANGES);
  expect(made).toBe(CHANGES);
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
