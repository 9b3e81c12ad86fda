import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createCatalogue } from '../../lib/homes/catalogue.ts';
import { connectionKey } from '../../lib/homes/keys.ts';
import { ALWAYS } from '../../lib/homes/table.ts';
import type { Device } from '../../local/demo-home/start.ts';
import { demoDevices } from '../../local/demo-home/start.ts';
import { createAlexaSide, discovery } from '../harness/alexa-side.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { createLooksSide } from '../harness/looks-queue.ts';
import { startWorld, type World } from '../harness/world.ts';

let city: Home;
let lake: Home;
let warehouse: Home;
let world: World;
let looks: ReturnType<typeof createLooksSide>;
let alexa: ReturnType<typeof createAlexaSide>;
let people = 0;

/** So many switches, in an order that says nothing. */
const switches = (count: number): Device[] =>
  Array.from({ length: count }, (_, index) => ({
    entityId: `switch.s${String((index * 7) % count).padStart(4, '0')}`,
    name: `Switch ${index}`,
    state: 'off',
  }));

beforeAll(async () => {
  [city, lake, warehouse] = await Promise.all([
    startHome({ devices: demoDevices('city') }),
    startHome({ devices: demoDevices('lake') }),
    startHome({ devices: switches(317) }),
  ]);
  world = await startWorld({ homeAddressAllowlist: allowing(city.url, lake.url, warehouse.url) });
  looks = createLooksSide(world);
  alexa = createAlexaSide(world);
});

afterEach(async () => {
  for (const home of [city, lake]) home.setFault(undefined);
  await looks.take();
});

afterAll(async () => {
  looks.close();
  await Promise.all([city, lake, warehouse, world].map((part) => part.close()));
});

/** A new user with these homes. */
async function settle(...homes: Home[]) {
  people += 1;
  const sub = `settler-${people}`;
  const keys: string[] = [];
  for (const home of homes) keys.push(await world.connect(sub, home.url, home.token));
  const [first = '', second = ''] = keys;
  return { sub, token: world.alexaToken(sub), first, second };
}

/** How many endpoints of a home there are. */
const count = (ids: readonly string[], key: string) => ids.filter((id) => id.startsWith(`${key}:`)).length;
const heldBack = async (key: string) =>
  (await createCatalogue(world.devices).summary(key, world.deadline()))?.heldBack;

describe('the devices of all homes, in one list', () => {
  it('each with the key of its home', async () => {
    const { token, first, second } = await settle(city, lake);
    const ids = await alexa.discover(token);
    expect(ids).toContain(`${first}:light#city_kitchen`);
    expect(ids).toContain(`${second}:light#lake_kitchen`);
    expect(count(ids, first) + count(ids, second)).toBe(ids.length);
    expect(count(ids, first)).toBe(count(ids, second));
  });

  it('with identifiers of this user’s own, and nothing of the home’s or ours', async () => {
    const { sub, token, first } = await settle(city);
    const { payload } = (await alexa.send(discovery(token))).event;
    const text = JSON.stringify(payload);
    expect(text).not.toContain(city.token);
    expect(text).not.toContain(sub);
    expect(text).not.toContain(city.url);
    const identifiers = (payload.endpoints as { additionalAttributes: { customIdentifier: string } }[]).map(
      ({ additionalAttributes }) => additionalAttributes.customIdentifier,
    );
    expect(new Set(identifiers).size).toBe(identifiers.length);
    expect(identifiers.every((identifier) => identifier.includes(first))).toBe(true);
  });

  it('one home shared by two users gives each the same ids and other identifiers', async () => {
    const { token, first } = await settle(city);
    await world.members.add({ home: first, sub: 'guest', role: 'member' }, world.deadline());
    await world.accounts.addHome('guest', first, world.deadline());
    const seen = async (theirs: string) => (await alexa.send(discovery(theirs))).event.payload.endpoints;
    const [mine, theirs] = [await seen(token), await seen(world.alexaToken('guest'))];
    const ids = (list: unknown) => (list as { endpointId: string }[]).map(({ endpointId }) => endpointId);
    expect(ids(theirs)).toEqual(ids(mine));
    expect(theirs).not.toEqual(mine);
  });

  it('a home whose row cannot be opened costs no other home its devices', async () => {
    const { token, first, second } = await settle(city, lake);
    const item = await world.registry.get(connectionKey(first), world.deadline());
    if (item === undefined) throw new Error('no connection');
    await world.registry.put({ ...item, sealed: 'nonsense' }, ALWAYS, world.deadline());
    const ids = await alexa.discover(token);
    expect([count(ids, first), count(ids, second)]).toEqual([0, 16]);
  });

  it('no home, no devices, no error', async () => {
    const { token } = await settle();
    expect(await alexa.discover(token)).toEqual([]);
  });

  it('the home sees no token of Alexa’s', async () => {
    const { token } = await settle(city);
    await alexa.discover(token);
    expect(city.asked().at(-1)).toMatchObject({ directive: 'Alexa.Discovery/Discover', carriedScope: false });
  });
});

describe('an endpoint that Alexa would not take', () => {
  it('is left out alone, and its owner can see why', async () => {
    const { token, first } = await settle(lake);
    const before = await alexa.discover(token);
    lake.addEndpoint({
      endpointId: 'binary_sensor#fog',
      friendlyName: 'Fog horn',
      description: 'binary_sensor.fog via Home Assistant',
      manufacturerName: 'Home Assistant',
      displayCategories: null,
      capabilities: [{ type: 'AlexaInterface', interface: 'Alexa', version: '3' }],
    });
    lake.addEndpoint({ endpointId: 'has.a.dot', friendlyName: 'x' });
    expect(await alexa.discover(token)).toEqual(before);
    expect(await looks.observe()).toEqual([]);
    expect(await heldBack(first)).toEqual([
      {
        endpointId: 'binary_sensor#fog',
        friendlyName: 'Fog horn',
        rule: 'category',
        reason: 'it has no display category',
      },
      { endpointId: 'has.a.dot', friendlyName: 'x', rule: 'id', reason: expect.stringContaining('its id') },
    ]);
  });
});

describe('a home that does not answer', () => {
  it.each<[string, Parameters<Home['setFault']>[0]]>([
    ['is down', { status: 500 }],
    ['is slow', { delayMs: 4_000 }],
    ['sends half', { truncate: true }],
    ['sends nonsense', { body: '{"event":7}', contentType: 'application/json' }],
    ['refuses the token', { status: 401 }],
  ])('%s: contributes what it last said', async (_what, fault) => {
    const { token, first, second } = await settle(city, lake);
    const before = await alexa.discover(token);
    expect(await looks.observe()).toEqual([]);
    city.setFault(fault);
    const during = await alexa.discover(token, 3_000);
    expect(during.toSorted()).toEqual(before.toSorted());
    expect(count(during, first)).toBeGreaterThan(5);
    expect(count(during, second)).toBeGreaterThan(5);
  });

  it('and of which nothing is known is left out, as long as another one answers', async () => {
    const { token, first, second } = await settle(city, lake);
    city.setFault({ status: 500 });
    const ids = await alexa.discover(token);
    expect(count(ids, first)).toBe(0);
    expect(count(ids, second)).toBeGreaterThan(5);
  });

  it('alone, and nothing is known of it: an error, so that Alexa forgets no device', async () => {
    const { token } = await settle(city);
    city.setFault({ status: 500 });
    expect(await alexa.outcome(discovery(token))).toBe('BRIDGE_UNREACHABLE');
    city.setSmartHome(false);
    city.setFault(undefined);
    expect(await alexa.outcome(discovery(token))).toBe('INTERNAL_ERROR');
    city.setSmartHome(true);
  });

  it('both, and nothing is known of either', async () => {
    const { token } = await settle(city, lake);
    city.setFault({ status: 500 });
    lake.setFault({ status: 500 });
    expect(await alexa.outcome(discovery(token))).toBe('BRIDGE_UNREACHABLE');
  });

  it('is named in what is noted of it', async () => {
    const { token, first } = await settle(city);
    city.setFault({ status: 503 });
    await alexa.outcome(discovery(token));
    expect(await looks.take()).toContainEqual(
      expect.objectContaining({ type: 'outcome', home: first, outcome: 'home_failed' }),
    );
  });
});

describe('a paused home', () => {
  it('keeps its devices in Alexa, and is not asked', async () => {
    const { token, first } = await settle(city);
    const before = await alexa.discover(token);
    await looks.observe();
    await world.registry.update(
      { pk: `HOME#${first}`, sk: 'CONNECTION' },
      { update: 'SET paused = :yes', expression: 'attribute_exists(pk)', values: { ':yes': true } },
      world.deadline(),
    );
    const asked = await city.askedDuring(async () => {
      expect((await alexa.discover(token)).toSorted()).toEqual(before.toSorted());
    });
    expect(asked).toBe(0);
  });
});

describe('after discovery', () => {
  it('the catalogue of each home is to be brought up to date, once', async () => {
    const { token, first, second } = await settle(city, lake);
    await looks.take();
    await alexa.discover(token);
    const syncs = (await looks.take()).filter(({ type }) => type === 'sync');
    expect(syncs).toHaveLength(2);
    expect(syncs).toEqual(
      expect.arrayContaining([first, second].map((home) => ({ v: 1, type: 'sync', home }))),
    );
  });
});

describe('more than Alexa’s 300', () => {
  it('the cut is the same each time, and takes the last of the home that came last', async () => {
    const { token, first, second } = await settle(city, warehouse);
    const ids = await alexa.discover(token);
    expect(ids).toHaveLength(300);
    expect(await alexa.discover(token)).toEqual(ids);
    const ofCity = count(ids, first);
    expect(ofCity).toBe(city.entities().length);
    const kept = ids.filter((id) => id.startsWith(second));
    const all = warehouse.entities().map(({ entityId }) => `${second}:${entityId.replace('.', '#')}`);
    expect(kept).toEqual(all.toSorted().slice(0, 300 - ofCity));
  });
});
