import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { unsealAccess } from '../../lib/homes/connections.ts';
import { storeDiscovery } from '../harness/catalogue.ts';
import { signInAtHome } from '../harness/home-sign-in.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { type RoughServer, startSocketServer } from '../harness/rough-server.ts';
import { endpointNamed } from '../harness/samples.ts';
import { startWorld, type World } from '../harness/world.ts';
import { type AccountClient, codeOf, createAccountClient } from './account-client.ts';

let world: World;
let home: Home;
let leaving: Home;
let stubborn: RoughServer;
let api: AccountClient;

/** Takes every token and every command, and changes nothing. */
const startStubbornHome = () =>
  startSocketServer(
    (socket) => {
      socket.send('{"type":"auth_required","ha_version":"2026.8.3"}');
      socket.on('message', (data) => {
        const { id, type } = JSON.parse(String(data));
        const result = { id, type: 'result', success: true, result: {} };
        socket.send(JSON.stringify(type === 'auth' ? { type: 'auth_ok' } : result));
      });
    },
    (_request, response) => void response.end('{"message":"API running."}'),
  );

beforeAll(async () => {
  [home, leaving, stubborn] = await Promise.all([startHome(), startHome(), startStubbornHome()]);
  world = await startWorld({ homeAddressAllowlist: allowing(home.url, leaving.url, stubborn.port) });
  api = createAccountClient(world);
});
afterEach(() => {
  home.setFault(undefined);
  world.kms.setFault(undefined);
});
afterAll(async () => {
  await Promise.all([home.close(), leaving.close(), stubborn.close(), world.close()]);
});

const disconnect = (sub: string, key: string) => api(sub, `DELETE /v1/homes/${key}`);

let made = 0;
/** Connects a pasted token that is ours to revoke, unless it is said otherwise. */
async function connected(sub: string, extra: object = {}) {
  made += 1;
  const token = await home.createLongLivedToken(`disconnect ${made}`);
  const body = { url: home.url, token, revokeOnDisconnect: true, ...extra };
  const answer = await api(sub, 'POST /v1/homes', body);
  expect(answer.status).toBe(201);
  return { key: String(answer.body.home), token };
}

/** Devices and a member, so that there is something to remove. */
async function furnished(sub: string) {
  const { key, token } = await connected(sub);
  const deadline = world.deadline();
  await world.members.add({ home: key, sub: `${sub}-member`, role: 'member' }, deadline);
  await world.accounts.addHome(`${sub}-member`, key, deadline);
  const endpoints = Array.from({ length: 30 }, (_none, index) => endpointNamed(`light#${index}`));
  await storeDiscovery(world.devices, key, { endpoints, heldBack: [] }, Date.now(), deadline);
  return { key, token };
}

const rowsOf = async (key: string) => {
  const found = await Promise.all([
    world.registry.query(`HOME#${key}`, 'MEMBER#', world.deadline()),
    world.registry.query(`HOME#${key}`, 'CONNECTION', world.deadline()),
    world.devices.query(`HOME#${key}`, 'DEVICE#', world.deadline()),
    world.devices.query(`HOME#${key}`, 'CATALOGUE', world.deadline()),
  ]);
  return found.flat().length;
};

const statusWith = async (token: string) =>
  (await fetch(`${home.url}/api/`, { headers: { authorization: `Bearer ${token}` } })).status;
const homesOf = async (sub: string) => (await api(sub, 'GET /v1/me')).body.homes;

describe('what becomes of the token', () => {
  test('minted by us: revoked, and the home answers 401 to it', async () => {
    const started = await api('minted', 'POST /v1/homes/oauth', { url: home.url });
    const back = await signInAtHome(String(started.body.authorizeUrl), home);
    const key = String((await api('minted', 'POST /v1/homes/oauth/finish', back)).body.home);
    const connection = await world.connections.read(key, world.deadline());
    if (connection === undefined) throw new Error('not connected');
    const access = await unsealAccess(world.vault, connection, world.deadline());
    const token = access.token?.reveal() ?? '';
    expect(await statusWith(token)).toBe(200);
    expect((await disconnect('minted', key)).body).toEqual({ home: key, token: 'revoked' });
    expect(await statusWith(token)).toBe(401);
    expect(home.requests().some(({ path, auth }) => path === '/api/' && auth === 'refused')).toBe(true);
  });

  test('pasted: kept', async () => {
    const { key, token } = await connected('keeper', { revokeOnDisconnect: false });
    const before = home.requests().length;
    expect(await disconnect('keeper', key)).toMatchObject({
      status: 200,
      body: { home: key, token: 'kept' },
    });
    expect(home.requests().length).toBe(before);
    expect(await statusWith(token)).toBe(200);
  });

  test('pasted, with the word to revoke it: revoked', async () => {
    const { key, token } = await connected('revoker');
    expect((await disconnect('revoker', key)).body).toEqual({ home: key, token: 'revoked' });
    expect(await statusWith(token)).toBe(401);
  });

  test.each([
    ['it fails', { status: 503 }, 'home_failed'],
    ['it bans us', { status: 403 }, 'home_forbids'],
    ['a password stands before it', { status: 401, path: '/api/websocket' }, 'home_login_wall'],
    ['a login wall stands before it', { status: 302, body: '' }, 'home_redirects'],
    ['the proof fails', { status: 502, path: '/api/' }, 'home_failed'],
  ])(
    'the home could not be asked, because %s: said, and disconnected all the same',
    async (_what, fault, code) => {
      const { key } = await connected('not-reached');
      home.setFault(fault);
      expect(await disconnect('not-reached', key)).toMatchObject({
        status: 200,
        body: { home: key, token: 'not_reached', because: code },
      });
      expect([await homesOf('not-reached'), await rowsOf(key)]).toEqual([[], 0]);
    },
  );

  test('the home is gone', async () => {
    const token = await leaving.createLongLivedToken('gone');
    const body = { url: leaving.url, token, revokeOnDisconnect: true };
    const key = String((await api('mover', 'POST /v1/homes', body)).body.home);
    await leaving.close();
    expect((await disconnect('mover', key)).body).toEqual({
      home: key,
      token: 'not_reached',
      because: 'home_connection_refused',
    });
    expect(await homesOf('mover')).toEqual([]);
  });

  test('a home that goes on taking the token is found out', async () => {
    const token = `x.${Buffer.from('{"iss":"abc"}').toString('base64url')}.y`;
    const body = { url: `http://127.0.0.1:${stubborn.port}`, token, revokeOnDisconnect: true };
    const key = String((await api('doubter', 'POST /v1/homes', body)).body.home);
    expect((await disconnect('doubter', key)).body).toEqual({ home: key, token: 'still_accepted' });
  });

  test('a home that said 401 already is not asked again', async () => {
    const { key } = await connected('refused');
    await world.connections.noteHealth(key, 1, 'home_token_refused', Date.now(), world.deadline());
    const before = home.requests().length;
    expect((await disconnect('refused', key)).body).toEqual({ home: key, token: 'revoked' });
    expect(home.requests().length).toBe(before);
  });
});

describe('what is left of the home', () => {
  test('nothing: connection, members, devices and the place in every account are gone', async () => {
    const { key } = await furnished('owner');
    const another = await furnished('neighbour');
    expect(await rowsOf(key)).toBeGreaterThan(33);
    expect((await disconnect('owner', key)).status).toBe(200);
    expect(await rowsOf(key)).toBe(0);
    expect([await homesOf('owner'), await homesOf('owner-member')]).toEqual([[], []]);
    expect(await rowsOf(another.key)).toBeGreaterThan(33);
    expect(await homesOf('neighbour')).toHaveLength(1);
    expect(await disconnect('owner', key)).toMatchObject({ status: 404 });
  });

  test('everything, while KMS is down: the token could not be revoked later', async () => {
    const { key, token } = await furnished('patient');
    const before = await rowsOf(key);
    world.kms.setFault('down');
    expect(await disconnect('patient', key)).toMatchObject({
      status: 503,
      body: { error: { code: 'vault_unavailable' } },
    });
    expect(await rowsOf(key)).toBe(before);
    world.kms.setFault(undefined);
    expect((await disconnect('patient', key)).body).toEqual({ home: key, token: 'revoked' });
    expect(await statusWith(token)).toBe(401);
  });

  test('a seal that is broken for good does not keep the home for ever', async () => {
    const [one, two] = [await connected('broken'), await connected('broken-2')];
    const keys = [one, two].map(({ key }) => ({ pk: `HOME#${key}`, sk: 'CONNECTION' }));
    const items = await world.registry.batchGet(keys, world.deadline());
    const [mine, theirs] = items;
    if (mine === undefined) throw new Error('not connected');
    await world.registry.put(
      { ...mine, sealed: theirs?.sealed },
      { expression: 'attribute_exists(pk)' },
      world.deadline(),
    );
    expect((await disconnect('broken', one.key)).body).toEqual({
      home: one.key,
      token: 'not_reached',
      because: 'seal_broken',
    });
    expect(await statusWith(two.token)).toBe(200);
  });
});

describe('who may', () => {
  test('a member may not, and is told so', async () => {
    const { key, token } = await furnished('landlord');
    const before = await rowsOf(key);
    const answer = await disconnect('landlord-member', key);
    expect(answer).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } });
    expect([await rowsOf(key), await statusWith(token)]).toEqual([before, 200]);
  });

  test('a stranger learns no more than from a home that never was', async () => {
    const { key, token } = await furnished('private');
    const stranger = await disconnect('stranger', key);
    const nothing = await disconnect('stranger', 'kabcdefg');
    expect([stranger.status, stranger.text]).toEqual([404, nothing.text]);
    expect(codeOf(stranger)).toBe('not_found');
    expect(await statusWith(token)).toBe(200);
  });

  test.each(['__proto__', 'constructor', '..', '%2e%2e', 'k1%23x', 'x'.repeat(2_000)])(
    '%s is no home',
    async (key) => {
      expect(await disconnect('stranger', key)).toMatchObject({ status: 404 });
    },
  );
});
