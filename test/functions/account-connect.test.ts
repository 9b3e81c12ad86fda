import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openHomeSocket } from '../../lib/home-assistant/websocket.ts';
import { unsealAccess } from '../../lib/homes/connections.ts';
import { linkStateKey } from '../../lib/homes/keys.ts';
import { ALWAYS, type Item } from '../../lib/homes/table.ts';
import { signInAtHome } from '../harness/home-sign-in.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { createLooksSide } from '../harness/looks-queue.ts';
import { startWebServer } from '../harness/rough-server.ts';
import { selfSigned, type TlsIdentity } from '../harness/tls.ts';
import { PORTAL_ORIGIN, startWorld, type World } from '../harness/world.ts';
import { soon, transportTo } from '../home-assistant-client/homes.ts';
import { type AccountClient, codeOf, createAccountClient } from './account-client.ts';

let world: World;
let home: Home;
let other: Home;
let secure: Home;
let identity: TlsIdentity;
let api: AccountClient;
beforeAll(async () => {
  identity = await selfSigned({ names: ['homeassistant.local'], addresses: [] });
  [home, other, secure] = await Promise.all([
    startHome(),
    startHome(),
    startHome({ tls: { key: identity.key, cert: identity.cert } }),
  ]);
  world = await startWorld({ homeAddressAllowlist: allowing(home.url, other.url, secure.url) });
  api = createAccountClient(world);
});
afterEach(() => {
  home.setFault(undefined);
  world.kms.setFault(undefined);
});
afterAll(async () => {
  await Promise.all([home.close(), other.close(), secure.close(), world.close()]);
});

const start = (sub: string, body: object = { url: home.url }) => api(sub, 'POST /v1/homes/oauth', body);
const finish = (sub: string, body: object) => api(sub, 'POST /v1/homes/oauth/finish', body);

/** Starts a sign-in and goes through the home's own page. */
async function signIn(sub: string, body: object = { url: home.url }, at: Home = home) {
  const started = await start(sub, body);
  expect(started.status).toBe(200);
  return signInAtHome(String(started.body.authorizeUrl), at);
}

async function accessTo(key: string) {
  const connection = await world.connections.read(key, world.deadline());
  if (connection === undefined) throw new Error('no connection');
  const access = await unsealAccess(world.vault, connection, world.deadline());
  return { connection, access, token: access.token?.reveal() ?? '' };
}

const statusWith = async (token: string, at: Home = home) =>
  (await fetch(`${at.url}/api/`, { headers: { authorization: `Bearer ${token}` } })).status;

describe('by signing in at the home', () => {
  test('a lasting token of its own is minted, the temporary one is revoked', async () => {
    const before = home.tokens();
    const started = await start('owner', { url: ` ${home.url}/lovelace/0 `, name: 'Lake house' });
    const url = new URL(String(started.body.authorizeUrl));
    expect(url.origin).toBe(home.url);
    expect(Object.keys(started.body)).toEqual(['authorizeUrl']);
    expect(url.searchParams.get('redirect_uri')).toBe(`${PORTAL_ORIGIN}/ha/callback`);
    expect(url.searchParams.get('state')).toMatch(/^[\w-]{43}$/);

    const connected = await finish('owner', await signInAtHome(url.href, home));
    expect(connected).toMatchObject({
      status: 201,
      body: {
        home: expect.stringMatching(/^k[a-z0-9]{7}$/),
        name: 'Lake house',
        url: home.url,
        homeAssistantVersion: '2026.8.3',
        isAdministrator: true,
        reconnected: false,
      },
    });
    expect(home.tokens()).toBe(before + 1);
    const { connection, token } = await accessTo(String(connected.body.home));
    expect(connection).toMatchObject({ owner: 'owner', connectionVersion: 1, revokeOnDisconnect: true });
    expect(await statusWith(token)).toBe(200);
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    expect(claims.exp - claims.iat).toBe(3_650 * 86_400);
    expect((await api('owner', 'GET /v1/me')).body).toEqual({
      sub: 'owner',
      homes: [{ home: connection.home, name: 'Lake house', url: home.url, role: 'owner' }],
      defaultHome: connection.home,
    });
  });

  test('a second time: same key, next version, and the token before is gone', async () => {
    const first = await finish('again', await signIn('again'));
    const key = String(first.body.home);
    const { token: old } = await accessTo(key);
    const before = home.tokens();
    const looks = createLooksSide(world);
    await looks.take();
    const second = await finish('again', await signIn('again', { url: home.url, name: 'Renamed' }));
    expect(second.body).toMatchObject({ home: key, name: 'Renamed', reconnected: true });
    const { connection, token } = await accessTo(key);
    expect(connection).toMatchObject({ connectionVersion: 2, name: 'Renamed' });
    expect([await statusWith(old), await statusWith(token)]).toEqual([401, 200]);
    expect(home.tokens()).toBe(before);
    expect((await api('again', 'GET /v1/me')).body.homes).toHaveLength(1);
    const queued = (await looks.take()).map(({ type, home: about }) => [type, about]);
    expect(queued.toSorted()).toEqual([
      ['presence', key],
      ['sync', key],
    ]);
    looks.close();
  });

  test('by who was handed the home: the key stays, and the token of the owner before is gone', async () => {
    const first = await finish('giver', await signIn('giver'));
    const key = String(first.body.home);
    const { token: old } = await accessTo(key);
    const deadline = world.deadline();
    await world.accounts.addHome('taker', key, deadline);
    await world.members.add({ home: key, sub: 'taker', role: 'member' }, deadline);
    expect((await api('giver', `PUT /v1/homes/${key}/owner`, { sub: 'taker' })).status).toBe(200);
    expect(await statusWith(old)).toBe(200);
    const second = await finish('taker', await signIn('taker'));
    expect(second.body).toMatchObject({ home: key, reconnected: true });
    const { connection, token } = await accessTo(key);
    expect(connection).toMatchObject({ owner: 'taker', connectionVersion: 2 });
    expect([await statusWith(old), await statusWith(token)]).toEqual([401, 200]);
    expect(await world.members.list(key, deadline)).toMatchObject([{ sub: 'giver' }, { sub: 'taker' }]);
  });

  test('notes the verified address of whoever connects, and does without', async () => {
    const connect = async (sub: string) => {
      const authorization = `Bearer ${world.portalToken(sub)}`;
      const back = await signIn(sub);
      const answer = await api(sub, 'POST /v1/homes/oauth/finish', back, { authorization });
      expect(answer.status).toBe(201);
      return world.members.read(String(answer.body.home), sub, world.deadline());
    };
    expect(await connect('addressed')).toMatchObject({ role: 'owner', email: 'addressed@example.org' });
    world.userInfo.setFault({ status: 500 });
    expect(await connect('unaddressed')).not.toHaveProperty('email');
    // What was known stays known.
    expect(await connect('addressed')).toMatchObject({ email: 'addressed@example.org' });
    world.userInfo.setFault(undefined);
  });

  test('the home lists our tokens under names that say whose they are, each another', async () => {
    const answer = await finish('named', await signIn('named'));
    const { access } = await accessTo(String(answer.body.home));
    const transport = transportTo([Number(new URL(home.url).port)]);
    const socket = await openHomeSocket(transport, access, soon());
    await socket.authenticate();
    const listed = (await socket.command('auth/refresh_tokens')) as { client_name: string | null }[];
    socket.close();
    transport.close();
    const ours = listed.map(({ client_name: name }) => name).filter((name) => name?.includes(' at '));
    expect(ours.length).toBeGreaterThan(1);
    expect(new Set(ours).size).toBe(ours.length);
    for (const name of ours) expect(name).toMatch(/^Porchlight at porchlight\.example \([0-9a-f]{8}\)$/);
  });

  test('two people sign in at one home without meeting', async () => {
    const [one, two] = [await signIn('first'), await signIn('second')];
    const answers = [await finish('second', two), await finish('first', one)];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    const [secondHome, firstHome] = answers.map(({ body }) => String(body.home));
    expect(firstHome).not.toBe(secondHome);
    const tokens = await Promise.all([firstHome, secondHome].map((key) => accessTo(String(key))));
    expect(tokens[0]?.token).not.toBe(tokens[1]?.token);
  });

  test('a pinned certificate and extra headers are there from the start, and kept', async () => {
    const pinnedCertificate = identity.cert;
    const body = { url: secure.url, headers: { 'X-Door': 'open' }, tls: { pinnedCertificate } };
    const started = await start('pinned', body);
    const url = new URL(String(started.body.authorizeUrl));
    // The browser of the test does not trust the home, so it signs in through the login flow of its own.
    const code = await codeOverTls(url, identity.cert);
    const connected = await finish('pinned', { state: url.searchParams.get('state'), code });
    expect(connected.status).toBe(201);
    const { access } = await accessTo(String(connected.body.home));
    expect(access.tls.pinned?.fingerprint256).toBe(identity.fingerprint256);
    expect(Object.keys(access.headers)).toEqual(['X-Door']);
    expect(secure.requests().filter(({ path }) => path === '/auth/token')).toMatchObject([
      { headers: expect.arrayContaining(['x-door']), status: 200 },
    ]);
  });
});

/** Signs in on the page of a home whose certificate only its owner trusts. */
async function codeOverTls(authorizeUrl: URL, ca: string): Promise<string> {
  const { request } = await import('node:https');
  const { searchParams, origin } = authorizeUrl;
  const form = new URLSearchParams({
    client_id: searchParams.get('client_id') ?? '',
    redirect_uri: searchParams.get('redirect_uri') ?? '',
    username: secure.username,
    password: secure.password,
  }).toString();
  return new Promise((resolve, reject) => {
    const options = {
      method: 'POST',
      ca,
      checkServerIdentity: () => undefined,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': Buffer.byteLength(form),
      },
    };
    const sent = request(`${origin}/auth/authorize`, options, (answer) => {
      answer.resume();
      resolve(new URL(answer.headers.location ?? '').searchParams.get('code') ?? '');
    });
    sent.on('error', reject);
    sent.end(form);
  });
}

describe('a sign-in cannot be forged', () => {
  const refused = { status: 400, body: { error: { code: 'sign_in_state_invalid' } } };

  test('a state works once', async () => {
    const back = await signIn('once');
    expect((await finish('once', back)).status).toBe(201);
    const before = home.requests().length;
    expect(await finish('once', back)).toMatchObject(refused);
    expect(home.requests().length).toBe(before);
  });

  test('a state works once, also for two that come together', async () => {
    const back = await signIn('together');
    const statuses = (await Promise.all([finish('together', back), finish('together', back)])).map(
      ({ status }) => status,
    );
    expect(statuses.sort()).toEqual([201, 400]);
    expect((await api('together', 'GET /v1/me')).body.homes).toHaveLength(1);
  });

  test('somebody else cannot finish it, and does not spoil it', async () => {
    const back = await signIn('victim');
    const before = home.requests().length;
    expect(await finish('attacker', back)).toMatchObject(refused);
    expect(home.requests().length).toBe(before);
    expect((await api('attacker', 'GET /v1/me')).body.homes).toEqual([]);
    expect((await finish('victim', back)).status).toBe(201);
  });

  test('a state that nobody made', async () => {
    expect(await finish('owner', { state: 'x'.repeat(43), code: 'code' })).toMatchObject(refused);
  });

  test('after ten minutes it is over', async () => {
    const back = await signIn('slow');
    const key = linkStateKey('slow', back.state);
    const item = (await world.registry.get(key, world.deadline())) as Item;
    const now = Date.now();
    expect(Number(item.expiresAt) - now).toBeGreaterThan(9.5 * 60_000);
    expect(Number(item.expiresAt) - now).toBeLessThanOrEqual(10 * 60_000);
    expect(Number(item.ttl)).toBe(Math.ceil(Number(item.expiresAt) / 1_000));
    await world.registry.put({ ...item, expiresAt: now - 1 }, ALWAYS, world.deadline());
    expect(await finish('slow', back)).toMatchObject(refused);
  });

  test('the address cannot be changed at the end', async () => {
    const back = await signIn('frozen');
    expect(await finish('frozen', { ...back, url: other.url })).toMatchObject({
      status: 400,
      body: { error: { code: 'request_invalid', field: 'url' } },
    });
    expect((await finish('frozen', back)).body).toMatchObject({ url: home.url });
  });

  test('nor by whoever can write to the table: a state with the seal of another does not open', async () => {
    const [mine, theirs] = [await signIn('swapped'), await signIn('swapped', { url: other.url }, other)];
    const items = await Promise.all(
      [mine, theirs].map(({ state }) => world.registry.get(linkStateKey('swapped', state), world.deadline())),
    );
    const swapped = { ...items[0], sealed: items[1]?.sealed } as Item;
    await world.registry.put(swapped, ALWAYS, world.deadline());
    const before = [home, other].map((each) => each.requests().length);
    expect(await finish('swapped', mine)).toMatchObject({
      status: 500,
      body: { error: { code: 'seal_broken' } },
    });
    expect([home, other].map((each) => each.requests().length)).toEqual(before);
  });
});

describe('a sign-in that fails leaves no token behind', () => {
  test('a code that the home refuses', async () => {
    const { state } = await signIn('wrong-code');
    const before = home.tokens();
    const answer = await finish('wrong-code', { state, code: 'hunter2-code' });
    expect(answer).toMatchObject({ status: 422, body: { error: { code: 'home_refuses_command' } } });
    expect(answer.text).not.toContain('hunter2');
    expect(home.tokens()).toBe(before);
  });

  test.each([
    ['the home fails before the minting', { status: 502, path: '/api/websocket' }, 'home_failed'],
    ['the minting fails', { status: 502, path: '/api/websocket', times: 1 }, 'home_failed'],
  ])('%s', async (_what, fault, code) => {
    const back = await signIn('failing');
    const before = home.tokens();
    home.setFault(fault);
    expect(codeOf(await finish('failing', back))).toBe(code);
    expect(home.tokens()).toBe(before);
    expect((await api('failing', 'GET /v1/me')).body.homes).toEqual([]);
  });

  test('there is no room for another home', async () => {
    const back = await signIn('collector');
    for (let index = 0; index < 10; index += 1) {
      await world.connect('collector', `https://home${index}.example`, 'token');
    }
    const before = home.tokens();
    const full = { status: 409, body: { error: { code: 'too_many_homes', remedy: expect.any(String) } } };
    expect(await finish('collector', back)).toMatchObject(full);
    expect(home.tokens()).toBe(before);
    expect(await start('collector')).toMatchObject(full);
    const pasted = { url: home.url, token: home.token };
    expect(await api('collector', 'POST /v1/homes', pasted)).toMatchObject(full);
  });
});

describe('by a token that its owner made', () => {
  const connect = (sub: string, body: object) => api(sub, 'POST /v1/homes', body);

  test('is connected as it is, and not revoked by us unless it is said', async () => {
    const token = await home.createLongLivedToken('pasted');
    const before = home.tokens();
    const answer = await connect('paster', { url: home.url, token });
    expect(answer).toMatchObject({ status: 201, body: { name: 'Home', reconnected: false } });
    expect(answer.text).not.toContain(token);
    expect(home.tokens()).toBe(before);
    const { connection, token: stored } = await accessTo(String(answer.body.home));
    expect([connection.revokeOnDisconnect, stored]).toEqual([false, token]);
  });

  test('a token that the home refuses is not stored', async () => {
    expect(await connect('bad-token', { url: home.url, token: 'hunter2.hunter2.hunter2' })).toMatchObject({
      status: 422,
      body: { error: { code: 'home_token_refused', remedy: expect.any(String) } },
    });
    expect((await api('bad-token', 'GET /v1/me')).body.homes).toEqual([]);
  });

  test('instead of the one that we minted: that one is gone', async () => {
    const first = await finish('switcher', await signIn('switcher'));
    const key = String(first.body.home);
    const { token: minted } = await accessTo(key);
    const token = await home.createLongLivedToken('switched to');
    await api('switcher', `PATCH /v1/homes/${key}`, { name: 'Cabin' });
    const answer = await connect('switcher', { url: home.url, token });
    expect(answer.body).toMatchObject({ home: key, name: 'Cabin', reconnected: true });
    expect([await statusWith(minted), await statusWith(token)]).toEqual([401, 200]);
  });

  test('one that was pasted is not touched when another takes its place', async () => {
    const [old, next] = await Promise.all(['old', 'next'].map((name) => home.createLongLivedToken(name)));
    await connect('careful', { url: home.url, token: old });
    await connect('careful', { url: home.url, token: next });
    expect(await statusWith(old ?? '')).toBe(200);
  });

  test('the same token once more stays good, though it is ours to revoke', async () => {
    const token = await home.createLongLivedToken('pasted twice');
    const body = { url: home.url, token, revokeOnDisconnect: true };
    const first = await connect('twice', body);
    const second = await connect('twice', body);
    expect(second.body).toMatchObject({ home: first.body.home, reconnected: true });
    expect(await statusWith(token)).toBe(200);
  });

  test('a home that cannot be asked about the old token is reconnected all the same', async () => {
    const sub = 'unlucky';
    await connect(sub, {
      url: home.url,
      token: await home.createLongLivedToken('unlucky 1'),
      revokeOnDisconnect: true,
    });
    const token = await home.createLongLivedToken('unlucky 2');
    home.setFault({ status: 503, path: '/api/websocket', times: 1 });
    expect((await connect(sub, { url: home.url, token })).status).toBe(422);
    home.setFault(undefined);
    expect((await connect(sub, { url: home.url, token })).body).toMatchObject({ reconnected: true });
  });
});

describe('what a home on the internet may not be', () => {
  const blocked = {
    status: 422,
    body: {
      error: {
        code: expect.stringMatching(/^home_(address_blocked|plain_http)$/),
        remedy: expect.any(String),
      },
    },
  };

  test.each([
    'https://127.0.0.1',
    'https://192.168.1.10:8123',
    'https://[::1]:8123',
    'https://localhost',
    'https://169.254.169.254',
    'http://127.0.0.1:9001',
    'http://8.8.8.8',
  ])('%s: neither signed in at, nor connected with a token', async (url) => {
    expect(await start('inside', { url })).toMatchObject(blocked);
    expect(await api('inside', 'POST /v1/homes', { url, token: 'token' })).toMatchObject(blocked);
  });

  test('a port of loopback that is not on the list is not even knocked at', async () => {
    const server = await startWebServer((_request, response) => void response.end('{}'));
    const url = `http://127.0.0.1:${server.port}`;
    expect(await start('inside', { url })).toMatchObject(blocked);
    const probed = await api('inside', 'POST /v1/homes/probe', { url });
    expect(probed.body).toMatchObject({ ok: false });
    await wait(50);
    expect(server.connections()).toBe(0);
    await server.close();
  });
});

test('while KMS is down nothing is connected, and no token stays behind', async () => {
  const back = await signIn('sealed-off');
  world.kms.setFault('down');
  const unavailable = { status: 503, body: { error: { code: 'vault_unavailable' } } };
  expect(await start('sealed-off')).toMatchObject(unavailable);
  const token = await home.createLongLivedToken('sealed off');
  expect(await api('sealed-off', 'POST /v1/homes', { url: home.url, token })).toMatchObject(unavailable);
  const before = home.tokens();
  expect(await finish('sealed-off', back)).toMatchObject(unavailable);
  expect(home.tokens()).toBe(before);
  world.kms.setFault(undefined);
  expect((await api('sealed-off', 'GET /v1/me')).body.homes).toEqual([]);
});
