import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AccessRights, createAccessRights } from '../../lib/homes/access-rights.ts';
import { type Accounts, createAccounts } from '../../lib/homes/accounts.ts';
import { type Connections, createConnections } from '../../lib/homes/connections.ts';
import { accountKey, connectionKey } from '../../lib/homes/keys.ts';
import { createMembers, type Members } from '../../lib/homes/members.ts';
import { ALWAYS } from '../../lib/homes/table.ts';
import type { Identity } from '../../lib/identity/verifier.ts';
import { EndpointUnknown } from '../../lib/outcomes/directive.ts';
import { SERVICE_DOWN } from '../harness/aws-proxy.ts';
import { outcomeOf } from '../harness/outcome-of.ts';
import { connectionTo } from '../harness/samples.ts';
import { type Store, startStore } from '../harness/store.ts';

let store: Store;
let rights: AccessRights;
let accounts: Accounts;
let connections: Connections;
let members: Members;
let users = 0;

beforeAll(async () => {
  store = await startStore();
  rights = createAccessRights(store.registry);
  accounts = createAccounts(store.registry);
  connections = createConnections(store.registry, store.vault);
  members = createMembers(store.registry);
});
beforeEach(() => {
  users += 1;
});
afterEach(() => store.proxy.setFault(undefined));
afterAll(() => store.close());

const soon = () => store.deadline();

/** Each test has users of its own. */
const identityOf = (name: string, originJti = `link-of-${name}`): Identity => ({
  sub: `${name}-${users}`,
  originJti,
  expiresAt: 2_000_000_000,
});

async function connect({ sub }: Identity, name = 'home'): Promise<string> {
  const home = await connections.create(connectionTo(name, sub), soon());
  await members.add({ home, sub, role: 'owner' }, soon());
  await accounts.addHome(sub, home, soon());
  return home;
}

/** Changes an account in a way that no function of this release does yet. */
async function mark({ sub }: Identity, more: Record<string, unknown>): Promise<void> {
  const item = (await store.registry.get(accountKey(sub), soon())) ?? { v: 1, homes: [], version: 1 };
  await store.registry.put({ ...item, ...accountKey(sub), ...more }, ALWAYS, soon());
}

/** A device of a home. */
const lampOf = (home: string) => ({ home, local: 'light#lamp' });
const control = (identity: Identity, home: string) =>
  outcomeOf(rights.forControl(identity, lampOf(home), soon()));
const discovered = async (identity: Identity) =>
  (await rights.forDiscovery(identity, soon())).map(({ home }) => home);

describe('control', () => {
  test('is read in one call', async () => {
    const owner = identityOf('owner');
    const home = await connect(owner);
    store.proxy.forget();
    const { connection, override } = await rights.forControl(owner, lampOf(home), soon());
    expect(connection).toMatchObject({ home, owner: owner.sub });
    expect(override).toEqual({});
    expect(store.proxy.calls().map(({ action }) => action)).toEqual(['BatchGetItem']);
    const asked = store.proxy.calls()[0]?.body.RequestItems as { registry: { Keys: unknown[] } };
    expect(asked.registry.Keys).toHaveLength(4);
  });

  test.each(['not a member', 'a member of another home', 'without any account'])(
    'of a home that the caller is %s of: no such endpoint',
    async (who) => {
      const [owner, caller] = [identityOf('owner'), identityOf('caller')];
      const home = await connect(owner);
      if (who === 'a member of another home') await connect(caller);
      if (who === 'not a member') await mark(caller, {});
      const refusal = await rights.forControl(caller, lampOf(home), soon()).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(EndpointUnknown);
      expect(refusal).toMatchObject({ data: { reason: 'not_a_member' } });
      expect(await control(owner, home)).toBe('ok');
    },
  );

  test('is decided by the membership alone, not by the list in the account', async () => {
    const [owner, member] = [identityOf('owner'), identityOf('member')];
    const home = await connect(owner);
    await mark(member, { homes: [home] });
    expect(await control(member, home)).toBe('endpoint_unknown');
    await members.add({ home, sub: member.sub, role: 'member' }, soon());
    expect(await control(member, home)).toBe('ok');
    await members.remove(home, member.sub, soon());
    expect(await control(member, home)).toBe('endpoint_unknown');
  });

  test('works for a member who has no account yet', async () => {
    const [owner, member] = [identityOf('owner'), identityOf('member')];
    const home = await connect(owner);
    await members.add({ home, sub: member.sub, role: 'member' }, soon());
    expect(await control(member, home)).toBe('ok');
  });

  test('of a home that is gone, or never was', async () => {
    const owner = identityOf('owner');
    const home = await connect(owner);
    await store.registry.delete(connectionKey(home), null, soon());
    await expect(rights.forControl(owner, lampOf(home), soon())).rejects.toMatchObject({
      data: { reason: 'home_gone' },
    });
    expect(await control(owner, 'never')).toBe('endpoint_unknown');
  });

  test('of a paused home', async () => {
    const owner = identityOf('owner');
    const home = await connect(owner);
    const item = await store.registry.get(connectionKey(home), soon());
    await store.registry.put({ ...item, ...connectionKey(home), paused: true }, ALWAYS, soon());
    expect(await control(owner, home)).toBe('home_paused');
    expect(await control(identityOf('stranger'), home)).toBe('endpoint_unknown');
  });
});

describe('a link', () => {
  test('that was disconnected is refused, and no other of the same user', async () => {
    const owner = identityOf('owner');
    const home = await connect(owner);
    await mark(owner, { revokedLinks: ['another', owner.originJti] });
    expect(await control(owner, home)).toBe('link_revoked');
    expect(await outcomeOf(discovered(owner))).toBe('link_revoked');
    const otherLink = { ...owner, originJti: 'still-good' };
    expect(await control(otherLink, home)).toBe('ok');
    expect(await discovered(otherLink)).toEqual([home]);
  });

  test('of a deleted account is refused, whatever else there is', async () => {
    const owner = identityOf('owner');
    const home = await connect(owner);
    await mark(owner, { deletedAt: 1_790_000_000_000, revokedLinks: [owner.originJti] });
    expect(await control(owner, home)).toBe('user_deleted');
    expect(await outcomeOf(discovered(owner))).toBe('user_deleted');
  });

  test('of a user without a home is good', async () => {
    const nobody = identityOf('nobody');
    store.proxy.forget();
    expect(await discovered(nobody)).toEqual([]);
    expect(store.proxy.calls()).toHaveLength(1);
  });
});

describe('discovery', () => {
  test('sees the homes in the order of the account, in two calls', async () => {
    const owner = identityOf('owner');
    const homes: string[] = [];
    for (const name of ['b', 'a', 'c']) homes.push(await connect(owner, name));
    store.proxy.forget();
    expect(await discovered(owner)).toEqual(homes);
    expect(store.proxy.calls().map(({ action }) => action)).toEqual(['GetItem', 'BatchGetItem']);
  });

  test('leaves out homes that are gone or that the user no longer belongs to, and keeps paused ones', async () => {
    const owner = identityOf('owner');
    const homes: string[] = [];
    for (const name of ['kept', 'gone', 'left', 'paused']) homes.push(await connect(owner, name));
    const [kept = '', gone = '', left = '', paused = ''] = homes;
    await store.registry.delete(connectionKey(gone), null, soon());
    await members.remove(left, owner.sub, soon());
    const item = await store.registry.get(connectionKey(paused), soon());
    await store.registry.put({ ...item, ...connectionKey(paused), paused: true }, ALWAYS, soon());
    const found = await rights.forDiscovery(owner, soon());
    expect(found.map(({ home, paused }) => ({ home, paused }))).toEqual([
      { home: kept, paused: false },
      { home: paused, paused: true },
    ]);
  });
});

describe('a store that fails', () => {
  type Requests = { registry: { Keys: unknown[] } };

  test.each([
    ['is out of order', () => SERVICE_DOWN],
    ['closes the connection', () => 'drop' as const],
    [
      'leaves every key unprocessed',
      ({ body }: { body: Record<string, unknown> }) => ({
        status: 200,
        body: { Responses: {}, UnprocessedKeys: body.RequestItems },
      }),
    ],
    [
      'leaves the account unprocessed, and says so',
      ({ body }: { body: Record<string, unknown> }) => {
        const [account] = (body.RequestItems as Requests).registry.Keys;
        return { status: 200, body: { Responses: {}, UnprocessedKeys: { registry: { Keys: [account] } } } };
      },
    ],
  ])('because it %s is never "no such endpoint" or "no home"', async (_name, fault) => {
    const owner = identityOf('owner');
    const home = await connect(owner);
    store.proxy.setFault((call) => (call.action === 'BatchGetItem' ? fault(call) : undefined));
    expect(await control(owner, home)).toBe('store_unavailable');
    expect(await outcomeOf(discovered(owner))).toBe('store_unavailable');
    store.proxy.setFault(({ action }) => (action === 'GetItem' ? SERVICE_DOWN : undefined));
    expect(await outcomeOf(discovered(owner))).toBe('store_unavailable');
  });

  test('for a moment does not show', async () => {
    const owner = identityOf('owner');
    const home = await connect(owner);
    let left = 2;
    store.proxy.setFault(({ body }) =>
      left-- > 0
        ? { status: 200, body: { Responses: {}, UnprocessedKeys: body.RequestItems as Requests } }
        : undefined,
    );
    expect(await control(owner, home)).toBe('ok');
  });

  test('to answer costs no more than the time there is', async () => {
    const owner = identityOf('owner');
    const home = await connect(owner);
    store.proxy.setFault(() => 'hang');
    expect(await outcomeOf(rights.forControl(owner, lampOf(home), store.deadline(100)))).toBe('out_of_time');
    expect(await outcomeOf(rights.forDiscovery(owner, store.deadline(100)))).toBe('out_of_time');
  });
});
