import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventSources, Worker } from '../harness/event-sources.ts';
import { type OpenTown, openTown, startWorkers } from '../harness/open-town.ts';
import { createRandom } from '../harness/random.ts';
import { startSkippingClock } from '../harness/skipping-clock.ts';
import type { House, Town } from '../harness/town.ts';
import type { World } from '../harness/world.ts';

const HOMES = 6;
const ACCOUNTS = 3;
const ENTITIES = ['light.kitchen', 'light.hallway', 'switch.coffee_machine', 'binary_sensor.kitchen_window'];
const MINUTE_MS = 60_000;
/** So often a home says that it is there, in minutes. */
const HEARTBEAT = 10;

const clock = startSkippingClock();
const random = createRandom(5);
let world: World;
let town: Town;
let sources: EventSources;
let close: OpenTown['close'];
let workers: Worker[];

beforeAll(async () => {
  ({ world, town, sources, close } = await openTown(clock, {
    homes: HOMES,
    entities: ENTITIES,
    accounts: ACCOUNTS,
  }));
  workers = await startWorkers({ observe: 2, report: 2 });
  await heartbeats();
  await sources.settle(workers);
  // Nobody was told anything yet: the first look at a device is news, whatever it finds.
  await town.listen();
});
afterAll(() => close());

/** @param changed what each home says has changed since its last heartbeat */
async function heartbeats(changed: (house: House) => string[] = () => []): Promise<void> {
  for (const house of town.houses) await town.hint(house, { event: 'heartbeat', changed: changed(house) });
}

async function nobodyIsMisled(): Promise<void> {
  await sources.settle(workers);
  await town.listen();
  expect(town.misled()).toEqual([]);
  expect(town.confused()).toEqual([]);
  expect(town.memory.problems).toEqual([]);
  expect(town.memory.unknown).toEqual([]);
  expect(await sources.dead()).toEqual([]);
}

describe('without faults', () => {
  test('every change is told once to everybody, and heartbeats add nothing to it', async () => {
    const ROUNDS = 10;
    const { events } = await town.amazon.ledger();
    const repeats = town.memory.repeats.length;
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const house of town.houses) {
        const entityId = random.oneOf(ENTITIES);
        town.change(house, entityId, random);
        await town.hintAbout(house, entityId);
      }
      await sources.drain(workers);
      if (round % 3 === 2) await heartbeats(() => ENTITIES);
      clock.skip(2 * MINUTE_MS);
    }
    await nobodyIsMisled();
    expect(town.memory.repeats.slice(repeats)).toEqual([]);
    expect((await town.amazon.ledger()).events - events).toBe(ROUNDS * HOMES * ACCOUNTS);
  });

  test('a device is told of before what happens to it, and no more once it is gone', async () => {
    const repeats = town.memory.repeats.length;
    const kettle = { entityId: 'switch.kettle', name: 'Kettle', state: 'off' };
    for (const house of town.houses) {
      town.addDevice(house, kettle);
      await town.hint(house, { event: 'entity_registry_updated' });
    }
    await sources.drain(workers);
    for (const house of town.houses) {
      town.change(house, kettle.entityId, random);
      await town.hintAbout(house, kettle.entityId);
    }
    await nobodyIsMisled();
    const know = () =>
      town.houses.flatMap(({ key, accounts }) =>
        accounts.map(({ amazonUser }) => town.memory.knows(amazonUser, `${key}:switch#kettle`)),
      );
    expect(know()).toEqual(Array(HOMES * ACCOUNTS).fill(true));

    for (const house of town.houses) {
      town.change(house, kettle.entityId, random);
      await town.hintAbout(house, kettle.entityId);
      town.removeDevice(house, kettle.entityId);
      await town.hint(house, { event: 'entity_registry_updated' });
    }
    await nobodyIsMisled();
    expect(know()).toEqual(Array(HOMES * ACCOUNTS).fill(false));
    expect(town.memory.repeats.slice(repeats)).toEqual([]);
  });
});

describe('while the door for hints is shut', () => {
  /** Changes that nobody hears of. @returns which, by house */
  function changesUnheard(count: number): Map<House, Set<string>> {
    const changed = new Map(town.houses.map((house) => [house, new Set<string>()]));
    for (let made = 0; made < count; made += 1) {
      const house = random.oneOf(town.houses);
      const entityId = random.oneOf(ENTITIES);
      town.change(house, entityId, random);
      changed.get(house)?.add(entityId);
    }
    return changed;
  }

  test('hints are lost, and the next heartbeat mends that', async () => {
    await heartbeats();
    await sources.settle(workers);
    const changed = changesUnheard(60);
    clock.skip(HEARTBEAT * MINUTE_MS);
    const asked = town.houses.map(({ home }) => home.asked().length);
    await heartbeats((house) => [...(changed.get(house) ?? [])]);
    await nobodyIsMisled();
    // What the home did not name was not asked for.
    expect(town.houses.map(({ home }, index) => home.asked().length - Number(asked[index]))).toEqual(
      town.houses.map((house) => changed.get(house)?.size),
    );
  });

  test('heartbeats are lost as well, and the first that comes through mends all', async () => {
    await heartbeats();
    await sources.settle(workers);
    changesUnheard(60);
    clock.skip(2 * HEARTBEAT * MINUTE_MS);
    await heartbeats();
    await nobodyIsMisled();
  });

  test('for longer, Porchlight goes and looks; nobody is told that a home is away that answers', async () => {
    await heartbeats();
    await sources.settle(workers);
    changesUnheard(60);
    for (let minute = 0; minute < 3 * HEARTBEAT; minute += 1) {
      clock.skip(MINUTE_MS);
      await world.invoke('upkeep', {});
      await sources.drain(workers);
    }
    await nobodyIsMisled();
  });
});
