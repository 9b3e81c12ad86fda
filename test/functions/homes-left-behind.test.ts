import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { storeDiscovery } from '../harness/catalogue.ts';
import { createEventSources, type EventSources, startWorker, type Worker } from '../harness/event-sources.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { textOf } from '../harness/leaving.ts';
import { endpointNamed } from '../harness/samples.ts';
import { startSkippingClock } from '../harness/skipping-clock.ts';
import { dumpTableAt } from '../harness/table-dump.ts';
import { startWorld, type World } from '../harness/world.ts';
import { codeOf } from './account-client.ts';
import { createHouseholdSide, type HouseholdSide } from './household-side.ts';
import { createSyncSide, type SyncSide } from './sync-side.ts';

/** A connection holds a token that opens a home: wherever a request is cut off, its owner can be rid of it. */
const clock = startSkippingClock();
let world: World;
let home: Home;
let sync: SyncSide;
let side: HouseholdSide;
let sources: EventSources;
let workers: Worker[];

beforeAll(async () => {
  home = await startHome();
  world = await startWorld({ homeAddressAllowlist: allowing(home.url) });
  sync = await createSyncSide(world);
  side = createHouseholdSide(world);
  sources = createEventSources(world, clock);
  workers = await Promise.all(['observe', 'report', 'erasure'].map((name) => startWorker(name as 'observe')));
});
afterEach(() => {
  sync.crashAfter(undefined);
  sync.tables.setBefore(undefined);
});
afterAll(async () => {
  clock.restore();
  sources.close();
  await Promise.all([sync.close(), world.close(), home.close()]);
});

const soon = () => world.deadline();
const statusWith = async (token: string) =>
  (await fetch(`${home.url}/api/`, { headers: { authorization: `Bearer ${token}` } })).status;
const newToken = (name: string) => home.createLongLivedToken(name);
const connect = (sub: string, token: string) =>
  side.as(sub, 'POST /v1/homes', { url: home.url, token, revokeOnDisconnect: true });
const disconnect = (sub: string, key: string) => side.as(sub, `DELETE /v1/homes/${key}`);
const handOver = (sub: string, key: string, to: string) =>
  side.as(sub, `PUT /v1/homes/${key}/owner`, { sub: to });
const homesOf = async (sub: string) =>
  ((await side.as(sub, 'GET /v1/me')).body.homes as { home: string }[]).map((one) => one.home);
const registry = () => dumpTableAt(world.dynamoDb.url, 'registry');
const connectionsOf = async (sub: string) =>
  (await registry()).filter(({ sk, owner }) => sk === 'CONNECTION' && owner === sub);

let houses = 0;
/** A home with a member and devices, and the token by which it is reached. */
async function house() {
  houses += 1;
  const [owner, member] = [`owner-${houses}`, `member-${houses}`];
  const token = await newToken(`house ${houses}`);
  const key = String((await connect(owner, token)).body.home);
  await side.enter(key, member);
  const discovery = { endpoints: [endpointNamed('light#one')], heldBack: [] };
  await storeDiscovery(world.devices, key, discovery, Date.now(), soon());
  return { key, owner, member, token };
}

/** Deletes accounts. @returns what is left that names one of these people or homes, besides tombstones and receipts */
async function leftAfterDeleting(subs: readonly string[], keys: readonly string[]) {
  for (const sub of subs) expect((await side.as(sub, 'DELETE /v1/me')).status).toBe(202);
  await sources.settle(workers, 10_000);
  const devices = await dumpTableAt(world.dynamoDb.url, 'devices');
  return [...(await registry()), ...devices]
    .filter((row) => [...subs, ...keys].some((name) => textOf(row).includes(`${name}"`)))
    .filter(({ sk }) => sk !== 'ACCOUNT' && sk !== 'DELETION')
    .map(({ pk, sk }) => `${pk} ${sk}`);
}

describe('connecting, cut off at whatever step', () => {
  test('is gone on with by connecting again: one home, and the token of before does not live on', async () => {
    for (let calls = 0; ; calls += 1) {
      const sub = `again-${calls}`;
      const [first, second] = [await newToken(`first ${calls}`), await newToken(`second ${calls}`)];
      sync.crashAfter(calls);
      const { status } = await connect(sub, first);
      sync.crashAfter(undefined);
      const wasStored = (await connectionsOf(sub)).length > 0;
      const again = await connect(sub, second);
      expect({ calls, status: again.status }).toEqual({ calls, status: 201 });
      expect({ calls, homes: await homesOf(sub) }).toEqual({ calls, homes: [again.body.home] });
      expect({ calls, count: (await connectionsOf(sub)).length }).toEqual({ calls, count: 1 });
      const statuses = [await statusWith(first), await statusWith(second)];
      expect({ calls, statuses }).toEqual({ calls, statuses: [wasStored ? 401 : 200, 200] });
      if (status === 201) break;
    }
  }, 120_000);

  test('leaves nothing that deleting the account does not find', async () => {
    const cut: { sub: string; token: string; key: string | undefined }[] = [];
    for (let calls = 0; ; calls += 1) {
      const sub = `leaving-${calls}-`;
      const token = await newToken(`leaving ${calls}`);
      sync.crashAfter(calls);
      const { status } = await connect(sub, token);
      sync.crashAfter(undefined);
      const [connection] = await connectionsOf(sub);
      cut.push({ sub, token, key: connection && String(connection.pk).slice('HOME#'.length) });
      if (status === 201) break;
    }
    const keys = cut.flatMap(({ key }) => key ?? []);
    expect(
      await leftAfterDeleting(
        cut.map(({ sub }) => sub),
        keys,
      ),
    ).toEqual([]);
    for (const [calls, { token, key }] of cut.entries())
      expect({ calls, status: await statusWith(token) }).toEqual({
        calls,
        status: key === undefined ? 200 : 401,
      });
  }, 120_000);
});

describe('disconnecting, cut off at whatever step', () => {
  test('is seen and can be done again, until nothing is left and the place is free', async () => {
    for (let calls = 0; ; calls += 1) {
      const { key, owner, member, token } = await house();
      sync.crashAfter(calls);
      const { status } = await disconnect(owner, key);
      sync.crashAfter(undefined);
      if ((await homesOf(owner)).includes(key))
        expect({ calls, again: (await disconnect(owner, key)).status }).toEqual({ calls, again: 200 });
      expect({ calls, left: await connectionsOf(owner) }).toEqual({ calls, left: [] });
      expect({ calls, token: await statusWith(token) }).toEqual({ calls, token: 401 });
      const next = await connect(owner, await newToken(`next ${calls}`));
      const named = (await world.accounts.read(owner, soon()))?.homes;
      expect({ calls, named }).toEqual({ calls, named: [next.body.home] });
      expect({ calls, rows: await side.rows(key, '') }).toEqual({ calls, rows: [] });
      expect({ calls, member: await side.belongs(key, member) }).toEqual({ calls, member: [false, false] });
      if (status === 200) break;
    }
  }, 240_000);

  test('leaves nothing that deleting the account does not find', async () => {
    const cut: Awaited<ReturnType<typeof house>>[] = [];
    for (let calls = 0; ; calls += 2) {
      const one = await house();
      cut.push(one);
      sync.crashAfter(calls);
      const { status } = await disconnect(one.owner, one.key);
      sync.crashAfter(undefined);
      if (status === 200) break;
    }
    const owners = cut.map(({ owner }) => owner);
    const keys = cut.map(({ key }) => key);
    expect(await leftAfterDeleting(owners, keys)).toEqual([]);
    for (const { key, token, member } of cut) {
      expect({ key, token: await statusWith(token) }).toEqual({ key, token: 401 });
      expect(await side.belongs(key, member)).toEqual([false, false]);
    }
  }, 240_000);
});

/** Has something happen right before the first write to an item of this kind. */
function beforeWriting(kind: string, happening: () => Promise<void>): void {
  let hasHappened = false;
  sync.tables.setBefore(async ({ action, body }) => {
    const isWrite = action === 'PutItem' || action === 'UpdateItem' || action === 'DeleteItem';
    const key = JSON.stringify(body.Item ?? body.Key ?? {});
    if (hasHappened || !isWrite || !key.includes(`"sk":{"S":"${kind}`)) return;
    hasHappened = true;
    await happening();
  });
}

describe('disconnecting a home that is handed over at the same moment', () => {
  test('once it has begun, nobody is given it any more', async () => {
    for (const kind of ['MEMBER#', 'ACCOUNT']) {
      const { key, owner, member, token } = await house();
      let handedOver = '';
      beforeWriting(kind, async () => {
        handedOver = codeOf(await handOver(owner, key, member)) ?? 'done';
      });
      expect({ kind, status: (await disconnect(owner, key)).status }).toEqual({ kind, status: 200 });
      expect({ kind, handedOver }).toEqual({ kind, handedOver: 'not_found' });
      expect(await side.rows(key, '')).toEqual([]);
      expect(await statusWith(token)).toBe(401);
    }
  });

  test('nothing happens to one that is somebody else’s by then', async () => {
    const { key, owner, member, token } = await house();
    beforeWriting('CONNECTION', async () => {
      expect((await handOver(owner, key, member)).status).toBe(200);
    });
    expect(codeOf(await disconnect(owner, key))).toBe('forbidden');
    expect(await statusWith(token)).toBe(200);
    expect(await side.belongs(key, member)).toEqual([true, true]);
    expect(await side.belongs(key, owner)).toEqual([true, true]);
    expect((await disconnect(member, key)).status).toBe(200);
  });

  test('whoever comes first, it is one of the two', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { key, owner, member } = await house();
      const wait = new Promise((resolve) => setTimeout(resolve, round));
      const [given, gone] = await Promise.all([
        handOver(owner, key, member),
        wait.then(() => disconnect(owner, key)),
      ]);
      const connection = await world.connections.read(key, soon());
      if (given.status === 200) {
        expect({ round, gone: codeOf(gone) }).toEqual({ round, gone: 'forbidden' });
        expect(connection?.owner).toBe(member);
        expect(await side.belongs(key, member)).toEqual([true, true]);
      } else {
        expect({ round, gone: gone.status }).toEqual({ round, gone: 200 });
        expect(await side.rows(key, '')).toEqual([]);
      }
    }
  }, 60_000);
});

describe('disconnecting a home', () => {
  test('that was cut off leaves one that can be connected again, and until then is for nobody new', async () => {
    const { key, owner, member } = await house();
    const { token } = await side.invite(owner, key);
    const connection = await world.connections.read(key, soon());
    if (connection === undefined) throw new Error('not connected');
    await world.connections.setLeaving(connection, true, soon());
    const refused = {
      rename: await side.as(owner, `PATCH /v1/homes/${key}`, { name: 'Mine' }),
      share: await side.as(owner, `POST /v1/homes/${key}/invitations`, {}),
      give: await handOver(owner, key, member),
    };
    for (const [what, answer] of Object.entries(refused))
      expect({ what, code: codeOf(answer) }).toEqual({ what, code: 'not_found' });
    expect(codeOf(await side.accept(`guest-of-${key}`, token))).toBe('invitation_invalid');
    expect(await homesOf(owner)).toEqual([key]);

    const again = await connect(owner, await newToken(`again ${key}`));
    expect(again.body).toMatchObject({ home: key, reconnected: true });
    expect((await side.accept(`guest-of-${key}`, token)).status).toBe(200);
    expect((await handOver(owner, key, member)).status).toBe(200);
  });

  test('twice at once is disconnecting it', async () => {
    const { key, owner, token } = await house();
    const answers = await Promise.all([disconnect(owner, key), disconnect(owner, key)]);
    for (const answer of answers) expect(['200', 'not_found']).toContain(codeOf(answer) ?? '200');
    expect(answers.map(({ status }) => status)).toContain(200);
    expect(await side.rows(key, '')).toEqual([]);
    expect(await statusWith(token)).toBe(401);
  });

  test('that is connected again meanwhile: there for its owner, or gone', async () => {
    for (const kind of ['MEMBER#', 'ACCOUNT']) {
      const { key, owner } = await house();
      const token = await newToken(`meanwhile ${key}`);
      let connected = 0;
      beforeWriting(kind, async () => {
        connected = (await connect(owner, token)).status;
      });
      await disconnect(owner, key);
      const isThere = (await world.connections.read(key, soon())) !== undefined;
      expect({ kind, belongs: await side.belongs(key, owner) }).toEqual({
        kind,
        belongs: [isThere, isThere],
      });
      // Whoever was told that it is connected has a home.
      const homes = await homesOf(owner);
      expect({ kind, has: homes.length > 0 }).toEqual({ kind, has: connected === 201 });
      expect(await connectionsOf(owner)).toHaveLength(homes.length);
    }
  });
});
