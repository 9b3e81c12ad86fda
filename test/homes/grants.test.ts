import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createGrants, type GrantId, type Grants } from '../../lib/homes/grants.ts';
import { grantKey } from '../../lib/homes/keys.ts';
import type { Table } from '../../lib/homes/table.ts';
import { parseSealed } from '../../lib/vault/envelope.ts';
import { Secret } from '../../lib/vault/secret.ts';
import { SERVICE_DOWN } from '../harness/aws-proxy.ts';
import { outcomeOf, tally } from '../harness/outcome-of.ts';
import { type Store, startStore } from '../harness/store.ts';

let store: Store;
let grants: Grants;
let now = 1_790_000_000_000;
let links = 0;

beforeAll(async () => {
  store = await startStore();
  grants = createGrants(store.registry, store.vault, () => now);
});
afterEach(() => {
  store.proxy.setFault(undefined);
  store.kms.setFault(undefined);
});
afterAll(() => store.close());

const soon = () => store.deadline();
const newLink = (more: Partial<GrantId> = {}): GrantId => ({
  sub: `user-${++links}`,
  region: 'NA',
  originJti: `link-${links}`,
  ...more,
});
const code = (text: string) => new Secret(text);
const tokensOf = (name: string) => ({
  accessToken: new Secret(`Atza|access-${name}`),
  refreshToken: new Secret(`Atzr|refresh-${name}`),
  expiresIn: 3_600,
});
const claim = (id: GrantId, text: string) => grants.claim(id, code(text), soon());
const keep = (id: GrantId, text: string) => grants.store(id, code(text), tokensOf(text), soon());

const itemOf = ({ sub, region, originJti }: GrantId) =>
  store.registry.get(grantKey(sub, region, originJti), soon());

async function refreshTokenOf(id: GrantId): Promise<unknown> {
  const binding = { ...grantKey(id.sub, id.region, id.originJti), purpose: 'grant' as const };
  const sealed = parseSealed((await itemOf(id))?.sealed, 'grant');
  const { refreshToken } = JSON.parse((await store.vault.unseal(sealed, binding, soon())).reveal());
  return refreshToken;
}

describe('the right to exchange a code', () => {
  test('goes to one of twenty at once', async () => {
    const id = newLink();
    const claims = await Promise.all(Array.from({ length: 20 }, () => claim(id, 'one')));
    expect(claims.toSorted()).toEqual([...Array<string>(19).fill('busy'), 'claimed']);
  });

  test('is no longer needed once the tokens are kept', async () => {
    const id = newLink();
    expect(await claim(id, 'one')).toBe('claimed');
    await keep(id, 'one');
    expect(await claim(id, 'one')).toBe('stored');
  });

  test('can be given back', async () => {
    const id = newLink();
    await claim(id, 'one');
    await grants.release(id, code('one'), soon());
    expect(await claim(id, 'one')).toBe('claimed');
    // Nobody has it any more, or ever had: no harm.
    await grants.release(id, code('other'), soon());
    await grants.release(newLink(), code('one'), soon());
    expect(await claim(id, 'one')).toBe('busy');
  });

  test('ends by itself, if whoever had it is gone', async () => {
    const id = newLink();
    await claim(id, 'one');
    now += 5_999;
    expect(await claim(id, 'one')).toBe('busy');
    now += 2;
    expect(await claim(id, 'one')).toBe('claimed');
  });

  test('belongs to one link in one region', async () => {
    const id = newLink();
    expect(await claim(id, 'one')).toBe('claimed');
    expect(await claim({ ...id, region: 'EU' }, 'one')).toBe('claimed');
    expect(await claim({ ...id, originJti: 'another' }, 'one')).toBe('claimed');
    expect(await claim({ ...id, sub: 'another' }, 'one')).toBe('claimed');
  });

  test('for one code is not lost to another code of the same link', async () => {
    const id = newLink();
    expect(await claim(id, 'one')).toBe('claimed');
    expect(await claim(id, 'two')).toBe('claimed');
    expect([await claim(id, 'one'), await claim(id, 'two')]).toEqual(['busy', 'busy']);
    await keep(id, 'one');
    expect([await claim(id, 'one'), await claim(id, 'two')]).toEqual(['stored', 'busy']);
    await keep(id, 'two');
    expect([await claim(id, 'one'), await claim(id, 'two')]).toEqual(['stored', 'stored']);
  });

  test('given back for one code stays for another', async () => {
    const id = newLink();
    await claim(id, 'one');
    await claim(id, 'two');
    await grants.release(id, code('one'), soon());
    expect([await claim(id, 'two'), await claim(id, 'one')]).toEqual(['busy', 'claimed']);
  });

  test('of whoever is gone leaves no trace for ever', async () => {
    const id = newLink();
    for (const text of ['a', 'b', 'c']) await claim(id, text);
    const before = Object.keys((await itemOf(id)) ?? {}).length;
    now += 60_000;
    await claim(id, 'd');
    await keep(id, 'd');
    const after = JSON.stringify(Object.keys((await itemOf(id)) ?? {}));
    expect(before).toBeGreaterThan(2);
    expect(after).not.toContain('claim');
  });
});

describe('kept tokens', () => {
  test('are those of the last grant', async () => {
    const id = newLink();
    await keep(id, 'one');
    await keep(id, 'two');
    expect(await refreshTokenOf(id)).toBe('Atzr|refresh-two');
    expect(await itemOf(id)).toMatchObject({ v: 1, version: 2, acceptedAt: now, expiresAt: now + 3_600_000 });
  });

  test('forget no code of five grants at once', async () => {
    const id = newLink();
    const texts = ['a', 'b', 'c', 'd', 'e'];
    for (const text of texts) await claim(id, text);
    expect(await tally(texts.map((text) => keep(id, text)))).toEqual({ ok: 5 });
    expect(await Promise.all(texts.map((text) => claim(id, text)))).toEqual(texts.map(() => 'stored'));
    expect(await itemOf(id)).toMatchObject({ version: 5 });
    expect(await refreshTokenOf(id)).toMatch(/^Atzr\|refresh-[a-e]$/);
  });

  test('remember a few codes, not all there ever were', async () => {
    const id = newLink();
    for (const text of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) await keep(id, text);
    expect((await itemOf(id))?.codes).toHaveLength(5);
    expect(await claim(id, 'g')).toBe('stored');
  });

  test('show nothing in the clear, the code neither', async () => {
    const id = newLink();
    await claim(id, 'ANcode-in-the-clear');
    await keep(id, 'ANcode-in-the-clear');
    const item = await itemOf(id);
    const sealed = parseSealed(item?.sealed, 'grant');
    const text = inspect(item, { depth: null }) + Buffer.from(sealed.data).toString('latin1');
    expect(text).not.toMatch(/Atz|ANcode|access-|refresh-/);
  });

  test('open for no other link, region or purpose', async () => {
    const id = newLink();
    await keep(id, 'one');
    const sealed = parseSealed((await itemOf(id))?.sealed, 'grant');
    const own = grantKey(id.sub, id.region, id.originJti);
    for (const binding of [
      { ...own, purpose: 'connection' as const },
      { ...grantKey(id.sub, 'EU', id.originJti), purpose: 'grant' as const },
      { ...grantKey(id.sub, id.region, 'another'), purpose: 'grant' as const },
      { ...grantKey('another', id.region, id.originJti), purpose: 'grant' as const },
    ]) {
      expect(await outcomeOf(store.vault.unseal(sealed, binding, soon()))).toBe('seal_broken');
    }
  });

  test('are listed for their user alone, without those under way', async () => {
    const sub = `user-${++links}`;
    const all: GrantId[] = [
      { sub, region: 'EU', originJti: 'first' },
      { sub, region: 'NA', originJti: 'first' },
      { sub, region: 'NA', originJti: 'second' },
    ];
    for (const id of all) await keep(id, 'one');
    await keep(newLink(), 'one');
    await claim({ sub, region: 'FE', originJti: 'under-way' }, 'one');
    expect(await grants.list(sub, soon())).toEqual(all.map((id) => ({ ...id, acceptedAt: now })));
  });

  test('are not half kept when the store or the key service is down', async () => {
    const id = newLink();
    store.kms.setFault('down');
    expect(await outcomeOf(keep(id, 'one'))).toBe('vault_unavailable');
    store.kms.setFault(undefined);
    store.proxy.setFault(() => SERVICE_DOWN);
    expect(await outcomeOf(keep(id, 'one'))).toBe('store_unavailable');
    expect(await outcomeOf(claim(id, 'one'))).toBe('store_unavailable');
    store.proxy.setFault(undefined);
    expect(await itemOf(id)).toBeUndefined();
  });
});

describe('grants that are removed', () => {
  const remove = ({ sub, originJti }: GrantId, before: number) =>
    grants.remove({ sub, originJti }, before, soon());

  test('are those of the link in all regions, and nobody else’s', async () => {
    const id = newLink();
    const inEurope = { ...id, region: 'EU' as const };
    const neighbour = { ...id, originJti: 'another' };
    const stranger = newLink({ originJti: id.originJti });
    for (const each of [id, inEurope, neighbour, stranger]) await keep(each, 'one');
    expect(await remove(id, now + 1)).toBe(2);
    expect(await grants.list(id.sub, soon())).toEqual([{ ...neighbour, acceptedAt: now }]);
    expect(await grants.list(stranger.sub, soon())).toHaveLength(1);
    expect(await itemOf(id)).toBeUndefined();
  });

  test('are older than the moment that is given, dead ones too', async () => {
    const id = newLink();
    await keep(id, 'one');
    expect(await remove(id, now)).toBe(0);
    await store.registry.update(
      grantKey(id.sub, id.region, id.originJti),
      { update: 'SET dead = :dead', expression: 'attribute_exists(pk)', values: { ':dead': 'x' } },
      soon(),
    );
    expect(await remove(id, now + 1)).toBe(1);
    expect(await remove(id, now + 1)).toBe(0);
  });

  test('are not those that are accepted anew at that very time', async () => {
    const id = newLink();
    await keep(id, 'one');
    const before = now + 1;
    const registry: Table = {
      ...store.registry,
      // Between its being read and its being deleted.
      delete: async (...deletion) => {
        now += 10;
        await keep(id, 'two');
        await store.registry.delete(...deletion);
      },
    };
    expect(await createGrants(registry, store.vault).remove(id, before, soon())).toBe(0);
    expect(await grants.list(id.sub, soon())).toEqual([{ ...id, acceptedAt: now }]);
    expect(await refreshTokenOf(id)).toBe('Atzr|refresh-two');
  });

  test('leave a claim that is under way, and can be accepted again', async () => {
    const id = newLink();
    await claim(id, 'one');
    expect(await remove(id, now + 1)).toBe(0);
    await keep(id, 'one');
    expect(await remove(id, now + 1)).toBe(1);
    await keep(id, 'two');
    expect(await refreshTokenOf(id)).toBe('Atzr|refresh-two');
  });

  test('stay when the store is down', async () => {
    const id = newLink();
    await keep(id, 'one');
    store.proxy.setFault(({ action }) => (action === 'DeleteItem' ? SERVICE_DOWN : undefined));
    expect(await outcomeOf(remove(id, now + 1))).toBe('store_unavailable');
    store.proxy.setFault(undefined);
    expect(await grants.list(id.sub, soon())).toHaveLength(1);
  });
});
