import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { isTokenAccepted } from '../../lib/home-assistant/api.ts';
import {
  authorizeUrlOf,
  oauthClientOf,
  redeemCode,
  revokeRefreshToken,
} from '../../lib/home-assistant/oauth.ts';
import type { Transport } from '../../lib/home-assistant/transport.ts';
import { Secret } from '../../lib/vault/secret.ts';
import { type DemoHome, startDemoHome } from '../../local/demo-home/start.ts';
import { signInAtHome } from '../harness/home-sign-in.ts';
import { homeAt, outcomeOf, soon, transportTo } from './homes.ts';

const PASSWORD = 'a long password';
const client = oauthClientOf('https://porchlight.example');
let demo: DemoHome;
let transport: Transport;
beforeAll(async () => {
  demo = await startDemoHome({ host: '127.0.0.1', port: 0, username: 'robin', password: PASSWORD });
  transport = transportTo([Number(new URL(demo.url).port)]);
});
afterEach(() => demo.setFault(undefined));
afterAll(async () => {
  transport.close();
  await demo.close();
});

const signIn = async () => {
  const { state, code } = await signInAtHome(
    authorizeUrlOf(new URL(demo.url), client, 'a state & more'),
    demo,
  );
  expect(state).toBe('a state & more');
  return new Secret(code);
};
const redeem = (code: Secret) => redeemCode(transport, homeAt(demo.url), code, client, soon());

test('the page of the home is asked for a code, for us and nobody else', () => {
  const url = new URL(authorizeUrlOf(new URL('https://home.example:8123'), client, 's&t'));
  expect(`${url.origin}${url.pathname}`).toBe('https://home.example:8123/auth/authorize');
  expect(Object.fromEntries(url.searchParams)).toEqual({
    response_type: 'code',
    client_id: 'https://porchlight.example/',
    redirect_uri: 'https://porchlight.example/ha/callback',
    state: 's&t',
  });
});

test('a code becomes tokens; revoking the refresh token ends both', async () => {
  const tokens = await redeem(await signIn());
  const home = homeAt(demo.url, { token: tokens.accessToken });
  expect(await isTokenAccepted(transport, home, soon())).toBe(true);
  expect(JSON.stringify(tokens)).toBe('{"accessToken":"[redacted]","refreshToken":"[redacted]"}');
  const before = demo.tokens();
  await revokeRefreshToken(transport, home, tokens.refreshToken, soon());
  expect(demo.tokens()).toBe(before - 1);
  expect(await isTokenAccepted(transport, home, soon())).toBe(false);
});

test.each([
  ['one that nobody issued', async () => new Secret('hunter2')],
  [
    'one that is spent',
    async () => {
      const code = await signIn();
      await redeem(code);
      return code;
    },
  ],
])('a code is refused: %s', async (_what, code) => {
  const outcome = await outcomeOf(redeem(await code()));
  expect(outcome).toMatchObject({
    code: 'home_refuses_command',
    data: { command: 'the sign-in', reason: 'invalid_request' },
  });
  expect(JSON.stringify([outcome.message, outcome.data])).not.toContain('hunter2');
});

describe('what stands between', () => {
  const json = 'application/json';
  test.each([
    ['a ban', { status: 403 }, 'home_forbids'],
    ['a proxy that the home does not trust', { status: 400 }, 'home_rejects'],
    ['a home that shuts down', { status: 503 }, 'home_failed'],
    ['a limit', { status: 429 }, 'home_throttles'],
    ['a login wall', { status: 200, body: '<html>Log in</html>' }, 'home_answer_not_json'],
    ['a login wall that says 403', { status: 403, body: '<html>No</html>' }, 'home_forbids'],
    ['a login wall that redirects', { status: 302, body: '' }, 'home_redirects'],
    [
      'a disabled user',
      { status: 403, body: '{"error":"access_denied"}', contentType: json },
      'home_refuses_command',
    ],
    [
      'tokens that are none',
      { status: 200, body: '{"access_token":7}', contentType: json },
      'home_answer_invalid',
    ],
    ['no refresh token', { body: '{"access_token":"a"}', contentType: json }, 'home_answer_invalid'],
    ['a password in front of the home', { status: 401 }, 'home_login_wall'],
    ['half an answer', { truncate: true }, 'home_connection_lost'],
  ])('%s, at the exchange of a code', async (_what, fault, code) => {
    const good = await signIn();
    demo.setFault({ ...fault, path: '/auth/token' });
    expect(await outcomeOf(redeem(good))).toMatchObject({ code });
  });

  test.each([
    [500, 'home_failed'],
    [403, 'home_forbids'],
    [302, 'home_redirects'],
  ])('a revocation that is answered %i did not happen', async (status, code) => {
    demo.setFault({ status, path: '/auth/revoke' });
    const revoking = revokeRefreshToken(transport, homeAt(demo.url), new Secret('r'), soon());
    expect(await outcomeOf(revoking)).toMatchObject({ code });
  });
});
