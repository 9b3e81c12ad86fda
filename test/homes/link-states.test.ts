import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { linkStateKey } from '../../lib/homes/keys.ts';
import { createLinkStates, type LinkStates } from '../../lib/homes/link-states.ts';
import { ALWAYS } from '../../lib/homes/table.ts';
import { SERVICE_DOWN } from '../harness/aws-proxy.ts';
import { outcomeOf, tally } from '../harness/outcome-of.ts';
import { accessTo } from '../harness/samples.ts';
import { type Store, startStore } from '../harness/store.ts';

let store: Store;
let links: LinkStates;
let now = 1_790_000_000_000;

beforeAll(async () => {
  store = await startStore();
  links = createLinkStates(store.registry, store.vault, () => now);
});
afterEach(() => {
  store.proxy.setFault(undefined);
  store.kms.setFault(undefined);
});
afterAll(() => store.close());

const soon = () => store.deadline();
const start = (sub = 'owner', name = 'Home') => links.start({ sub, name, access: accessTo('link') }, soon());

describe('the state of a sign-in', () => {
  test('gives back what was frozen in it', async () => {
    const state = await links.start({ sub: 'owner', name: 'Cabin', access: accessTo('cabin') }, soon());
    const { access, ...plain } = await links.take(state, 'owner', soon());
    expect(plain).toEqual({ sub: 'owner', name: 'Cabin' });
    expect(access.url.href).toBe('https://cabin.example:8123/');
    expect(access.token?.reveal()).toBe('token-of-cabin');
    expect(access.tls.clientCertificate?.key.reveal()).toBe('key-of-cabin');
  });

  test('has no token when there is none', async () => {
    const access = { ...accessTo('new'), token: null };
    const state = await links.start({ sub: 'owner', name: 'New', access }, soon());
    const taken = await links.take(state, 'owner', soon());
    expect(taken.access.token).toBeNull();
  });

  test('cannot be guessed', async () => {
    const states = await Promise.all(Array.from({ length: 10 }, () => start()));
    expect(new Set(states).size).toBe(10);
    for (const state of states) expect(Buffer.from(state, 'base64url')).toHaveLength(32);
  });

  test('works once', async () => {
    const state = await start();
    expect(await outcomeOf(links.take(state, 'owner', soon()))).toBe('ok');
    expect(await outcomeOf(links.take(state, 'owner', soon()))).toBe('sign_in_state_invalid');
  });

  test('works for one of ten at once', async () => {
    const state = await start();
    const taking = Array.from({ length: 10 }, () => links.take(state, 'owner', soon()));
    expect(await tally(taking)).toEqual({ ok: 1, sign_in_state_invalid: 9 });
  });

  test('works for nobody else, and is not used up by their trying', async () => {
    const state = await start('owner');
    for (const sub of ['somebody-else', '', 'OWNER']) {
      expect(await outcomeOf(links.take(state, sub, soon()))).toBe('sign_in_state_invalid');
    }
    expect(await outcomeOf(links.take(state, 'owner', soon()))).toBe('ok');
  });

  test.each([
    ['a moment before ten minutes', 10 * 60_000 - 1, 'ok'],
    ['at ten minutes', 10 * 60_000, 'sign_in_state_invalid'],
    ['a day later', 86_400_000, 'sign_in_state_invalid'],
  ])('%s: %s', async (_name, later, outcome) => {
    const state = await start();
    now += later;
    expect(await outcomeOf(links.take(state, 'owner', soon()))).toBe(outcome);
  });

  test.each(['', 'unknown', 'a|b', '../ACCOUNT', 'x'.repeat(1_000)])(
    'that was never given (%s)',
    async (state) => {
      expect(await outcomeOf(links.take(state, 'owner', soon()))).toBe('sign_in_state_invalid');
    },
  );

  test('is swept by DynamoDB in time, and shows no secret until then', async () => {
    const state = await start();
    const item = await store.registry.get(linkStateKey('owner', state), soon());
    expect(item?.ttl).toBe(Math.ceil((now + 10 * 60_000) / 1_000));
    expect(JSON.stringify(item)).not.toMatch(/token-of|header-of|key-of|example/);
  });

  test('put under another state does not open there', async () => {
    const [mine, theirs] = [await start('owner'), await start('somebody')];
    const item = await store.registry.get(linkStateKey('somebody', theirs), soon());
    await store.registry.put({ ...item, ...linkStateKey('owner', mine) }, ALWAYS, soon());
    expect(await outcomeOf(links.take(mine, 'owner', soon()))).toBe('seal_broken');
  });

  test('is not lost to a store or key service that is down', async () => {
    const state = await start();
    store.proxy.setFault(() => SERVICE_DOWN);
    expect(await outcomeOf(links.take(state, 'owner', soon()))).toBe('store_unavailable');
    store.proxy.setFault(undefined);
    store.kms.setFault('down');
    expect(await outcomeOf(links.take(state, 'owner', soon()))).toBe('vault_unavailable');
    expect(await outcomeOf(start())).toBe('vault_unavailable');
    store.kms.setFault(undefined);
    expect(await outcomeOf(links.take(state, 'owner', soon()))).toBe('ok');
  });
});
