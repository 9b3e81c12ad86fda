import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { HeldBackEndpoint, VettedEndpoint } from '../../lib/alexa/discovery.ts';
import { type Catalogue, createCatalogue } from '../../lib/homes/catalogue.ts';
import { createCatalogueSync } from '../../lib/homes/catalogue-sync.ts';
import { SERVICE_DOWN } from '../harness/aws-proxy.ts';
import { storeDiscovery } from '../harness/catalogue.ts';
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
const put = (
  found: { endpoints: VettedEndpoint[]; heldBack: HeldBackEndpoint[] },
  at: number,
  where = home,
) => storeDiscovery(store.devices, where, found, at, soon());
const idsOf = async (of = home) =>
  (await catalogue.endpoints(of, soon())).map(({ endpointId }) => endpointId);
const syncing = () => createCatalogueSync(store.devices);
const untold = (...endpoints: string[]) => ({ endpoints, occasion: 'o', since: 1 });

/** What the calls since the last `forget` wrote: sort keys of items put and deleted. */
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
      { ...endpointNamed('light#kueche', 'Küche 🏡'), additionalAttributes: { model: 'x' } },
      { ...endpointNamed('lock#door'), relationships: { isConnectedBy: { endpointId: 'light#kueche' } } },
    ];
    const heldBack = [
      { endpointId: 'bad id', friendlyName: 'Bad', rule: 'id' as const, reason: 'its id is missing' },
    ];
    await put({ endpoints, heldBack }, 1_000);
    expect(await catalogue.endpoints(home, soon())).toEqual(endpoints);
    expect(await catalogue.summary(home, soon())).toEqual({ at: 1_000, devices: 2, heldBack });
  });

  test('writes only what differs, and a new device begins anew', async () => {
    await put(discovery('a', 'b', 'c'), 1_000);
    store.proxy.forget();
    await put(
      { endpoints: [endpointNamed('b'), endpointNamed('c', 'new'), endpointNamed('d')], heldBack: [] },
      2_000,
    );
    expect(written()).toEqual({ put: ['DEVICE#a', 'DEVICE#c', 'DEVICE#d'], deleted: ['TOLD#d'] });
    store.proxy.forget();
    await put(
      { endpoints: [endpointNamed('b'), endpointNamed('c', 'new'), endpointNamed('d')], heldBack: [] },
      30_000,
    );
    expect(written()).toEqual({ put: [], deleted: ['DEVICE#a', 'TOLD#a'] });
    expect(await idsOf()).toEqual(['b', 'c', 'd']);
  });

  test('writes no device when nothing differs, and notes that it was looked at', async () => {
    await put(discovery('a', 'b'), 1_000);
    store.proxy.forget();
    await put(discovery('b', 'a'), 2_000);
    expect(written()).toEqual({ put: [], deleted: [] });
    expect(await catalogue.summary(home, soon())).toMatchObject({ at: 2_000, devices: 2 });
  });

  test('takes all of a large home away and brings it back', async () => {
    const many = Array.from({ length: 300 }, (_, index) => `light#${String(index).padStart(3, '0')}`);
    await put(discovery(...many), 1_000);
    expect(await idsOf()).toEqual(many);
    await put(discovery(), 2_000);
    expect(await idsOf()).toEqual(many);
    await put(discovery(), 20_000);
    expect(await idsOf()).toEqual([]);
    expect(await catalogue.summary(home, soon())).toMatchObject({ devices: 0 });
  });

  test('shows no more held back devices than anybody reads', async () => {
    const heldBack = Array.from({ length: 300 }, (_, index) => ({
      endpointId: `${index}`,
      friendlyName: 'x'.repeat(128),
      rule: 'name' as const,
      reason: 'y'.repeat(200),
    }));
    await put({ endpoints: [], heldBack }, 1_000);
    expect((await catalogue.summary(home, soon()))?.heldBack).toEqual(heldBack.slice(0, 100));
  });

  test('is not mixed with another home', async () => {
    await put(discovery('mine'), 1_000);
    await put(discovery('theirs'), 1_000, `${home}x`);
    await catalogue.erase(`${home}x`, soon());
    expect(await idsOf()).toEqual(['mine']);
    expect(await idsOf(`${home}x`)).toEqual([]);
    expect(await catalogue.summary(`${home}x`, soon())).toBeUndefined();
  });

  test('is kept when a discovery cannot be written', async () => {
    await put(discovery('a'), 1_000);
    store.proxy.setFault(({ action }) => (action === 'BatchWriteItem' ? SERVICE_DOWN : undefined));
    expect(await outcomeOf(put(discovery('b'), 2_000))).toBe('store_unavailable');
    store.proxy.setFault(undefined);
    expect(await idsOf()).toEqual(['a']);
    expect(await catalogue.summary(home, soon())).toMatchObject({ at: 1_000 });
  });
});

describe('a sync', () => {
  test('is let through alone, of several that read the same', async () => {
    const known = await syncing().read(home, soon());
    const all = Array.from({ length: 5 }, () =>
      syncing().begin(known, untold('a'), { at: 1_000, devices: 1 }, soon()),
    );
    expect(await tally(all)).toEqual({ ok: 1, store_conflict: 4 });
  });

  test('leaves a note of what it has to tell until it is finished', async () => {
    const known = await syncing().read(home, soon());
    const begun = await syncing().begin(known, untold('a', 'b'), { at: 1_000, devices: 2 }, soon());
    expect((await syncing().read(home, soon())).untold).toEqual(untold('a', 'b'));
    const found = { at: 1_000, devices: 2, heldBack: [], dueAt: 5_000 };
    await syncing().finish(begun, found, soon());
    expect(await syncing().read(home, soon())).not.toHaveProperty('untold');
    expect(await outcomeOf(syncing().finish(begun, found, soon()))).toBe('store_conflict');
  });

  test('of a home that gives no good answer leaves a time for the next, and takes nothing away', async () => {
    await syncing().putOff(home, (at) => (at ?? 0) + 7, soon());
    expect(await catalogue.summary(home, soon())).toBeUndefined();
    expect((await syncing().read(home, soon())).item).toMatchObject({ due: 'DUE', dueAt: 7 });
    await put(discovery('a'), 1_000);
    const known = await syncing().read(home, soon());
    await syncing().begin(known, untold('a'), { at: 2_000, devices: 1 }, soon());
    await syncing().putOff(home, (at) => (at ?? 0) + 7, soon());
    const item = { due: 'DUE', dueAt: 1_007, at: 1_000, untold: untold('a') };
    expect((await syncing().read(home, soon())).item).toMatchObject(item);
    expect(await idsOf()).toEqual(['a']);
  });
});
