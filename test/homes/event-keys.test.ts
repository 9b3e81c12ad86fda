import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createEventKeys, type EventKeys } from '../../lib/homes/event-keys.ts';
import { eventKeyKey } from '../../lib/homes/keys.ts';
import { hashEventKey, isEventKey } from '../../lib/identity/event-keys.ts';
import { SERVICE_DOWN } from '../harness/aws-proxy.ts';
import { outcomeOf } from '../harness/outcome-of.ts';
import { type Store, startStore } from '../harness/store.ts';

let store: Store;
let keys: EventKeys;
let homes = 0;

beforeAll(async () => {
  store = await startStore();
  keys = createEventKeys(store.registry, () => 1_790_000_000_000);
});
afterEach(() => store.proxy.setFault(undefined));
afterAll(() => store.close());

const newHome = () => `khome${++homes}`;
const soon = () => store.deadline();

test('a home has none until it is given one', async () => {
  expect(await keys.hashOf(newHome(), soon())).toBeUndefined();
});

test('only the hash of a key is kept', async () => {
  const home = newHome();
  const key = await keys.rotate(home, soon());
  const item = await store.registry.get(eventKeyKey(home), soon());
  expect(item).toEqual({
    v: 1,
    ...eventKeyKey(home),
    hash: hashEventKey(key),
    createdAt: 1_790_000_000_000,
    version: 1,
  });
  const written = JSON.stringify(store.proxy.calls());
  expect(written).toContain(hashEventKey(key));
  expect(written).not.toContain(key.reveal().split('.')[2]);
});

test('a new key voids the one before at once', async () => {
  const home = newHome();
  const first = await keys.rotate(home, soon());
  const second = await keys.rotate(home, soon());
  const stored = (await keys.hashOf(home, soon())) ?? '';
  expect([isEventKey(first, stored), isEventKey(second, stored)]).toEqual([false, true]);
});

test('of keys given at the same time the last one counts, and no other', async () => {
  const home = newHome();
  const given = await Promise.all(Array.from({ length: 6 }, () => keys.rotate(home, soon())));
  const stored = (await keys.hashOf(home, soon())) ?? '';
  expect(given.filter((key) => isEventKey(key, stored))).toHaveLength(1);
  expect(await store.registry.get(eventKeyKey(home), soon())).toMatchObject({ version: 6 });
});

test('a home without its key any more has none, and may be given one', async () => {
  const home = newHome();
  await keys.rotate(home, soon());
  await keys.erase(home, soon());
  await keys.erase(home, soon());
  expect(await keys.hashOf(home, soon())).toBeUndefined();
  const key = await keys.rotate(home, soon());
  expect(isEventKey(key, (await keys.hashOf(home, soon())) ?? '')).toBe(true);
});

test('homes have nothing to do with each other', async () => {
  const [one, other] = [newHome(), newHome()];
  const key = await keys.rotate(one, soon());
  await keys.rotate(other, soon());
  expect(isEventKey(key, (await keys.hashOf(other, soon())) ?? '')).toBe(false);
  await keys.erase(other, soon());
  expect(isEventKey(key, (await keys.hashOf(one, soon())) ?? '')).toBe(true);
});

test('a store that fails is no missing key', async () => {
  const home = newHome();
  const key = await keys.rotate(home, soon());
  store.proxy.setFault(() => SERVICE_DOWN);
  expect(await outcomeOf(keys.hashOf(home, soon()))).toBe('store_unavailable');
  expect(await outcomeOf(keys.rotate(home, soon()))).toBe('store_unavailable');
  store.proxy.setFault(undefined);
  expect(isEventKey(key, (await keys.hashOf(home, soon())) ?? '')).toBe(true);
});
