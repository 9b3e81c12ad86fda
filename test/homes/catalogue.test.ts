import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Catalogue, createCatalogue } from '../../lib/homes/catalogue.ts';
import { SERVICE_DOWN } from '../harness/aws-proxy.ts';
import { outcomeOf, tally } from '../harness/outcome-of.ts';
import { endpointNamed } from '../harness/samples.ts';
import { type Store, startStore } from '../harness/store.ts';

let store: Store;
let catalogue: Catalogue;
let homes = 0;
let home = '';

beforeAll(async () => {
  store = await startStore();
  catalogue = createCatalogue(store.devices);
});
beforeEach(() => {
  homes += 1;
  home = `k${homes}`;
});
afterEach(() => store.proxy.setFault(undefined));
afterAll(() => store.close());

const soon = () => store.deadline();
const discovery = (...ids: string[]) => ({ endpoints: ids.map((id) => endpointNamed(id)), heldBack: [] });
const idsOf = async (of = home) =>
  (await catalogue.endpoints(of, soon())).map(({ endpointId }) => endpointId);

/** What the calls since the last `forget` wrote: sort keys of devices put and deleted. */
function written() {
  type Request = {
    PutRequest?: { Item: { sk: { S: string } } };
    DeleteRequest?: { Key: { sk: { S: string } } };
  };
  const requests = store.proxy
    .calls('BatchWriteItem')
    .flatMap(({ body }) => (body.RequestItems as { devices: Request[] }).devices);
  return {
    put: requests.flatMap(({ PutRequest }) => PutRequest?.Item.sk.S ?? []),
    deleted: requests.flatMap(({ DeleteRequest }) => DeleteRequest?.Key.sk.S ?? []),
  };
}

describe('the catalogue of a home', () => {
  test('is empty before the first discovery', async () => {
    expect(await catalogue.endpoints(home, soon())).toEqual([]);
    expect(await catalogue.summary(home, soon())).toBeUndefined();
  });

  test('keeps every device as it was discovered', async () => {
    const endpoints = [
      {
        ...endpointNamed('light#küche'.replace('ü', 'ue'), 'Küche 🏡'),
        additionalAttributes: { model: 'x' },
      },
      { ...endpointNamed('lock#door'), relationships: { isConnectedBy: { endpointId: 'light#kueche' } } },
    ];
    const heldBack = [{ endpointId: 'bad id', friendlyName: 'Bad', reason: 'its id is missing' }];
    await catalogue.store(home, { endpoints, heldBack }, 1_000, soon());
    expect(await catalogue.endpoints(home, soon())).toEqual(endpoints);
    expect(await catalogue.summary(home, soon())).toEqual({ at: 1_000, devices: 2, heldBack });
  });

  test('writes only what differs', async () => {
    await catalogue.store(home, discovery('a', 'b', 'c'), 1_000, soon());
    store.proxy.forget();
    const next = { endpoints: ['b', 'c', 'd'].map((id) => endpointNamed(id)), heldBack: [] };
    next.endpoints[1] = endpointNamed('c', 'renamed');
    await catalogue.store(home, next, 2_000, soon());
    expect(written()).toEqual({ put: ['DEVICE#c', 'DEVICE#d'], deleted: ['DEVICE#a'] });
    expect(await catalogue.endpoints(home, soon())).toEqual(next.endpoints);
  });

  test('writes no device when nothing differs, and notes that it was looked at', async () => {
    await catalogue.store(home, discovery('a', 'b'), 1_000, soon());
    store.proxy.forget();
    await catalogue.store(home, discovery('b', 'a'), 2_000, soon());
    expect(written()).toEqual({ put: [], deleted: [] });
    expect(await catalogue.summary(home, soon())).toMatchObject({ at: 2_000, devices: 2 });
  });

  test('drops a discovery that is older, or as old', async () => {
    await catalogue.store(home, discovery('new'), 2_000, soon());
    for (const at of [1_000, 1_999, 2_000]) await catalogue.store(home, discovery('old'), at, soon());
    expect(await idsOf()).toEqual(['new']);
    expect(await catalogue.summary(home, soon())).toMatchObject({ at: 2_000 });
  });

  test('takes all of a large home away and brings it back', async () => {
    const many = Array.from({ length: 300 }, (_, index) => `light#${String(index).padStart(3, '0')}`);
    await catalogue.store(home, discovery(...many), 1_000, soon());
    expect(await idsOf()).toEqual(many);
    await catalogue.store(home, discovery(), 2_000, soon());
    expect(await idsOf()).toEqual([]);
    expect(await catalogue.summary(home, soon())).toMatchObject({ devices: 0 });
  });

  test('shows no more held back devices than anybody reads', async () => {
    const heldBack = Array.from({ length: 300 }, (_, index) => ({
      endpointId: `${index}`,
      friendlyName: 'x'.repeat(128),
      reason: 'y'.repeat(200),
    }));
    await catalogue.store(home, { endpoints: [], heldBack }, 1_000, soon());
    expect((await catalogue.summary(home, soon()))?.heldBack).toEqual(heldBack.slice(0, 100));
  });

  test('lets one of several discoveries at once through, and says so to the others', async () => {
    await catalogue.store(home, discovery('a'), 1_000, soon());
    const stores = Array.from({ length: 5 }, () => catalogue.store(home, discovery('a', 'b'), 2_000, soon()));
    const outcomes = await tally(stores);
    // Whoever came so late that it read the new summary has nothing to do.
    expect((outcomes.ok ?? 0) + (outcomes.store_conflict ?? 0)).toBe(5);
    expect(outcomes.ok).toBeGreaterThan(0);
    expect(outcomes.store_conflict).toBeGreaterThan(0);
    expect(await idsOf()).toEqual(['a', 'b']);
  });

  test('is complete after whoever lost a race asked the home again', async () => {
    await Promise.allSettled([
      catalogue.store(home, discovery('a', 'b'), 1_000, soon()),
      catalogue.store(home, discovery('b', 'c'), 1_001, soon()),
    ]);
    await catalogue.store(home, discovery('b', 'c', 'd'), 1_002, soon());
    expect(await idsOf()).toEqual(['b', 'c', 'd']);
  });

  test('is not mixed with another home', async () => {
    await catalogue.store(home, discovery('mine'), 1_000, soon());
    await catalogue.store(`${home}x`, discovery('theirs'), 1_000, soon());
    await catalogue.erase(`${home}x`, soon());
    expect(await idsOf()).toEqual(['mine']);
    expect(await idsOf(`${home}x`)).toEqual([]);
    expect(await catalogue.summary(`${home}x`, soon())).toBeUndefined();
  });

  test('is kept when a discovery cannot be written', async () => {
    await catalogue.store(home, discovery('a'), 1_000, soon());
    store.proxy.setFault(({ action }) => (action === 'BatchWriteItem' ? SERVICE_DOWN : undefined));
    expect(await outcomeOf(catalogue.store(home, discovery('b'), 2_000, soon()))).toBe('store_unavailable');
    store.proxy.setFault(undefined);
    expect(await idsOf()).toEqual(['a']);
    expect(await catalogue.summary(home, soon())).toMatchObject({ at: 1_000 });
  });

  test('is written again when only its summary was missing', async () => {
    store.proxy.setFault(({ action }) => (action === 'PutItem' ? SERVICE_DOWN : undefined));
    expect(await outcomeOf(catalogue.store(home, discovery('a'), 1_000, soon()))).toBe('store_unavailable');
    store.proxy.setFault(undefined);
    await catalogue.store(home, discovery('b'), 1_001, soon());
    expect(await idsOf()).toEqual(['b']);
  });
});
