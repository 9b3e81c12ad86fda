import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { DemoHome } from '../../local/demo-home/start.ts';
import { entity, owner, startHome } from './demo-home-client.ts';

let home: DemoHome;
let clock = Date.parse('2026-11-21T12:00:00Z');
beforeAll(async () => {
  home = await startHome({ now: () => new Date(clock) });
});
afterAll(() => home.close());

const client = 'https://bridge.example/';
const callback = 'https://bridge.example/ha/callback';
const state = 'a state & more';

type Fields = Readonly<Record<string, string>>;

const form = (path: string, fields: Fields, at = home): Promise<Response> =>
  fetch(`${at.url}${path}`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

async function object(response: Response): Promise<Readonly<Record<string, unknown>>> {
  return JSON.parse(await response.text());
}

const ping = async (token: unknown, at = home): Promise<number> =>
  (await fetch(`${at.url}/api/`, { headers: { authorization: `Bearer ${String(token)}` } })).status;

/** Signs in as a person does, with the form, and gives the code of the redirect. */
async function signIn(fields: Fields = {}): Promise<string> {
  const response = await form('/auth/authorize', {
    client_id: client,
    redirect_uri: callback,
    state,
    ...owner,
    ...fields,
  });
  const location = new URL(response.headers.get('location') ?? '');
  expect([response.status, location.origin + location.pathname]).toEqual([303, callback]);
  expect(location.searchParams.get('state')).toBe(state);
  return location.searchParams.get('code') ?? '';
}

const redeem = (code: string, clientId = client): Promise<Response> =>
  form('/auth/token', { grant_type: 'authorization_code', code, client_id: clientId });

describe('signing in on the page', () => {
  const page = (params: Fields): Promise<Response> =>
    fetch(`${home.url}/auth/authorize?${new URLSearchParams({ response_type: 'code', ...params })}`);

  test('shows a form that names the client and loads nothing from elsewhere', async () => {
    const response = await page({ client_id: client, redirect_uri: callback, state: '"><script>' });
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(text).toContain('<strong>bridge.example</strong>');
    expect(text).toContain('name="state" value="&quot;&gt;&lt;script&gt;"');
    expect(text).not.toMatch(/(src|href)="?https?:/);
    expect(response.headers.get('content-security-policy')).toContain(
      "form-action 'self' https://bridge.example;",
    );
  });

  test.each([
    ['another host', client, 'https://evil.example/callback', 403, 'Invalid redirect URI'],
    ['another port', client, 'https://bridge.example:8443/callback', 403, 'Invalid redirect URI'],
    ['another scheme', client, 'http://bridge.example/callback', 403, 'Invalid redirect URI'],
    ['a client that is no URL', 'bridge', callback, 400, 'Invalid client id'],
    ['a client with a user in its URL', 'https://a:b@bridge.example/', callback, 400, 'Invalid client id'],
    [
      'a client at a public address',
      'https://203.0.113.9/',
      'https://203.0.113.9/x',
      400,
      'Invalid client id',
    ],
    ['no client', '', callback, 400, 'Invalid client id'],
  ])('refuses %s', async (_what, clientId, redirectUri, status, words) => {
    const shown = await page({ client_id: clientId, redirect_uri: redirectUri });
    expect([shown.status, (await shown.text()).includes(`<h1>${words}</h1>`)]).toEqual([status, true]);
    const fields = { client_id: clientId, redirect_uri: redirectUri, ...owner };
    const submitted = await form('/auth/authorize', fields);
    expect([submitted.status, submitted.headers.has('location')]).toEqual([status, false]);
  });

  test('a client at a local address is accepted', async () => {
    const params = { client_id: 'http://127.0.0.1:8124/', redirect_uri: 'http://127.0.0.1:8124/ha/callback' };
    expect((await page(params)).status).toBe(200);
  });

  test('a wrong password is asked for again, and never shown', async () => {
    const fields = { client_id: client, redirect_uri: callback, username: 'Robin', password: 'wr0ng' };
    const response = await form('/auth/authorize', fields);
    const text = await response.text();
    expect(response.status).toBe(401);
    expect(text).toContain('do not match');
    expect(text).toContain('value="Robin"');
    expect(text).not.toContain('wr0ng');
  });
});

describe('the token endpoint', () => {
  test('code, tokens, refresh, revocation', async () => {
    const response = await redeem(await signIn());
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const tokens = await object(response);
    expect(tokens).toMatchObject({
      token_type: 'Bearer',
      expires_in: 1800,
      ha_auth_provider: 'homeassistant',
      access_token: expect.any(String),
      refresh_token: expect.stringMatching(/^[0-9a-f]{128}$/),
    });
    expect(await ping(tokens.access_token)).toBe(200);

    const refresh = { grant_type: 'refresh_token', refresh_token: String(tokens.refresh_token) };
    const again = await object(await form('/auth/token', { ...refresh, client_id: client }));
    expect(Object.keys(again).sort()).toEqual(['access_token', 'expires_in', 'token_type']);
    expect(await ping(again.access_token)).toBe(200);

    for (const token of [String(tokens.refresh_token), String(tokens.refresh_token), 'unknown']) {
      const revoked = await form('/auth/revoke', { token });
      expect([revoked.status, await revoked.text()]).toEqual([200, '']);
    }
    expect(await ping(again.access_token)).toBe(401);
    const dead = await form('/auth/token', { ...refresh, client_id: client });
    expect([dead.status, await object(dead)]).toEqual([400, { error: 'invalid_grant' }]);
  });

  test('a code is good once, for its client, for ten minutes', async () => {
    const invalid = { error: 'invalid_request', error_description: 'Invalid code' };
    const used = await signIn();
    expect((await redeem(used)).status).toBe(200);
    expect(await object(await redeem(used))).toEqual(invalid);
    expect(await object(await redeem(await signIn(), 'https://other.example/'))).toEqual(invalid);
    const old = await signIn();
    clock += 10 * 60 * 1000;
    expect(await object(await redeem(old))).toEqual(invalid);
  });

  test('an access token lives thirty minutes and ten seconds', async () => {
    const { access_token: token } = await object(await redeem(await signIn()));
    clock += 1809 * 1000;
    expect(await ping(token)).toBe(200);
    clock += 2000;
    expect(await ping(token)).toBe(401);
  });

  const wrong: readonly (readonly [what: string, fields: Fields, answer: object])[] = [
    ['no grant type', {}, { error: 'unsupported_grant_type' }],
    ['another grant type', { grant_type: 'password' }, { error: 'unsupported_grant_type' }],
    [
      'a code without client',
      { grant_type: 'authorization_code', code: 'x' },
      { error: 'invalid_request', error_description: 'Invalid client id' },
    ],
    [
      'no code',
      { grant_type: 'authorization_code', client_id: client },
      { error: 'invalid_request', error_description: 'Invalid code' },
    ],
    ['no refresh token', { grant_type: 'refresh_token', client_id: client }, { error: 'invalid_request' }],
    [
      'an unknown refresh token',
      { grant_type: 'refresh_token', refresh_token: 'x', client_id: client },
      { error: 'invalid_grant' },
    ],
  ];
  test.each(wrong)('400 for %s', async (_what, fields, answer) => {
    const response = await form('/auth/token', fields);
    expect([response.status, await object(response)]).toEqual([400, answer]);
  });

  test('a refresh token of another client is refused, and JSON is not read at all', async () => {
    const { refresh_token: token } = await object(await redeem(await signIn()));
    const fields = { grant_type: 'refresh_token', refresh_token: String(token) };
    const other = await form('/auth/token', { ...fields, client_id: 'https://other.example/' });
    expect(await object(other)).toEqual({ error: 'invalid_request' });
    expect(await object(await form('/auth/token', fields))).toEqual({ error: 'invalid_request' });
    const asJson = await fetch(`${home.url}/auth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...fields, client_id: client }),
    });
    expect([asJson.status, await object(asJson)]).toEqual([400, { error: 'unsupported_grant_type' }]);
  });
});

test('signing in by login flow, as Home Assistant’s own page does', async () => {
  const post = (path: string, body: object): Promise<Response> =>
    fetch(`${home.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
  const start = { client_id: client, handler: ['homeassistant', null], redirect_uri: callback };
  const refused = await post('/auth/login_flow', { ...start, redirect_uri: 'https://evil.example/' });
  expect([refused.status, await object(refused)]).toEqual([403, { message: 'Invalid redirect URI' }]);
  const flow = await object(await post('/auth/login_flow', start));
  const step = `/auth/login_flow/${String(flow.flow_id)}`;
  const wrong = await object(await post(step, { client_id: client, username: 'Robin', password: 'no' }));
  expect(wrong).toMatchObject({ type: 'form', errors: { base: 'invalid_auth' } });
  const done = await object(await post(step, { client_id: client, ...owner }));
  expect(done.type).toBe('create_entry');
  expect((await redeem(String(done.result))).status).toBe(200);
  expect((await post(step, { client_id: client, ...owner })).status).toBe(404);
});

/** A conversation over the WebSocket API: messages in, messages out. */
class Conversation {
  readonly closed: Promise<void>;
  readonly #socket: WebSocket;
  readonly #inbox: Record<string, unknown>[] = [];
  #arrived: () => void = () => {};

  constructor(at: DemoHome) {
    this.#socket = new WebSocket(`${at.url.replace('http', 'ws')}/api/websocket`);
    this.closed = new Promise((resolve) => this.#socket.on('close', () => resolve()));
    this.#socket.on('message', (data) => {
      this.#inbox.push(JSON.parse(data.toString()));
      this.#arrived();
    });
  }

  async next(): Promise<Readonly<Record<string, unknown>>> {
    for (;;) {
      const message = this.#inbox.shift();
      if (message) return message;
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
  }

  async say(message: unknown): Promise<Readonly<Record<string, unknown>>> {
    this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    return this.next();
  }

  async signIn(token: unknown): Promise<Readonly<Record<string, unknown>>> {
    await this.next();
    return this.say({ type: 'auth', access_token: token });
  }

  close(): Promise<void> {
    this.#socket.close();
    return this.closed;
  }
}

describe('the WebSocket API', () => {
  test('greets, knows the user, and refuses what it does not know', async () => {
    const talk = new Conversation(home);
    expect(await talk.next()).toEqual({ type: 'auth_required', ha_version: '2026.8.3' });
    const token = await home.createLongLivedToken('greeting');
    expect(await talk.say({ type: 'auth', access_token: token })).toEqual({
      type: 'auth_ok',
      ha_version: '2026.8.3',
    });
    expect(await talk.say({ id: 1, type: 'auth/current_user' })).toMatchObject({
      id: 1,
      type: 'result',
      success: true,
      result: { id: expect.stringMatching(/^[0-9a-f]{32}$/), name: 'Robin', is_admin: true, is_owner: true },
    });
    expect(await talk.say({ id: 2, type: 'ping' })).toEqual({ id: 2, type: 'pong' });
    const errors: readonly (readonly [message: unknown, code: string])[] = [
      [{ id: 3, type: 'energy/info' }, 'unknown_command'],
      [{ id: 3, type: 'ping' }, 'id_reuse'],
      [{ type: 'ping' }, 'invalid_format'],
      ['no JSON', 'invalid_format'],
      [{ id: 4, type: 'auth/long_lived_access_token', lifespan: 3650 }, 'invalid_format'],
      [{ id: 5, type: 'auth/long_lived_access_token', client_name: 'x' }, 'invalid_format'],
      [{ id: 6, type: 'auth/delete_refresh_token', refresh_token_id: 'x' }, 'invalid_token_id'],
    ];
    for (const [message, code] of errors) {
      expect(await talk.say(message)).toMatchObject({ type: 'result', success: false, error: { code } });
    }
    await talk.close();
  });

  test.each([
    ['a token that is none', { type: 'auth', access_token: 'x' }],
    ['something else', { type: 'ping', id: 1 }],
  ])('answers auth_invalid to %s, and hangs up', async (_what, message) => {
    const talk = new Conversation(home);
    await talk.next();
    expect(await talk.say(message)).toMatchObject({ type: 'auth_invalid' });
    await talk.closed;
  });

  test('mints a long-lived token once a name; deleting it ends it everywhere at once', async () => {
    const talk = new Conversation(home);
    await talk.signIn((await object(await redeem(await signIn()))).access_token);
    const mint = { type: 'auth/long_lived_access_token', client_name: 'Porchlight 4f2a', lifespan: 365 };
    const { result: minted } = await talk.say({ id: 1, ...mint });
    const claims = JSON.parse(Buffer.from(String(minted).split('.')[1] ?? '', 'base64url').toString());
    expect(claims.exp - claims.iat).toBe(365 * 86_400);
    expect(await ping(minted)).toBe(200);
    expect(await talk.say({ id: 2, ...mint })).toMatchObject({
      success: false,
      error: { code: 'unknown_error' },
    });
    expect((await talk.say({ id: 3, type: 'auth/refresh_tokens' })).result).toContainEqual(
      expect.objectContaining({
        id: claims.iss,
        client_name: 'Porchlight 4f2a',
        type: 'long_lived_access_token',
        is_current: false,
      }),
    );

    // /auth/revoke takes refresh tokens only, says 200, and does nothing for this one.
    expect((await form('/auth/revoke', { token: String(minted) })).status).toBe(200);
    expect(await ping(minted)).toBe(200);

    const second = new Conversation(home);
    expect(await second.signIn(minted)).toMatchObject({ type: 'auth_ok' });
    const before = home.tokens();
    const deletion = { id: 4, type: 'auth/delete_refresh_token', refresh_token_id: claims.iss };
    expect(await talk.say(deletion)).toMatchObject({ success: true, result: {} });
    expect(home.tokens()).toBe(before - 1);
    expect(await ping(minted)).toBe(401);
    await second.closed;
    await talk.close();
  });

  test('who deletes its own token hears of it before the connection ends', async () => {
    const token = await home.createLongLivedToken('short of life');
    const talk = new Conversation(home);
    await talk.signIn(token);
    const { iss } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    const said = await talk.say({ id: 1, type: 'auth/delete_refresh_token', refresh_token_id: iss });
    expect(said).toMatchObject({ success: true });
    await talk.closed;
    expect(await ping(token)).toBe(401);
  });

  test('a fault hits the handshake too', async () => {
    home.setFault({ status: 403, times: 1 });
    const socket = new WebSocket(`${home.url.replace('http', 'ws')}/api/websocket`);
    await expect(
      new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject)),
    ).rejects.toThrow('403');
  });
});

describe('between runs', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'demo-home-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('tokens, user and states survive, in a file that only its owner may read', async () => {
    const stateDir = join(folder, 'kept');
    const first = await startHome({ stateDir });
    const token = await first.createLongLivedToken('kept');
    await expect(first.createLongLivedToken('kept')).rejects.toThrow('already');
    first.setState('light.kitchen', { state: 'on', attributes: { brightness: 51 } });
    await first.close();

    const second = await startHome({ stateDir });
    try {
      expect(await ping(token, second)).toBe(200);
      expect(entity(second, 'light.kitchen')).toMatchObject({ state: 'on', attributes: { brightness: 51 } });
      expect(second.tokens()).toBe(1);
    } finally {
      await second.close();
    }
    const file = join(stateDir, 'demo-home.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).not.toContain(owner.password);
  });

  test('a token is kept at once, before any orderly end', async () => {
    const stateDir = join(folder, 'crashed');
    const first = await startHome({ stateDir });
    const token = await first.createLongLivedToken('kept');
    const second = await startHome({ stateDir });
    expect(await ping(token, second)).toBe(200);
    await Promise.all([first.close(), second.close()]);
  });

  test('something else in the folder is named, not overwritten', async () => {
    await writeFile(join(folder, 'demo-home.json'), '{"version":9}');
    await expect(startHome({ stateDir: folder })).rejects.toThrow('demo-home.json cannot be read');
    expect(await readFile(join(folder, 'demo-home.json'), 'utf8')).toBe('{"version":9}');
  });

  test('without a folder every home has keys of its own', async () => {
    const other = await startHome();
    expect(await ping(await other.createLongLivedToken('x'), home)).toBe(401);
    await other.close();
  });
});

test('with a certificate the home speaks https and wss', async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    algorithm: 'sha256',
    keySize: 2048,
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  const secure = await startHome({ tls: { key, cert } });
  const socket = new WebSocket(`${secure.url.replace('https', 'wss')}/api/websocket`, {
    agent: new Agent({ ca: cert }),
  });
  const greeting = await new Promise<string>((resolve, reject) =>
    socket.on('message', (data) => resolve(data.toString())).on('error', reject),
  );
  expect(secure.url).toMatch(/^https:/);
  expect(greeting).toContain('auth_required');
  socket.close();
  await secure.close();
});

test('the page of the home shows every device as it stands now', async () => {
  const text = async (): Promise<string> => (await fetch(`${home.url}/`)).text();
  const row = async (entityId: string): Promise<string | undefined> =>
    (await text()).split('<li ').find((item) => item.includes(`data-entity="${entityId}"`));
  expect((await text()).match(/data-entity=/g)).toHaveLength(home.entities().length);
  expect(await row('light.kitchen')).toMatch(/class="lamp"[\s\S]*>off</);
  home.setState('light.kitchen', { state: 'on' });
  expect(await row('light.kitchen')).toMatch(/class="lamp active"[\s\S]*brightness 80 %[\s\S]*>on</);
  home.addDevice({ entityId: 'switch.odd', name: '<b>odd</b>', state: 'off' });
  expect(await row('switch.odd')).toContain('&lt;b&gt;odd&lt;/b&gt;');
  expect(await text()).not.toMatch(/(src|href)="?https?:/);
});
