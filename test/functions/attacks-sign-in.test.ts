import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { linkStateKey } from '../../lib/homes/keys.ts';
import { signInAtHome } from '../harness/home-sign-in.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { type RoughServer, startWebServer } from '../harness/rough-server.ts';
import { startWorld, type World } from '../harness/world.ts';
import { type AccountClient, codeOf, createAccountClient } from './account-client.ts';

/** Connecting, against homes and users that mean harm. What a state is worth is in `account-connect.test.ts`. */

let world: World;
let api: AccountClient;
let home: Home;
let other: Home;
/** A home of the attacker's, and a place that it may not lead to. */
let rogue: RoughServer;
let inside: RoughServer;
let answer: (request: IncomingMessage, response: ServerResponse, body: string) => void;
let seen: { path: string; body: string }[] = [];
let insideSeen = 0;

beforeAll(async () => {
  inside = await startWebServer((_request, response) => {
    insideSeen += 1;
    response.end(JSON.stringify({ access_token: 'inside', refresh_token: 'inside' }));
  });
  rogue = await startWebServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      seen.push({ path: request.url ?? '', body });
      answer(request, response, body);
    });
  });
  [home, other] = await Promise.all([startHome(), startHome()]);
  world = await startWorld({ homeAddressAllowlist: allowing(home.url, other.url, rogue.port) });
  api = createAccountClient(world);
});
afterEach(() => {
  seen = [];
});
afterAll(() => Promise.all([home, other, rogue, inside, world].map((part) => part.close())));

const rogueUrl = () => `http://127.0.0.1:${rogue.port}`;
const start = async (sub: string, url: string) => {
  const { body } = await api(sub, 'POST /v1/homes/oauth', { url });
  return new URL(String(body.authorizeUrl));
};
const signIn = async (sub: string, at: Home) => signInAtHome((await start(sub, at.url)).href, at);
const finish = (sub: string, body: object) => api(sub, 'POST /v1/homes/oauth/finish', body);
const refused = { status: 400, body: { error: { code: 'sign_in_state_invalid' } } };
const homesOf = async (sub: string) => (await api(sub, 'GET /v1/me')).body.homes as { home: string }[];

describe('codes and states that were mixed up', () => {
  test('a code goes to the home of its state and to no other, who refuses it; then both are used up', async () => {
    const [mine, theirs] = [await signIn('mixer', home), await signIn('mixer', other)];
    const before = [home, other].map((one) => one.requests().length);
    const crossed = await finish('mixer', { state: mine.state, code: theirs.code });
    expect([crossed.status, codeOf(crossed)]).toEqual([422, 'home_refuses_command']);
    // Nobody but the home of the state was asked, and once.
    expect(home.requests().length).toBe((before[0] ?? 0) + 1);
    expect(other.requests().length).toBe(before[1]);
    expect(await finish('mixer', { state: mine.state, code: mine.code })).toMatchObject(refused);
    expect(await homesOf('mixer')).toEqual([]);
  });

  test('a code that was used is refused by the home, with a state that is good', async () => {
    const first = await signIn('replayer', home);
    expect((await finish('replayer', first)).status).toBe(201);
    const [{ home: key } = { home: '' }] = await homesOf('replayer');
    const before = await world.connections.read(key, world.deadline());
    const state = (await start('replayer', home.url)).searchParams.get('state');
    const tokens = home.tokens();
    const replayed = await finish('replayer', { state, code: first.code });
    expect([replayed.status, codeOf(replayed)]).toEqual([422, 'home_refuses_command']);
    expect(home.tokens()).toBe(tokens);
    expect(await world.connections.read(key, world.deadline())).toEqual(before);
  });

  test.each([
    ['cut short', (state: string) => state.slice(0, -1)],
    ['made longer', (state: string) => `${state}A`],
    ['with another letter', (state: string) => `${state.slice(0, -2)}${state.endsWith('AA') ? 'BB' : 'AA'}`],
    ['in capitals', (state: string) => state.toUpperCase()],
    ['with the key of the table', (state: string) => `LINK#${state}`],
    ['with the name of its user', (state: string) => `tamperer#LINK#${state}`],
    ['with a zero byte', (state: string) => `${state}\u0000`],
    ['in an encoding of its own', (state: string) => `${state}%00`],
  ])('a state %s is none, and the real one stays good', async (_what, bend) => {
    const { state, code } = await signIn('tamperer', home);
    expect(bend(state)).not.toBe(state);
    const before = home.requests().length;
    expect(await finish('tamperer', { state: bend(state), code })).toMatchObject(refused);
    expect(home.requests().length).toBe(before);
    expect((await finish('tamperer', { state, code })).status).toBe(201);
  });

  test('a state that the attacker began is of no use to the victim, and the other way round', async () => {
    const [theirs, mine] = [await signIn('attacker', home), await signIn('victim', home)];
    for (const [sub, sent] of [
      ['victim', theirs],
      ['attacker', mine],
      ['victim', { state: theirs.state, code: mine.code }],
      ['attacker', { state: mine.state, code: theirs.code }],
    ] as const)
      expect(await finish(sub, sent)).toMatchObject(refused);
    expect([await homesOf('victim'), await homesOf('attacker')]).toEqual([[], []]);
    expect(await world.registry.get(linkStateKey('victim', mine.state), world.deadline())).toBeDefined();
  });
});

describe('a home that means harm, asked for a token', () => {
  const json = (response: ServerResponse, body: object, status = 200) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  const redirect = (status: number, to: () => string) => (_q: IncomingMessage, response: ServerResponse) =>
    void response.writeHead(status, { location: to() }).end();
  const insideUrl = () => `http://127.0.0.1:${inside.port}/auth/token`;
  const ROWS: [string, typeof answer, string][] = [
    ['leads inside', redirect(302, insideUrl), 'home_redirects'],
    ['leads inside, with the form', redirect(307, insideUrl), 'home_redirects'],
    ['leads inside for good', redirect(308, insideUrl), 'home_redirects'],
    [
      'leads to what hands out roles',
      redirect(301, () => 'http://169.254.169.254/latest/'),
      'home_redirects',
    ],
    ['leads to another protocol', redirect(302, () => 'file:///etc/passwd'), 'home_redirects'],
    ['never ends', (_q, response) => void response.end('x'.repeat(1_000_000)), 'home_answer_too_large'],
    ['answers a page', (_q, response) => void response.end('<script>1</script>'), 'home_answer_not_json'],
    ['answers no object', (_q, response) => json(response, ['access_token']), 'home_answer_invalid'],
    [
      'answers numbers',
      (_q, response) => json(response, { access_token: 1, refresh_token: 2 }),
      'home_answer_invalid',
    ],
    [
      'answers by the prototype',
      (_q, response) => void response.end('{"__proto__":{"access_token":"a","refresh_token":"b"}}'),
      'home_answer_invalid',
    ],
    [
      'answers tokens that would be headers',
      (_q, response) => json(response, { access_token: 'a\r\nX-Evil: 1', refresh_token: 'b\r\nX-Evil: 1' }),
      '',
    ],
    [
      'quotes the code in its refusal',
      (_q, response, body) => json(response, { error: body, error_description: body }, 400),
      'home_refuses_command',
    ],
  ];

  test.each(ROWS)('and %s', async (_what, script, code) => {
    answer = script;
    insideSeen = 0;
    const state = (await start('trusting', rogueUrl())).searchParams.get('state');
    const secret = 'canary-code-0123456789';
    const said = await finish('trusting', { state, code: secret });
    expect(said.status).toBeGreaterThanOrEqual(400);
    if (code !== '') expect(codeOf(said)).toBe(code);
    expect(said.text).not.toMatch(/canary-code|X-Evil|<script|passwd/);
    expect(insideSeen).toBe(0);
    expect(seen.map(({ path }) => path).filter((path) => path === '/auth/token')).toHaveLength(1);
    expect(await homesOf('trusting')).toEqual([]);
    expect(await finish('trusting', { state, code: secret })).toMatchObject(refused);
  });

  test('gets a code of its own, and nothing that opens another home', async () => {
    answer = (_request, response) => json(response, { error: 'invalid_request' }, 400);
    const state = (await start('visited', rogueUrl())).searchParams.get('state');
    await finish('visited', { state, code: 'canary-code-0123456789' });
    const [asked] = seen.filter(({ path }) => path === '/auth/token');
    expect([...new URLSearchParams(asked?.body).keys()].toSorted()).toEqual([
      'client_id',
      'code',
      'grant_type',
    ]);
  });
});

describe('a home that leads elsewhere, wherever it is asked', () => {
  test('is followed by neither a probe nor a connection with a token', async () => {
    insideSeen = 0;
    answer = (request, response) =>
      void response.writeHead(307, { location: `http://127.0.0.1:${inside.port}${request.url}` }).end();
    const probed = await api('led', 'POST /v1/homes/probe', { url: rogueUrl(), token: 'canary-token-01' });
    expect(probed.body.ok).toBe(false);
    const connected = await api('led', 'POST /v1/homes', { url: rogueUrl(), token: 'canary-token-01' });
    expect(connected.status).toBe(422);
    expect(probed.text + connected.text).not.toContain('canary-token');
    expect(insideSeen).toBe(0);
    expect(await homesOf('led')).toEqual([]);
  });

  test.each([
    'https://0x7f000001',
    'https://2130706433',
    'https://0177.0.0.1',
    'https://127.1',
    'https://[::ffff:127.0.0.1]',
    'https://[::ffff:7f00:1]',
    'https://[64:ff9b::7f00:1]',
    'https://[fe80::1]',
    'https://[fd00::1]',
    'https://0.0.0.0',
    'https://100.64.0.1',
    'https://localhost.',
    'https://LOCALHOST',
    'https://①②⑦.⓪.⓪.①',
    'https://127。0。0。1',
    'https://home.example@127.0.0.1',
    'https://127.0.0.1#@home.example',
    'https://127.0.0.1\\@home.example',
  ])('%s is asked for nothing', async (url) => {
    for (const route of ['POST /v1/homes/oauth', 'POST /v1/homes']) {
      const said = await api('inward', route, { url, ...(route.endsWith('homes') && { token: 'token' }) });
      expect(['home_address_blocked', 'request_invalid', 'home_name_unresolved']).toContain(codeOf(said));
    }
    const probed = await api('inward', 'POST /v1/homes/probe', { url });
    if (probed.status === 200) expect(probed.body.ok).toBe(false);
    else expect(codeOf(probed)).toBe('request_invalid');
    expect(await homesOf('inward')).toEqual([]);
  });
});
