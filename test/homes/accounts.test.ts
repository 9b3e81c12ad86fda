import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Accounts, createAccounts, MAX_HOMES } from '../../lib/homes/accounts.ts';
import { accountKey } from '../../lib/homes/keys.ts';
import { ALWAYS } from '../../lib/homes/table.ts';
import { SERVICE_DOWN } from '../harness/aws-proxy.ts';
import { outcomeOf, tally } from '../harness/outcome-of.ts';
import { type Store, startStore } from '../harness/store.ts';

let store: Store;
let accounts: Accounts;

beforeAll(async () => {
  store = await startStore();
  accounts = createAccounts(store.registry);
});
afterEach(() => store.proxy.setFault(undefined));
afterAll(() => store.close());

const soon = () => store.deadline();
const homesOf = async (sub: string) => (await accounts.read(sub, soon()))?.homes;
const names = (count: number) => Array.from({ length: count }, (_, index) => `home-${index}`);

describe('an account', () => {
  test('is nothing before the first home', async () => {
    expect(await accounts.read('nobody', soon())).toBeUndefined();
  });

  test('lists homes in the order in which they came, each once', async () => {
    for (const home of ['b', 'a', 'c', 'a']) await accounts.addHome('orderly', home, soon());
    expect(await homesOf('orderly')).toEqual(['b', 'a', 'c']);
    await accounts.removeHome('orderly', 'a', soon());
    await accounts.removeHome('orderly', 'never-there', soon());
    expect(await homesOf('orderly')).toEqual(['b', 'c']);
  });

  test('raises its version with each write', async () => {
    for (const home of ['a', 'b']) await accounts.addHome('versioned', home, soon());
    expect((await accounts.read('versioned', soon()))?.version).toBe(2);
  });

  test('keeps what else is known of the user', async () => {
    const item = {
      v: 1,
      ...accountKey('kept'),
      homes: ['a'],
      revokedLinks: ['link-1'],
      version: 4,
      note: 'kept',
    };
    await store.registry.put({ ...item, createdAt: 7 }, ALWAYS, soon());
    await accounts.addHome('kept', 'b', soon());
    const stored = await store.registry.get(accountKey('kept'), soon());
    expect(stored).toEqual({ ...item, homes: ['a', 'b'], version: 5, createdAt: 7 });
  });

  test('loses no home of ten writers at once', async () => {
    const writes = names(10).map((home) => accounts.addHome('busy', home, soon()));
    expect(await tally(writes)).toEqual({ ok: 10 });
    expect((await homesOf('busy'))?.toSorted()).toEqual(names(10));
  });

  test('loses none when homes come and go at once', async () => {
    for (const home of names(5)) await accounts.addHome('moving', home, soon());
    const writes = names(5).flatMap((home) => [
      accounts.removeHome('moving', home, soon()),
      accounts.addHome('moving', `new-${home}`, soon()),
    ]);
    expect(await tally(writes)).toEqual({ ok: 10 });
    expect((await homesOf('moving'))?.toSorted()).toEqual(names(5).map((home) => `new-${home}`));
  });

  test('has a limit, also for writers at once', async () => {
    for (const home of names(MAX_HOMES - 3)) await accounts.addHome('full', home, soon());
    const writes = Array.from({ length: 8 }, (_, index) => accounts.addHome('full', `late-${index}`, soon()));
    expect(await tally(writes)).toEqual({ ok: 3, too_many_homes: 5 });
    expect(await homesOf('full')).toHaveLength(MAX_HOMES);
    // One that is there already is no home more.
    expect(await outcomeOf(accounts.addHome('full', 'home-0', soon()))).toBe('ok');
  });

  test('of another user is another account', async () => {
    await accounts.addHome('one', 'a', soon());
    await accounts.addHome('two', 'b', soon());
    expect([await homesOf('one'), await homesOf('two')]).toEqual([['a'], ['b']]);
  });

  test('that others write all the time costs no more than the time there is', async () => {
    const conflict = {
      status: 400,
      body: { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException', message: 'no' },
    };
    store.proxy.setFault(({ action }) => (action === 'PutItem' ? conflict : undefined));
    const outcome = await outcomeOf(accounts.addHome('contended', 'a', store.deadline(300)));
    expect(['store_conflict', 'out_of_time']).toContain(outcome);
  });

  test('cannot be read while the store is down', async () => {
    store.proxy.setFault(() => SERVICE_DOWN);
    expect(await outcomeOf(accounts.read('one', soon()))).toBe('store_unavailable');
    expect(await outcomeOf(accounts.addHome('one', 'c', soon()))).toBe('store_unavailable');
    store.proxy.setFault(undefined);
    expect(await homesOf('one')).toEqual(['a']);
  });
});
