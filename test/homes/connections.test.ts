import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type Connection,
  type Connections,
  createConnections,
  unsealAccess,
} from '../../lib/homes/connections.ts';
import { connectionKey } from '../../lib/homes/keys.ts';
import { ALWAYS } from '../../lib/homes/table.ts';
import { SERVICE_DOWN } from '../harness/aws-proxy.ts';
import { outcomeOf, tally } from '../harness/outcome-of.ts';
import { connectionTo } from '../harness/samples.ts';
import { type Store, startStore } from '../harness/store.ts';

let store: Store;
let connections: Connections;
let now = 1_790_000_000_000;

beforeAll(async () => {
  store = await startStore();
  connections = createConnections(store.registry, store.vault, () => now);
});
afterEach(() => {
  store.proxy.setFault(undefined);
  store.kms.setFault(undefined);
});
afterAll(() => store.close());

const soon = () => store.deadline();

async function read(home: string): Promise<Connection> {
  const connection = await connections.read(home, soon());
  if (connection === undefined) throw new Error('the home is gone');
  return connection;
}

const connect = async (name: string) => read(await connections.create(connectionTo(name), soon()));
const tokenOf = async (connection: Connection) =>
  (await unsealAccess(store.vault, connection, soon())).token?.reveal();

describe('a new connection', () => {
  test('is kept with all that was said of it, and its secrets come back', async () => {
    const connection = await connect('kitchen');
    const { access, ...plain } = connectionTo('kitchen');
    expect(connection).toMatchObject({
      ...plain,
      connectionVersion: 1,
      version: 1,
      paused: false,
      connectedAt: now,
    });
    expect(connection).not.toHaveProperty('health');
    const opened = await unsealAccess(store.vault, connection, soon());
    expect(opened.id).toBe(`${connection.home}@1`);
    expect(opened.url.href).toBe('https://kitchen.example:8123/');
    expect(opened.token?.reveal()).toBe('token-of-kitchen');
    expect(opened.headers['cf-access-client-secret']?.reveal()).toBe('header-of-kitchen');
    expect(opened.tls.clientCertificate?.key.reveal()).toBe('key-of-kitchen');
    expect(access.token?.reveal()).toBe('token-of-kitchen');
  });

  test('shows no secret in its item', async () => {
    const { home } = await connect('cellar');
    const item = await store.registry.get(connectionKey(home), soon());
    const bytes = JSON.stringify(item) + inspect(item, { depth: null, maxArrayLength: null });
    const raw = Object.values(item?.sealed as Record<string, unknown>).filter(
      (part) => part instanceof Uint8Array,
    );
    const text = bytes + raw.map((part) => Buffer.from(part).toString('latin1')).join();
    for (const word of ['token-of', 'header-of', 'key-of']) expect(text).not.toContain(word);
  });

  test('gets a short key of its own', async () => {
    const homes = await Promise.all(
      Array.from({ length: 20 }, () => connections.create(connectionTo('a'), soon())),
    );
    expect(new Set(homes).size).toBe(20);
    for (const home of homes) expect(home).toMatch(/^k[a-z0-9]{7}$/);
  });

  test('does not take the key of a home that is there', async () => {
    const taken = {
      status: 400,
      body: { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException', message: 'taken' },
    };
    let left = 2;
    store.proxy.setFault(({ action }) => (action === 'PutItem' && left-- > 0 ? taken : undefined));
    const { home } = await connect('third-time-lucky');
    expect(home).toMatch(/^k/);
  });

  test.each([
    ['the store', 'store_unavailable', () => store.proxy.setFault(() => SERVICE_DOWN)],
    ['the key service', 'vault_unavailable', () => store.kms.setFault('down')],
  ])('cannot be made while %s is down', async (_name, outcome, breakIt) => {
    breakIt();
    expect(await outcomeOf(connections.create(connectionTo('a'), soon()))).toBe(outcome);
  });

  test('moved to the row of another home does not open there', async () => {
    const [mine, theirs] = [await connect('mine'), await connect('theirs')];
    expect(await tokenOf(mine)).toBe('token-of-mine');
    expect(await tokenOf(theirs)).toBe('token-of-theirs');
    const item = await store.registry.get(connectionKey(theirs.home), soon());
    await store.registry.put({ ...item, ...connectionKey(mine.home) }, ALWAYS, soon());
    expect(await outcomeOf(tokenOf(await read(mine.home)))).toBe('seal_broken');
    expect(await tokenOf(theirs)).toBe('token-of-theirs');
  });
});

describe('a replaced connection', () => {
  test('keeps its key, and is a new one in all else', async () => {
    const before = await connect('old');
    await connections.noteHealth(before.home, 1, 'home_token_refused', now + 1, soon());
    await connections.replace(before, connectionTo('new'), soon());
    const after = await read(before.home);
    expect(after).toMatchObject({ name: 'new', connectionVersion: 2, version: 2 });
    expect(after).not.toHaveProperty('health');
    expect(await tokenOf(after)).toBe('token-of-new');
    expect((await unsealAccess(store.vault, after, soon())).id).toBe(`${before.home}@2`);
  });

  test('stays paused', async () => {
    const { home } = await connect('paused');
    const item = await store.registry.get(connectionKey(home), soon());
    if (item === undefined) throw new Error('the home is gone');
    await store.registry.put({ ...item, paused: true }, ALWAYS, soon());
    await connections.replace(await read(home), connectionTo('paused'), soon());
    expect((await read(home)).paused).toBe(true);
  });

  test('is the work of one of ten at once', async () => {
    const before = await connect('contested');
    const names = Array.from({ length: 10 }, (_, index) => `winner-${index}`);
    const outcomes = await Promise.all(
      names.map((name) => outcomeOf(connections.replace(before, connectionTo(name), soon()))),
    );
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'store_conflict')).toHaveLength(9);
    const winner = names[outcomes.indexOf('ok')];
    expect(await tokenOf(await read(before.home))).toBe(`token-of-${winner}`);
  });

  test('is not deleted by whoever read it before', async () => {
    const before = await connect('deleted-late');
    await connections.replace(before, connectionTo('new'), soon());
    expect(await outcomeOf(connections.delete(before, soon()))).toBe('store_conflict');
    expect(await outcomeOf(connections.delete(await read(before.home), soon()))).toBe('ok');
    expect(await connections.read(before.home, soon())).toBeUndefined();
    expect(await outcomeOf(connections.replace(before, connectionTo('ghost'), soon()))).toBe(
      'store_conflict',
    );
    expect(await connections.read(before.home, soon())).toBeUndefined();
  });
});

describe('health', () => {
  const note = (home: string, outcome: string, at: number, version = 1) =>
    connections.noteHealth(home, version, outcome, at, soon());

  test('says what the home did last, and since when', async () => {
    const { home } = await connect('healthy');
    await note(home, 'ok', 1_000);
    await note(home, 'ok', 2_000);
    expect((await read(home)).health).toEqual({ outcome: 'ok', at: 2_000, since: 1_000 });
    await note(home, 'home_timed_out', 3_000);
    await note(home, 'home_timed_out', 4_000);
    expect((await read(home)).health).toEqual({ outcome: 'home_timed_out', at: 4_000, since: 3_000 });
  });

  test('never goes back in time', async () => {
    const { home } = await connect('out-of-order');
    await note(home, 'home_failed', 5_000);
    await note(home, 'ok', 4_999);
    await note(home, 'ok', 5_000);
    expect((await read(home)).health).toEqual({ outcome: 'home_failed', at: 5_000, since: 5_000 });
  });

  test('ends with the newest note of many at once', async () => {
    const { home } = await connect('many-notes');
    const times = Array.from({ length: 20 }, (_, index) => 1_000 + ((index * 7) % 20));
    expect(await tally(times.map((at) => note(home, `outcome-${at}`, at)))).toEqual({ ok: 20 });
    expect((await read(home)).health).toMatchObject({ outcome: 'outcome-1019', at: 1_019 });
  });

  test('of an older or newer connection is dropped', async () => {
    const before = await connect('reconnected');
    await connections.replace(before, connectionTo('reconnected'), soon());
    await note(before.home, 'home_token_refused', 9_000, 1);
    expect(await read(before.home)).not.toHaveProperty('health');
    await note(before.home, 'ok', 9_001, 2);
    await note(before.home, 'home_token_refused', 9_002, 1);
    await note(before.home, 'home_token_refused', 9_003, 3);
    expect((await read(before.home)).health).toEqual({ outcome: 'ok', at: 9_001, since: 9_001 });
  });

  test('of a home that is gone brings nothing back', async () => {
    const connection = await connect('gone');
    await connections.delete(connection, soon());
    await note(connection.home, 'ok', 1_000);
    expect(await connections.read(connection.home, soon())).toBeUndefined();
  });

  test('does not disturb who replaces or deletes the connection', async () => {
    const connection = await connect('undisturbed');
    await note(connection.home, 'ok', 1_000);
    expect(await outcomeOf(connections.delete(connection, soon()))).toBe('ok');
  });

  test('cannot be noted while the store is down', async () => {
    const { home } = await connect('store-down');
    store.proxy.setFault(({ action }) => (action === 'UpdateItem' ? SERVICE_DOWN : undefined));
    expect(await outcomeOf(note(home, 'ok', 1_000))).toBe('store_unavailable');
  });
});

test('the clock tells when a home was connected', async () => {
  now += 60_000;
  expect((await connect('later')).connectedAt).toBe(now);
});
