import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Property } from '../../lib/alexa/message.ts';
import { createCatalogue } from '../../lib/homes/catalogue.ts';
import { toldStateKey } from '../../lib/homes/keys.ts';
import { createToldStates, isOvertaken, newLook, type ToldStates } from '../../lib/homes/told-states.ts';
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
  expect(looks).toEqual(Array.from({ length: 8 }, (_, index) => `look-${24 - index}`));
});

test('looks that found nothing new push out none that did, and the other way round', async () => {
  const home = newHome();
  const [news, echo] = [newLook({ isNews: true }), newLook({ isNews: false })];
  await commit(home, 'ON', news);
  for (let index = 0; index < 30; index += 1) await commit(home, 'ON', newLook({ isNews: false }));
  const before = await read(home);
  expect(before.looks).toContain(news);
  expect(before.looks.length).toBeLessThan(20);
  expect(isOvertaken(before, news)).toBe(false);
  await commit(home, 'ON', echo);
  for (let index = 0; index < 30; index += 1) await commit(home, index, newLook({ isNews: true }));
  const after = await read(home);
  expect(after.looks).toContain(echo);
  expect(isOvertaken(after, echo)).toBe(true);
  expect(after.looks).not.toContain(news);
});

/**
 * As DynamoDB counts: names and values, two digits a byte; a list three bytes and one for each that is in it.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (Array.isArray(value)) return value.reduce((sum, one) => sum + 1 + sizeOf(one), 3);
  if (typeof value !== 'object' || value === null) return 1 + Math.ceil(String(value).length / 2);
  return Object.entries(value).reduce((sum, [name, one]) => sum + sizeOf(name) + sizeOf(one), 0);
}

test('of a lamp with a colour fits into what DynamoDB counts as one unit', async () => {
  const home = newHome();
  const timeOfSample = '2026-11-21T00:00:00.000Z';
  const properties = [
    ['PowerController', 'powerState', 'ON'],
    ['BrightnessController', 'brightness', 100],
    ['ColorController', 'color', { hue: 345.5, saturation: 0.75, brightness: 0.2 }],
    ['EndpointHealth', 'connectivity', { value: 'OK' }],
  ].map(([namespace, name, value]) => ({
    namespace: `Alexa.${namespace}`,
    name: String(name),
    value,
    timeOfSample,
    uncertaintyInMilliseconds: 0,
  }));
  for (let index = 0; index < 40; index += 1) {
    const look = newLook({ isNews: index % 2 === 0 });
    await told.commit(home, 'light#a', await read(home), { properties, look }, Date.now(), soon());
  }
  const item = await store.devices.get(toldStateKey(home, 'light#a'), soon());
  expect(item?.looks).toHaveLength(16);
  expect(sizeOf(item)).toBeGreaterThan(700);
  expect(sizeOf(item)).toBeLessThan(1_024);
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
