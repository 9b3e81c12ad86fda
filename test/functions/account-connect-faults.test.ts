import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { unsealAccess } from '../../lib/homes/connections.ts';
import { type AwsProxy, SERVICE_DOWN, startAwsProxy } from '../harness/aws-proxy.ts';
import { signInAtHome } from '../harness/home-sign-in.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { startWorld, type World } from '../harness/world.ts';
import { type AccountClient, createAccountClient } from './account-client.ts';

/** Connecting, while the store fails in the middle of it or the home is slow: no token is lost, and none left over. */
let world: World;
let proxy: AwsProxy;
let home: Home;
let api: AccountClient;

beforeAll(async () => {
  home = await startHome();
  world = await startWorld({ homeAddressAllowlist: allowing(home.url) });
  proxy = await startAwsProxy(world.dynamoDb.url);
  // The functions are loaded with the first call, so they meet the proxy.
  process.env.AWS_ENDPOINT_URL_DYNAMODB = proxy.url;
  api = createAccountClient(world);
});
afterEach(() => {
  proxy.setFault(undefined);
  home.setFault(undefined);
});
afterAll(async () => {
  await Promise.all([world.close(), proxy.close(), home.close()]);
});

async function connect(sub: string) {
  const started = await api(sub, 'POST /v1/homes/oauth', { url: home.url });
  const returned = await signInAtHome(String(started.body.authorizeUrl), home);
  return { finish: () => api(sub, 'POST /v1/homes/oauth/finish', returned) };
}

async function tokenOf(key: string): Promise<string> {
  const connection = await world.connections.read(key, world.deadline());
  if (connection === undefined) throw new Error('no connection');
  const { token } = await unsealAccess(world.vault, connection, world.deadline());
  return token?.reveal() ?? '';
}

const statusWith = async (token: string) =>
  (await fetch(`${home.url}/api/`, { headers: { authorization: `Bearer ${token}` } })).status;

/** The write of the account's row. */
const isAccount = ({ action, body }: { action: string; body: Record<string, unknown> }) =>
  action === 'PutItem' && JSON.stringify(body).includes('"sk":{"S":"ACCOUNT"}');

const isReplacement = ({ action, body }: { action: string; body: Record<string, unknown> }) =>
  action === 'PutItem' && JSON.stringify(body).includes('"sk":{"S":"CONNECTION"}');

const isMembership = ({ action, body }: { action: string; body: Record<string, unknown> }) =>
  action === 'PutItem' && JSON.stringify(body).includes('"sk":{"S":"MEMBER#');

describe('connecting again', () => {
  it.each([
    ['membership', isMembership],
    ['connection', isReplacement],
  ])('leaves the old token in force when the %s cannot be written', async (what, fails) => {
    const sub = `again-${what}`;
    const first = await (await connect(sub)).finish();
    const key = String(first.body.home);
    const old = await tokenOf(key);
    const tokens = home.tokens();

    const { finish } = await connect(sub);
    proxy.setFault((call) => (fails(call) ? SERVICE_DOWN : undefined));
    expect(await finish()).toMatchObject({ status: 503 });
    proxy.setFault(undefined);

    expect(await tokenOf(key)).toBe(old);
    expect(await statusWith(old)).toBe(200);
    expect(home.tokens()).toBe(tokens);
    expect((await (await connect(sub)).finish()).body).toMatchObject({ home: key, reconnected: true });
    expect(await statusWith(await tokenOf(key))).toBe(200);
    expect(await statusWith(old)).toBe(401);
  });
});

describe('connecting for the first time', () => {
  it('takes back what was new when the account cannot be written', async () => {
    const tokens = home.tokens();
    const { finish } = await connect('first');
    const written: string[] = [];
    proxy.setFault((call) => {
      if (isReplacement(call)) written.push(JSON.stringify(call.body));
      return isAccount(call) ? SERVICE_DOWN : undefined;
    });
    expect(await finish()).toMatchObject({ status: 503 });
    proxy.setFault(undefined);

    const key = /HOME#(k[a-z0-9]+)/.exec(written[0] ?? '')?.[1] ?? '';
    expect(key).not.toBe('');
    expect(await world.registry.query(`HOME#${key}`, '', world.deadline())).toEqual([]);
    expect(home.tokens()).toBe(tokens);
    expect((await api('first', 'GET /v1/me')).body.homes).toEqual([]);
  });

  it('makes one home of two requests at once', async () => {
    const requests = await Promise.all([connect('twice'), connect('twice')]);
    const answers = await Promise.all(requests.map(({ finish }) => finish()));
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    const [one, two] = answers.map(({ body }) => body.home);
    expect(one).toBe(two);
    expect((await api('twice', 'GET /v1/me')).body.homes).toHaveLength(1);
    expect(await statusWith(await tokenOf(String(one)))).toBe(200);
  });

  it('does not wait for a home that hangs when the temporary token is revoked', async () => {
    const { finish } = await connect('hanging');
    home.setFault({ path: '/auth/revoke', delayMs: 20_000 });
    const started = performance.now();
    expect(await finish()).toMatchObject({ status: 201 });
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
