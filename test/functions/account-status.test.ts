import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { HeldBackEndpoint, VettedEndpoint } from '../../lib/alexa/discovery.ts';
import { createGrantTokens } from '../../lib/homes/grant-tokens.ts';
import { createGrants } from '../../lib/homes/grants.ts';
import { createPresences } from '../../lib/homes/presence.ts';
import { Secret } from '../../lib/vault/secret.ts';
import { storeDiscovery } from '../harness/catalogue.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { createLooksSide } from '../harness/looks-queue.ts';
import { startWorld, type World } from '../harness/world.ts';
import { type AccountClient, createAccountClient } from './account-client.ts';

let world: World;
let home: Home;
let api: AccountClient;
beforeAll(async () => {
  home = await startHome();
  world = await startWorld({ homeAddressAllowlist: allowing(home.url) });
  api = createAccountClient(world);
});
afterEach(() => home.setFault(undefined));
afterAll(async () => {
  await Promise.all([home.close(), world.close()]);
});

const AT = Date.parse('2026-11-20T12:00:00Z');
const endpoints = (count: number, prefix = 'light') =>
  Array.from({ length: count }, (_none, index) => ({
    endpointId: `${prefix}#${index}`,
    friendlyName: `${prefix} ${index}`,
  })) as unknown as VettedEndpoint[];
const store = (key: string, count: number, heldBack: HeldBackEndpoint[] = []) =>
  storeDiscovery(world.devices, key, { endpoints: endpoints(count), heldBack }, AT, world.deadline());

async function status(sub: string) {
  const answer = await api(sub, 'GET /v1/status');
  expect(answer.status).toBe(200);
  return answer.body as { homes: Record<string, unknown>[]; links: unknown[] };
}

describe('status', () => {
  test('of somebody who has nothing yet', async () => {
    expect(await status('new')).toEqual({ homes: [], links: [] });
    expect((await api('new', 'GET /v1/me')).body).toEqual({ sub: 'new', homes: [] });
    expect(await world.accounts.read('new', world.deadline())).toBeUndefined();
  });

  test('of a home that was just connected', async () => {
    const before = Date.now();
    const body = { url: home.url, token: home.token, name: 'Cottage' };
    const { body: connected } = await api('fresh', 'POST /v1/homes', body);
    const { homes } = await status('fresh');
    expect(homes).toEqual([
      {
        home: connected.home,
        name: 'Cottage',
        url: home.url,
        role: 'owner',
        homeAssistantVersion: '2026.8.3',
        isAdministrator: true,
        paused: false,
        connectedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        lastOutcome: null,
        devices: null,
        reporting: { heardAt: null, away: false },
      },
    ]);
    expect(Date.parse(String(homes[0]?.connectedAt))).toBeGreaterThanOrEqual(before);
  });

  test('connecting asks for a sync, after which the devices are there', async () => {
    const looks = createLooksSide(world);
    await looks.take();
    const { body } = await api('synced', 'POST /v1/homes', { url: home.url, token: home.token });
    expect(await looks.take()).toEqual([{ v: 1, type: 'sync', home: body.home }]);
    await looks.send({ v: 1, type: 'sync', home: body.home });
    expect(await looks.observe()).toEqual([]);
    const { homes } = await status('synced');
    expect(homes[0]?.devices).toEqual({
      count: home.entities().length,
      at: expect.any(String),
      heldBack: [],
    });
    looks.close();
  });

  test('whether the home was heard of, and is taken for away', async () => {
    const key = await world.connect('reporter', home.url, home.token);
    const presences = createPresences(world.devices, () => AT + 30 * 60_000);
    await presences.hear(key, { at: AT, hasStarted: false }, world.deadline());
    const reporting = async () => (await status('reporter')).homes[0]?.reporting;
    expect(await reporting()).toEqual({ heardAt: '2026-11-20T12:00:00.000Z', away: false });
    await presences.fail(key, false, world.deadline());
    expect(await reporting()).toEqual({ heardAt: '2026-11-20T12:00:00.000Z', away: true });
  });

  test('how the home answered last, since when, and what to do', async () => {
    const key = await world.connect('ailing', home.url, home.token);
    const note = (outcome: string, at: number) =>
      world.connections.noteHealth(key, 1, outcome, at, world.deadline());
    await note('ok', AT);
    expect((await status('ailing')).homes[0]?.lastOutcome).toEqual({
      outcome: 'ok',
      at: '2026-11-20T12:00:00.000Z',
      since: '2026-11-20T12:00:00.000Z',
    });
    await note('smart_home_not_enabled', AT + 60_000);
    await note('smart_home_not_enabled', AT + 120_000);
    expect((await status('ailing')).homes[0]?.lastOutcome).toEqual({
      outcome: 'smart_home_not_enabled',
      at: '2026-11-20T12:02:00.000Z',
      since: '2026-11-20T12:01:00.000Z',
      remedy: expect.stringContaining('configuration.yaml'),
    });
  });

  test('what was said of the connection before does not concern the one of now', async () => {
    const body = { url: home.url, token: await home.createLongLivedToken('renewed') };
    const { body: connected } = await api('renewed', 'POST /v1/homes', body);
    const key = String(connected.home);
    await world.connections.noteHealth(key, 1, 'home_token_refused', AT, world.deadline());
    await api('renewed', 'POST /v1/homes', body);
    expect((await status('renewed')).homes[0]?.lastOutcome).toBeNull();
  });

  test('devices, and those that Alexa would not take', async () => {
    const key = await world.connect('furnished', home.url, home.token);
    const heldBack = [{ endpointId: 'light#odd', friendlyName: 'Odd', reason: 'the name is too long' }];
    await store(key, 3, heldBack as HeldBackEndpoint[]);
    expect((await status('furnished')).homes[0]?.devices).toEqual({
      count: 3,
      at: '2026-11-20T12:00:00.000Z',
      heldBack,
    });
  });

  test('devices beyond what Alexa takes of one customer are named with the home that they belong to', async () => {
    const first = await world.connect('palace', home.url, home.token);
    const second = await world.connect('palace', 'https://annex.example', home.token);
    await store(first, 200);
    await store(second, 103);
    const { homes } = await status('palace');
    const left = homes.map(({ devices }) => (devices as { heldBack: { reason: string }[] }).heldBack);
    expect(left.flat()).toHaveLength(3);
    expect(new Set(left.flat().map(({ reason }) => reason))).toEqual(
      new Set(['Alexa takes 300 devices of a customer']),
    );
    expect(await status('palace')).toEqual({ homes, links: [] });
  });

  test('links: one for each Amazon account, by region and time, and no token', async () => {
    const grants = createGrants(world.registry, world.vault, () => AT);
    const tokens = {
      accessToken: new Secret('Atza|hunter2-access'),
      refreshToken: new Secret('Atzr|hunter2-refresh'),
      expiresIn: 3_600,
    };
    for (const [region, originJti] of [
      ['EU', 'link-1'],
      ['NA', 'link-2'],
    ] as const) {
      await grants.store(
        { sub: 'linked', region, originJti },
        new Secret(`code ${region}`),
        tokens,
        world.deadline(),
      );
    }
    const answer = await api('linked', 'GET /v1/status');
    expect(answer.body.links).toEqual([
      { region: 'EU', acceptedAt: '2026-11-20T12:00:00.000Z' },
      { region: 'NA', acceptedAt: '2026-11-20T12:00:00.000Z' },
    ]);
    expect(answer.text).not.toMatch(/hunter2|link-1|Atz/);
    expect((await status('somebody else')).links).toEqual([]);

    const keeper = createGrantTokens(world.registry, world.vault, () => expect.unreachable());
    const dead = { sub: 'linked', region: 'NA', originJti: 'link-2' } as const;
    await keeper.markDead(dead, 'SKILL_DISABLED_EXCEPTION', tokens.accessToken, world.deadline());
    expect((await status('linked')).links).toEqual([
      { region: 'EU', acceptedAt: '2026-11-20T12:00:00.000Z' },
      {
        region: 'NA',
        acceptedAt: '2026-11-20T12:00:00.000Z',
        dead: {
          reason: 'SKILL_DISABLED_EXCEPTION',
          remedy: expect.stringContaining('Disable and enable the skill in the Alexa app'),
        },
      },
    ]);
  });

  test('a member sees the home as a member', async () => {
    const key = await world.connect('landlady', home.url, home.token);
    await world.members.add({ home: key, sub: 'lodger', role: 'member' }, world.deadline());
    await world.accounts.addHome('lodger', key, world.deadline());
    expect((await status('lodger')).homes).toMatchObject([{ home: key, role: 'member' }]);
    expect((await status('landlady')).homes).toMatchObject([{ home: key, role: 'owner' }]);
  });

  test('a home that is gone is passed over', async () => {
    await world.accounts.addHome('bereft', 'knothere', world.deadline());
    expect(await status('bereft')).toEqual({ homes: [], links: [] });
  });
});

describe('probe', () => {
  const probe = (body: object) => api('prober', 'POST /v1/homes/probe', body);

  test('a home that works, step by step', async () => {
    const { status, body } = await probe({ url: `${home.url}/lovelace`, token: home.token });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      url: home.url,
      ok: true,
      homeAssistantVersion: '2026.8.3',
      isAdministrator: true,
      devices: expect.any(Number),
    });
    expect((body.steps as { step: string; status: string }[]).map(({ step }) => step)).toEqual([
      ...['dns', 'address_allowed', 'reachable', 'tls'],
      ...['home_assistant', 'smart_home', 'token', 'administrator', 'devices'],
    ]);
  });

  test.each([
    ['a login wall', { body: '<html>Sign in</html>' }, 'home_assistant', 'home_answer_not_json'],
    ['a ban', { status: 403 }, 'home_assistant', 'home_forbids'],
    ['a proxy that is not trusted', { status: 400 }, 'home_assistant', 'home_rejects'],
  ])(
    '%s is no error of the API: 200, with the step, the code and the remedy',
    async (_what, fault, step, code) => {
      home.setFault(fault);
      const { status, body } = await probe({ url: home.url });
      expect([status, body.ok]).toEqual([200, false]);
      expect(body.steps).toContainEqual({
        step,
        status: 'failed',
        code,
        detail: expect.any(String),
        remedy: expect.any(String),
      });
    },
  );

  test('extra headers reach the home, and nothing that we were called with does', async () => {
    const before = home.requests().length;
    const headers = { 'CF-Access-Client-Id': 'id.access' };
    const forwarded = { 'x-forwarded-for': '203.0.113.9', cookie: 'session=1', 'x-amzn-trace-id': 'Root=1' };
    await api('prober', 'POST /v1/homes/probe', { url: home.url, headers }, forwarded);
    const asked = home.requests().slice(before);
    expect(asked.length).toBeGreaterThan(1);
    for (const { headers: names } of asked) {
      expect(names).toContain('cf-access-client-id');
      expect(names.filter((name) => /forwarded|cookie|amzn|authorization/.test(name))).toEqual([]);
    }
  });
});
