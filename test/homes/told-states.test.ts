import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Property } from '../../lib/alexa/message.ts';
import { createCatalogue } from '../../lib/homes/catalogue.ts';
import { createToldStates, type ToldStates } from '../../lib/homes/told-states.ts';
import { outcomeOf, tally } from '../harness/outcome-of.ts';
import { type Store, startStore } from '../harness/store.ts';

let store: Store;
let told: ToldStates;
let homes = 0;

beforeAll(async () => {
  store = await startStore();
  told = createToldStates(store.devices);
});
afterAll(() => store.close());

const NOTHING = { properties: [], version: 0, looks: [] };
const soon = () => store.deadline();
const newHome = () => `khome${++homes}`;
const power = (value: unknown): Property[] => [
  {
    namespace: 'Alexa.PowerController',
    name: 'powerState',
    value,
    timeOfSample: '2026-11-21T00:00:00Z',
    uncertaintyInMilliseconds: 0,
  },
];
const read = (home: string) => told.read(home, 'light#a', soon());
async function commit(home: string, value: unknown, look: string, before = read(home)) {
  await told.commit(home, 'light#a', await before, { properties: power(value), look }, 5, soon());
}

test('of a device that was never looked at nothing was told', async () => {
  expect(await read(newHome())).toEqual(NOTHING);
});

test('what is committed is read, whatever its value', async () => {
  const home = newHome();
  const values = ['ON', 0, -1.5, null, { value: 21, scale: 'CELSIUS' }, [1, [2]], '', 'ä😀'];
  for (const [index, value] of values.entries()) {
    await commit(home, value, `look-${index}`);
    expect(await read(home)).toMatchObject({ properties: power(value), version: index + 1 });
  }
});

test('of those who follow the same state one is let through', async () => {
  const home = newHome();
  for (let round = 0; round < 3; round += 1) {
    const before = read(home);
    const results = await tally(
      Array.from({ length: 10 }, (_, index) => commit(home, index, `look-${round}-${index}`, before)),
    );
    expect(results).toEqual({ ok: 1, store_conflict: 9 });
  }
  const { version, looks, properties } = await read(home);
  expect(version).toBe(3);
  expect(looks).toHaveLength(3);
  expect(looks[0]).toBe(`look-2-${properties[0]?.value}`);
});

test('the looks are remembered, newest first, and not for ever', async () => {
  const home = newHome();
  for (let index = 0; index < 25; index += 1) await commit(home, index, `look-${index}`);
  const { looks, version } = await read(home);
  expect(version).toBe(25);
  expect(looks).toEqual(Array.from({ length: 20 }, (_, index) => `look-${24 - index}`));
});

test('a state of before is not committed over what came after', async () => {
  const home = newHome();
  const first = await read(home);
  await commit(home, 'ON', 'one');
  expect(await outcomeOf(commit(home, 'OFF', 'late', Promise.resolve(first)))).toBe('store_conflict');
  expect(await read(home)).toMatchObject({ properties: power('ON'), version: 1 });
});

test('goes with the home, and is of one device of one home', async () => {
  const [home, other] = [newHome(), newHome()];
  await commit(home, 'ON', 'one');
  await commit(other, 'OFF', 'one');
  expect(await told.read(home, 'light#b', soon())).toEqual(NOTHING);
  await createCatalogue(store.devices).erase(home, soon());
  expect(await read(home)).toEqual(NOTHING);
  expect(await read(other)).toMatchObject({ version: 1 });
});
