import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { HeldBackEndpoint } from '../../lib/alexa/discovery.ts';
import type { DeviceCount } from '../../lib/bridge/count-devices.ts';
import type { DeviceList } from '../../lib/bridge/devices.ts';
import { createGrantTokens } from '../../lib/homes/grant-tokens.ts';
import { createGrants } from '../../lib/homes/grants.ts';
import { createPresences } from '../../lib/homes/presence.ts';
import { Secret } from '../../lib/vault/secret.ts';
import { storeDiscovery } from '../harness/catalogue.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { createLooksSide } from '../harness/looks-queue.ts';
import { endpointNamed } from '../harness/samples.ts';
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
  Array.from({ length: count }, (_none, index) => endpointNamed(`${prefix}#${index}`, `${prefix} ${index}`));
const store = (key: string, count: number, heldBack: HeldBackEndpoint[] = []) =>
  storeDiscovery(world.devices, key, { endpoints: endpoints(count), heldBack }, AT, world.deadline());

async function status(sub: string) {
  const answer = await api(sub, 'GET /v1/status');
  expect(answer.status).toBe(200);
  return answer.body as { homes: Record<string, unknown>[]; links: unknown[] };
}

describe('status', () => {
  test('of somebody who has nothing yet', async () => {
    expect(await status('new')).toEqual({ homes: [], defaultHome: null, links: [] });
    expect((await api('new', 'GET /v1/me')).body).toEqual({ sub: 'new', homes: [], defaultHome: null });
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
        assistant: null,
        handedOver: false,
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
    const odd = { endpointId: 'light#odd', friendlyName: 'Odd' };
    await store(key, 3, [{ ...odd, rule: 'name', reason: 'its name is too long' }]);
    expect((await status('furnished')).homes[0]?.devices).toEqual({
      count: 3,
      at: '2026-11-20T12:00:00.000Z',
      heldBack: [{ ...odd, reason: { code: 'invalid', rule: 'name', text: 'its name is too long' } }],
    });
  });

  test('devices that the owner holds back do not count, and are named', async () => {
    const key = await world.connect('reserved', home.url, home.token);
    await store(key, 3);
    const path = (id: string) => `/v1/homes/${key}/devices/${encodeURIComponent(id)}`;
    await api('reserved', `PUT ${path('light#1')}`, { hidden: true });
    await api('reserved', `PUT ${path('light#2')}`, { name: 'Moon' });
    expect((await status('reserved')).homes[0]?.devices).toEqual({
      count: 2,
      at: '2026-11-20T12:00:00.000Z',
      heldBack: [
        {
          endpointId: 'light#1',
          friendlyName: 'light 1',
          reason: { code: 'owner', text: expect.stringContaining('owner') },
        },
      ],
    });
  });

  test('devices beyond what Alexa takes of one customer are named with the home that they belong to', async () => {
    const first = await world.connect('palace', home.url, home.token);
    const second = await world.connect('palace', 'https://annex.example', home.token);
    await store(first, 200);
    await store(second, 103);
    const { homes } = await status('palace');
    const counted = homes.map(({ devices }) => devices as DeviceCount);
    expect(counted.map(({ count, heldBack }) => [count, heldBack.length])).toEqual([
      [200, 0],
      [100, 3],
    ]);
    expect(new Set(counted[1]?.heldBack.map(({ reason }) => reason.code))).toEqual(new Set(['limit']));
    expect(await status('palace')).toEqual({ homes, defaultHome: first, links: [] });
  });

  test('counts what the list of devices shows, however they are held back', async () => {
    const first = await world.connect('manor', home.url, home.token);
    const second = await world.connect('manor', 'https://lodge.example', home.token);
    await store(first, 299, [{ endpointId: '', friendlyName: '', rule: 'id', reason: 'its id is missing' }]);
    await store(second, 4);
    const hide = (key: string, id: string) =>
      api('manor', `PUT /v1/homes/${key}/devices/${encodeURIComponent(id)}`, { hidden: true });
    const assertSame = async (...counts: readonly number[]) => {
      const { homes } = await status('manor');
      const said = homes.map(({ devices }) => devices as DeviceCount);
      expect(said.map(({ count }) => count)).toEqual(counts);
      for (const [index, key] of [first, second].entries()) {
        const { body } = await api('manor', `GET /v1/homes/${key}/devices`);
        const { devices } = body as unknown as DeviceList;
        const heldBack = devices.filter(({ state }) => state === 'held_back');
        expect(devices.length - heldBack.length).toBe(said[index]?.count);
        const named = said[index]?.heldBack.map(({ endpointId, reason }) => [endpointId, reason]) ?? [];
        const listed = heldBack.map(({ id, reason }) => [id, reason]);
        expect(new Set(named.map(String))).toEqual(new Set(listed.map(String)));
        expect(named).toHaveLength(listed.length);
      }
    };
    await assertSame(299, 1);
    await hide(first, 'light#7');
    await assertSame(298, 2);
    await hide(second, 'light#0');
    await hide(second, 'light#3');
    await assertSame(298, 2);
    // One that is gone meanwhile is nothing to count; that takes two discoveries without it.
    await hide(second, 'light#1');
    const found = { endpoints: endpoints(1), heldBack: [] };
    for (const later of [60_000, 120_000]) {
      await storeDiscovery(world.devices, second, found, AT + later, world.deadline());
    }
    await assertSame(298, 0);
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
      { link: expect.any(String), region: 'EU', acceptedAt: '2026-11-20T12:00:00.000Z' },
      { link: expect.any(String), region: 'NA', acceptedAt: '2026-11-20T12:00:00.000Z' },
    ]);
    expect(answer.text).not.toMatch(/hunter2|link-1|Atz/);
    expect((await status('somebody else')).links).toEqual([]);

    const keeper = createGrantTokens(world.registry, world.vault, () => expect.unreachable());
    const dead = { sub: 'linked', region: 'NA', originJti: 'link-2' } as const;
    await keeper.markDead(dead, 'SKILL_DISABLED_EXCEPTION', tokens.accessToken, world.deadline());
    expect((await status('linked')).links).toEqual([
      { link: expect.any(String), region: 'EU', acceptedAt: '2026-11-20T12:00:00.000Z' },
      {
        link: expect.any(String),
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

  test('a home that was handed over is named as such until its new owner has connected it', async () => {
    const { body } = await api('giver', 'POST /v1/homes', { url: home.url, token: home.token });
    const key = String(body.home);
    await world.members.add({ home: key, sub: 'taker', role: 'member' }, world.deadline());
    await world.accounts.addHome('taker', key, world.deadline());
    const said = async (sub: string) => {
      const [first] = (await status(sub)).homes;
      return [first?.role, first?.handedOver];
    };
    expect([await said('giver'), await said('taker')]).toEqual([
      ['owner', false],
      ['member', false],
    ]);
    await api('giver', `PUT /v1/homes/${key}/owner`, { sub: 'taker' });
    expect([await said('giver'), await said('taker')]).toEqual([
      ['member', true],
      ['owner', true],
    ]);
    await api('taker', `PATCH /v1/homes/${key}`, { name: 'Mine' });
    expect(await said('taker')).toEqual(['owner', true]);
    const token = await home.createLongLivedToken('taker');
    const again = await api('taker', 'POST /v1/homes', { url: home.url, token });
    expect(again.body).toMatchObject({ home: key, reconnected: true });
    expect([await said('giver'), await said('taker')]).toEqual([
      ['member', false],
      ['owner', false],
    ]);
  });

  test('a home that is gone is passed over', async () => {
    await world.accounts.addHome('bereft', 'knothere', world.deadline());
    expect(await status('bereft')).toEqual({ homes: [], defaultHome: null, links: [] });
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
