import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EventSources, Worker } from '../harness/event-sources.ts';
import { createMortals, type Mortals } from '../harness/mortal-workers.ts';
import { type OpenTown, openTown, startWorkers } from '../harness/open-town.ts';
import { startSkippingClock } from '../harness/skipping-clock.ts';
import type { House, Town } from '../harness/town.ts';
import type { World } from '../harness/world.ts';

/** More than a worker makes calls for a press: each death is tried in a house of its own. */
const HOMES = 9;
/** The visibility timeout of the queue. */
const HIDDEN_MS = 90_000;
const BELL = 'event.front_door';

const clock = startSkippingClock();
let world: World;
let town: Town;
let sources: EventSources;
let close: OpenTown['close'];
let mortals: Mortals;
let survivors: Worker[];

beforeAll(async () => {
  mortals = createMortals();
  ({ world, town, sources, close } = await openTown(clock, { homes: HOMES, entities: [BELL], accounts: 1 }));
  survivors = await startWorkers({ observe: 1, report: 1 });
  await sources.settle(survivors);
});
afterAll(async () => {
  await close();
  mortals.close();
});

/** Somebody rings, and that is found and waits to be told. */
async function ring(house: House): Promise<void> {
  await town.hint(house, [{ entity_id: BELL, last_changed: new Date(Date.now()).toISOString() }]);
  const [observing] = survivors;
  if (observing !== undefined) await sources.work(observing);
}
const ringsAt = ({ accounts }: House) =>
  town.memory.presses.filter(({ amazonUser }) => amazonUser === accounts[0]?.amazonUser).length;

/** The call that tells Alexa, by which a death is before or after the ring. */
const TELLING = 'amazon events';

test.each(['before', 'after'] as const)(
  'a bell rings once at most, though whoever tells it is killed %s a call took effect',
  async (effect) => {
    const rang = town.houses.map(ringsAt);
    const died: string[] = [];
    for (const [index, house] of town.houses.entries()) {
      await ring(house);
      const worker = await mortals.start(world, 'report', { call: index + 1, effect });
      await sources.work(worker, 10, worker.isDead);
      mortals.spare();
      died.push(worker.isDead() ? (worker.calls().at(-1) ?? '') : 'lived');
      if (!worker.isDead()) break;
    }
    expect(died).toContain(TELLING);
    expect(died.at(-1)).toBe('lived');
    clock.skip(HIDDEN_MS);
    await sources.settle(survivors);
    await town.listen();
    const rings = town.houses.map((house, index) => ringsAt(house) - (rang[index] ?? 0));
    expect(Math.max(...rings)).toBe(1);
    expect(rings[died.indexOf(TELLING)]).toBe(effect === 'after' ? 1 : 0);
    expect(rings[died.indexOf('lived')]).toBe(1);
    expect(await sources.dead()).toEqual([]);
    expect(town.memory.problems).toEqual([]);
  },
);
