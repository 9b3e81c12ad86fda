import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { NEW_MS } from '../../lib/bridge/look-at-device.ts';
import type { GrantId } from '../../lib/homes/grants.ts';
import { createToldStates } from '../../lib/homes/told-states.ts';
import { storeDiscovery } from '../harness/catalogue.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { endpointNamed } from '../harness/samples.ts';
import { type SkippingClock, startSkippingClock } from '../harness/skipping-clock.ts';
import { startWorld, type World } from '../harness/world.ts';
import { createSyncSide, type SyncSide, type Telling, toldTo } from './sync-side.ts';

const HOUR = 3_600_000;
let clock: SkippingClock;
let home: Home;
let world: World;
let side: SyncSide;
let people = 0;

beforeAll(async () => {
  clock = startSkippingClock();
  home = await startHome({ devices: [] });
  world = await startWorld({ homeAddressAllowlist: allowing(home.url) });
  side = await createSyncSide(world);
});
afterEach(async () => {
  side.crashAfter(undefined);
  home.setFault(undefined);
  home.setRunning(true);
  for (const { entityId } of home.entities()) home.removeDevice(entityId);
  await side.take();
  side.queues.forget();
});
afterAll(async () => {
  clock.restore();
  await Promise.all([side.close(), home.close(), world.close()]);
});

/** A new user with a home, by default at the address of the demo home, and an Amazon account. */
async function move(url = home.url) {
  people += 1;
  const sub = `resident-${people}`;
  const key = await world.connect(sub, url, home.token);
  return { sub, key, grant: await side.amazon.link(sub, `amazon-${sub}`) };
}
async function join(key: string) {
  people += 1;
  const sub = `member-${people}`;
  await world.members.add({ home: key, sub, role: 'member' }, world.deadline());
  await world.accounts.addHome(sub, key, world.deadline());
  return { sub, grant: await side.amazon.link(sub, `amazon-${sub}`) };
}

const add = (...names: string[]) => {
  for (const name of names) home.addDevice({ entityId: `switch.${name}`, name, state: 'off' });
};
const remove = (...names: string[]) => {
  for (const name of names) home.removeDevice(`switch.${name}`);
};
const rename = (name: string, to: string) => {
  remove(name);
  home.addDevice({ entityId: `switch.${name}`, name: to, state: 'off' });
};
const id = (name: string) => `switch#${name}`;
/** A sync that goes well, and what it told. */
async function synced(key: string): Promise<Telling[]> {
  expect(await side.sync(key)).toBe(true);
  return side.take();
}
const catalogueItem = (key: string) =>
  world.devices.get({ pk: `HOME#${key}`, sk: 'CATALOGUE' }, world.deadline());

describe('a sync tells every account', () => {
  it('of what is new, what is different and what is gone, and of nothing else', async () => {
    add('a', 'b', 'c');
    const { sub, key } = await move();
    const member = await join(key);
    expect(toldTo(await synced(key), sub)).toEqual({ [key]: [id('a'), id('b'), id('c')] });
    expect(await synced(key)).toEqual([]);
    rename('b', 'Bee');
    add('d');
    remove('a');
    const first = await synced(key);
    clock.skip(16_000);
    const second = await synced(key);
    for (const who of [sub, member.sub]) {
      expect(toldTo(first, who)).toEqual({ [key]: [id('b'), id('d')] });
      expect(toldTo(second, who)).toEqual({ [key]: [id('a')] });
    }
    expect(await synced(key)).toEqual([]);
    expect(await side.ids(key)).toEqual([id('b'), id('c'), id('d')]);
  });

  it('once, however often it is repeated, and each with a name of its own', async () => {
    add('a');
    const { key } = await move();
    const [telling] = await synced(key);
    rename('a', 'other');
    const [later] = await synced(key);
    expect(later?.occasion).not.toBe(telling?.occasion);
    expect(later?.endpoints).toEqual(telling?.endpoints);
  });

  it('but not the dead links, nor the other homes of a household that is no part of it', async () => {
    add('a');
    const [{ key, grant }, { sub: stranger }] = [await move(), await move()];
    const item = { pk: `USER#${grant.sub}`, sk: `GRANT#${grant.region}#${grant.originJti}` };
    const kill = {
      update: 'SET dead = :why',
      expression: 'attribute_exists(pk)',
      values: { ':why': 'gone' },
    };
    await world.registry.update(item, kill, world.deadline());
    expect(await synced(key)).toEqual([]);
    expect(await side.ids(key)).toEqual([id('a')]);
    expect(stranger).not.toBe(grant.sub);
  });

  it('in messages that the queue takes, of a home as large as Alexa takes it', async () => {
    const { key, sub } = await move();
    const long = (index: number) => `switch.${String(index).padStart(3, '0')}${'x'.repeat(80)}`;
    const names = Array.from({ length: 310 }, (_none, index) => long(index));
    for (const entityId of names) home.addDevice({ entityId, name: 'long', state: 'off' });
    const tellings = await synced(key);
    expect(toldTo(tellings, sub)[key]).toEqual(names.slice(0, 300).map((name) => name.replace('.', '#')));
    for (const { bytes } of tellings) expect(bytes).toBeLessThan(100_000);
  });

  it('nothing of an endpoint that Alexa would not take, and that it is gone when one comes to be so', async () => {
    add('a', 'b');
    const { key, sub } = await move();
    await synced(key);
    home.removeDevice('switch.b');
    home.addDevice({ entityId: 'switch.b', name: 'x'.repeat(200), state: 'off' });
    home.addDevice({ entityId: 'switch.c', name: 'y'.repeat(200), state: 'off' });
    expect(await synced(key)).toEqual([]);
    clock.skip(16_000);
    expect(toldTo(await synced(key), sub)).toEqual({ [key]: [id('b')] });
  });

  it('nothing where a home only says the same in another order', async () => {
    add('a', 'b');
    const { key } = await move();
    await synced(key);
    remove('a');
    add('a');
    expect(await synced(key)).toEqual([]);
    const writes = side.tables.calls('BatchWriteItem').length;
    expect(await synced(key)).toEqual([]);
    expect(side.tables.calls('BatchWriteItem')).toHaveLength(writes);
  });
});

describe('a device that is missing', () => {
  it('is looked for again, and is gone only then', async () => {
    add('a', 'b');
    const { key, sub } = await move();
    await synced(key);
    remove('b');
    side.queues.forget();
    expect(await synced(key)).toEqual([]);
    expect(side.later()).toEqual([{ v: 1, type: 'sync', home: key, after: 20 }]);
    clock.skip(10_000);
    expect(await synced(key)).toEqual([]);
    clock.skip(10_000);
    side.queues.forget();
    expect(toldTo(await synced(key), sub)).toEqual({ [key]: [id('b')] });
    expect(side.later()).toEqual([]);
  });

  it('and is there the second time was never away', async () => {
    add('a', 'b');
    const { key } = await move();
    await synced(key);
    remove('b');
    await synced(key);
    clock.skip(20_000);
    add('b');
    expect(await synced(key)).toEqual([]);
    remove('b');
    expect(await synced(key)).toEqual([]);
    expect(await side.ids(key)).toEqual([id('a'), id('b')]);
  });

  it.each<[string, () => void]>([
    ['is starting', () => home.setRunning(false)],
    ['does not say whether it is running', () => home.setFault({ path: '/api/config', status: 404 })],
    ['cannot say whether it is running', () => home.setFault({ path: '/api/config', status: 503 })],
    ['is down', () => home.setFault({ status: 502 })],
    ['refuses the token', () => home.setFault({ status: 401 })],
    ['shows a login page', () => home.setFault({ body: '<html>' })],
    ['answers nonsense', () => home.setFault({ body: '{"event":{}}', contentType: 'application/json' })],
    ['has no smart_home any more', () => home.setSmartHome(false)],
    ['breaks off', () => home.setFault({ truncate: true })],
  ])('from a home that %s stays, for however long', async (_what, strike) => {
    add('a', 'b');
    const { key } = await move();
    await synced(key);
    remove('a', 'b');
    strike();
    try {
      for (let times = 0; times < 3; times += 1) {
        expect(await synced(key)).toEqual([]);
        clock.skip(60_000);
      }
      expect(await side.ids(key)).toEqual([id('a'), id('b')]);
      // It is asked again before the day is over.
      expect(Number((await catalogueItem(key))?.dueAt)).toBeLessThan(Date.now() + HOUR);
    } finally {
      home.setSmartHome(true);
    }
  });

  it('before a restart, and after it for the first time, stays', async () => {
    add('a', 'b');
    const { key } = await move();
    await synced(key);
    remove('b');
    await synced(key);
    clock.skip(60_000);
    home.setRunning(false);
    await synced(key);
    clock.skip(60_000);
    home.setRunning(true);
    expect(await synced(key)).toEqual([]);
    expect(await side.ids(key)).toEqual([id('a'), id('b')]);
  });

  it('loses what was told of it, and begins anew when it comes back', async () => {
    add('a');
    const { key, sub } = await move();
    await synced(key);
    const look = { type: 'look', home: key, endpoints: [id('a')] };
    const told = () => createToldStates(world.devices).read(key, id('a'), world.deadline());
    await side.observe(look);
    expect(await told()).toMatchObject({ version: 1 });
    remove('a');
    await synced(key);
    clock.skip(20_000);
    await synced(key);
    expect(await told()).toMatchObject({ version: 0 });
    add('a');
    expect(toldTo(await synced(key), sub)).toEqual({ [key]: [id('a')] });
    clock.skip(NEW_MS);
    await side.observe(look);
    expect(await told()).toMatchObject({ version: 1 });
  });
});

describe('when it is done', () => {
  it('a home is due in a day, an hour more or less', async () => {
    const dues = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const { key } = await move();
        await side.sync(key);
        return Number((await catalogueItem(key))?.dueAt) - Date.now();
      }),
    );
    for (const due of dues) {
      expect(due).toBeGreaterThan(23 * HOUR - 5_000);
      expect(due).toBeLessThan(25 * HOUR);
    }
    expect(new Set(dues.map((due) => Math.round(due / 60_000))).size).toBeGreaterThan(3);
  });

  it.each([
    [0, HOUR / 6],
    [2 * HOUR, 2 * HOUR],
    [48 * HOUR, 6 * HOUR],
  ])('with a home that failed and was last good %i ms ago, it is due in %i ms', async (age, due) => {
    const { key } = await move();
    await side.sync(key);
    clock.skip(age);
    home.setFault({ status: 503 });
    await side.sync(key);
    const item = await catalogueItem(key);
    expect(item?.due).toBe('DUE');
    expect(Math.abs(Number(item?.dueAt) - Date.now() - due)).toBeLessThan(10_000);
  });

  it('with a home that never answered, it is due soon, and nobody takes it for empty', async () => {
    const { key } = await move();
    home.setFault({ status: 503 });
    await side.sync(key);
    expect(Number((await catalogueItem(key))?.dueAt)).toBeGreaterThan(Date.now() + HOUR / 10);
    expect(await catalogueItem(key)).not.toHaveProperty('at');
  });
});

describe('homes that nobody asks', () => {
  it('a paused one keeps everything', async () => {
    add('a');
    const { key } = await move();
    await synced(key);
    remove('a');
    const item = { pk: `HOME#${key}`, sk: 'CONNECTION' };
    const stop = {
      update: 'SET paused = :yes',
      expression: 'attribute_exists(pk)',
      values: { ':yes': true },
    };
    await world.registry.update(item, stop, world.deadline());
    expect(await home.askedDuring(() => synced(key))).toBe(0);
    expect(await side.ids(key)).toEqual([id('a')]);
  });

  it('one that is disconnected while it is asked leaves nothing', async () => {
    add('a');
    const { key } = await move();
    home.setFault({ delayMs: 400, times: 1 });
    const syncing = side.sync(key);
    await pause(150);
    const current = await world.connections.read(key, world.deadline());
    if (current !== undefined) await world.connections.delete(current, world.deadline());
    expect(await syncing).toBe(true);
    expect(await world.devices.query(`HOME#${key}`, 'DEVICE#', world.deadline())).toEqual([]);
    expect(await catalogueItem(key)).toBeUndefined();
  });
});

describe('several at once', () => {
  it('end with one catalogue, and each device is told', async () => {
    add('a', 'b', 'c');
    const { key, sub } = await move();
    expect(await Promise.all(Array.from({ length: 6 }, () => side.sync(key)))).not.toContain(false);
    expect(toldTo(await side.take(), sub)).toEqual({ [key]: [id('a'), id('b'), id('c')] });
    expect(await side.ids(key)).toEqual([id('a'), id('b'), id('c')]);
    expect(await synced(key)).toEqual([]);
  });

  // The one that is stuck gives up after seconds: on a machine that is busy elsewhere, before the other one comes.
  it('the one that comes while another is at work comes again', { retry: 3, timeout: 30_000 }, async () => {
    add('a');
    const { key, sub } = await move();
    await synced(key);
    rename('a', 'other');
    side.queues.setFault(({ action }) => (action === 'SendMessage' ? 'hang' : undefined));
    const stuck = side.sync(key);
    await expect.poll(async () => (await catalogueItem(key))?.untold !== undefined).toBe(true);
    side.queues.setFault(undefined);
    side.queues.forget();
    rename('a', 'third');
    expect(await synced(key)).toEqual([]);
    expect(side.later()).toEqual([{ v: 1, type: 'sync', home: key, after: 20 }]);
    clock.skip(30_000);
    expect(toldTo(await synced(key), sub)).toEqual({ [key]: [id('a')] });
    await stuck;
  });
});

/** A crash leaves a message in the queue, which comes again after its visibility. */
async function afterwards(key: string): Promise<Telling[]> {
  side.crashAfter(undefined);
  clock.skip(90_000);
  const told = await synced(key);
  clock.skip(90_000);
  return [...told, ...(await synced(key))];
}

describe('a crash', () => {
  it('at whatever step loses nothing, and tells nothing but what differs', async () => {
    let crashed = 0;
    for (let calls = 0; ; calls += 1) {
      for (const { entityId } of home.entities()) home.removeDevice(entityId);
      add('a', 'b', 'c');
      const { key, sub } = await move();
      const member = await join(key);
      await synced(key);
      remove('a');
      await synced(key);
      clock.skip(20_000);
      rename('b', 'Bee');
      add('d');
      side.crashAfter(calls);
      const isDone = await side.sync(key);
      side.crashAfter(undefined);
      const all = [...(await side.take()), ...(await afterwards(key))];
      const expected = { [key]: [id('a'), id('b'), id('d')] };
      expect({ calls, told: toldTo(all, sub) }).toEqual({ calls, told: expected });
      expect({ calls, told: toldTo(all, member.sub) }).toEqual({ calls, told: expected });
      expect(await side.ids(key)).toEqual([id('b'), id('c'), id('d')]);
      expect(await catalogueItem(key)).not.toHaveProperty('untold');
      if (isDone) break;
      crashed += 1;
    }
    expect(crashed).toBeGreaterThan(8);
  }, 60_000);

  it('while accounts are told: the repeat is the same message, so it is taken once', async () => {
    add('a');
    const { key, sub } = await move();
    for (let more = 0; more < 2; more += 1) await join(key);
    let sent = 0;
    side.queues.setFault(({ action }) => {
      if (action !== 'SendMessage') return undefined;
      sent += 1;
      return sent > 1 ? { status: 400, body: { __type: 'AccessDenied' } } : undefined;
    });
    expect(await side.sync(key)).toBe(false);
    clock.skip(90_000);
    side.queues.setFault(undefined);
    const all = await synced(key);
    expect(all).toHaveLength(3);
    expect(new Set(all.map(({ occasion }) => occasion)).size).toBe(1);
    expect(toldTo(all, sub)).toEqual({ [key]: [id('a')] });
  });

  it('between two changes of the same device: both are told', async () => {
    add('a');
    const { key, sub } = await move();
    await synced(key);
    rename('a', 'second');
    side.tables.setFault(({ action, body }) => {
      // All is told, and only the last word is missing.
      const item = body.Item as Record<string, unknown> | undefined;
      return action === 'PutItem' && item?.untold === undefined ? 'drop' : undefined;
    });
    expect(await side.sync(key)).toBe(false);
    expect(toldTo(await side.take(), sub)).toEqual({ [key]: [id('a')] });
    side.tables.setFault(undefined);
    clock.skip(90_000);
    rename('a', 'third');
    expect(toldTo(await synced(key), sub)).toEqual({ [key]: [id('a')] });
  });
});

describe('a user whose homes have more than Alexa takes', () => {
  const others = (count: number, prefix = 'light#') =>
    Array.from({ length: count }, (_none, index) =>
      endpointNamed(`${prefix}${String(index).padStart(3, '0')}`),
    );
  const furnish = (key: string, count: number) =>
    storeDiscovery(world.devices, key, { endpoints: others(count), heldBack: [] }, 1_000, world.deadline());

  it('hears of what comes and goes at the limit, in the other home; a member of one home does not', async () => {
    const { sub, key } = await move();
    const large = await world.connect(sub, 'http://127.0.0.1:9', 'token');
    await furnish(large, 298);
    const member = await join(key);
    add('a');
    expect(toldTo(await synced(key), sub)).toEqual({ [key]: [id('a')] });
    add('b', 'c', 'd');
    const grown = await synced(key);
    expect(toldTo(grown, sub)).toEqual({
      [key]: [id('b'), id('c'), id('d')],
      [large]: ['light#296', 'light#297'],
    });
    expect(toldTo(grown, member.sub)).toEqual({ [key]: [id('b'), id('c'), id('d')] });
    remove('a', 'b');
    await synced(key);
    clock.skip(20_000);
    expect(toldTo(await synced(key), sub)).toEqual({
      [key]: [id('a'), id('b')],
      [large]: ['light#296', 'light#297'],
    });
  });

  it('hears of all that goes, also when two of the homes grow at the same time', async () => {
    const { sub, key, grant } = await move();
    const twin = await world.connect(sub, home.url, home.token);
    const large = await world.connect(sub, 'http://127.0.0.1:9', 'token');
    await furnish(large, 294);
    add('a', 'b', 'c');
    for (const one of [key, twin]) await synced(one);
    const before = await side.seen(grant, large);
    add('d', 'e');
    expect(await Promise.all([side.sync(key), side.sync(twin)])).toEqual([true, true]);
    const told = toldTo(await side.take(), sub);
    const after = await side.seen(grant, large);
    const gone = [...before.keys()].filter((one) => !after.has(one));
    expect(gone).toHaveLength(4);
    expect(told).toEqual({ [key]: [id('d'), id('e')], [twin]: [id('d'), id('e')], [large]: gone });
  });

  it('hears nothing of what is beyond it', async () => {
    people += 1;
    const sub = `resident-${people}`;
    const large = await world.connect(sub, 'http://127.0.0.1:9', 'token');
    await furnish(large, 299);
    const key = await world.connect(sub, home.url, home.token);
    await side.amazon.link(sub, `amazon-${sub}`);
    add('b', 'c');
    expect(toldTo(await synced(key), sub)).toEqual({ [key]: [id('b')] });
    rename('c', 'See');
    add('d');
    expect(await synced(key)).toEqual([]);
    add('a');
    expect(toldTo(await synced(key), sub)).toEqual({ [key]: [id('a'), id('b')] });
  });

  it('hears after a crash of everything that may have crossed it', async () => {
    const { sub, key, grant } = await move();
    const large = await world.connect(sub, 'http://127.0.0.1:9', 'token');
    await furnish(large, 300);
    add('a');
    await synced(key);
    const before = await side.seen(grant, large);
    add('b', 'c');
    let sends = 0;
    side.queues.setFault(({ action }) => {
      sends += action === 'SendMessage' ? 1 : 0;
      return { status: 400, body: { __type: 'AccessDenied' } };
    });
    expect(await side.sync(key)).toBe(false);
    expect(sends).toBeGreaterThan(0);
    side.queues.setFault(undefined);
    clock.skip(90_000);
    const told = toldTo(await synced(key), sub);
    const after = await side.seen(grant, large);
    const shifted = [...before.keys()].filter((one) => !after.has(one));
    expect(shifted).toEqual(['light#297', 'light#298']);
    expect(told[large]).toEqual(expect.arrayContaining(shifted));
    expect(told[key]).toEqual(expect.arrayContaining([id('b'), id('c')]));
  });
});

describe('whatever happens to a home', () => {
  /** What a user's Alexa knows, by home and device: each telling says how it is when it arrives. */
  async function hear(
    alexa: Map<string, string>,
    grant: GrantId,
    tellings: readonly Telling[],
    mayRepeat: boolean,
  ) {
    for (const { home: key, endpoints } of tellings.filter(({ sub }) => sub === grant.sub)) {
      const seen = await side.seen(grant, key);
      for (const endpoint of endpoints) {
        const name = seen.get(endpoint);
        const place = `${key} ${endpoint}`;
        if (!mayRepeat) expect(alexa.get(place)).not.toBe(name);
        if (name === undefined) alexa.delete(place);
        else alexa.set(place, name);
      }
    }
  }

  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ what: fc.constant('toggle' as const), name }) },
    {
      weight: 2,
      arbitrary: fc.record({ what: fc.constant('rename' as const), name, to: fc.constantFrom('x', 'y') }),
    },
    { weight: 2, arbitrary: fc.record({ what: fc.constant('restart' as const) }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('down' as const) }) },
    {
      weight: 3,
      arbitrary: fc.record({ what: fc.constant('crash' as const), calls: fc.integer({ min: 2, max: 24 }) }),
    },
  );

  async function live(steps: readonly { what: string; name?: string; to?: string; calls?: number }[]) {
    for (const { entityId } of home.entities()) home.removeDevice(entityId);
    const { sub, key, grant } = await move();
    const other = await world.connect(sub, 'http://127.0.0.1:9', 'token');
    const endpoints = Array.from({ length: 297 }, (_none, index) => endpointNamed(`light#${index}`));
    await storeDiscovery(world.devices, other, { endpoints, heldBack: [] }, 1_000, world.deadline());
    const member = await join(key);
    const people = [
      { grant, homes: [key, other], alexa: new Map<string, string>() },
      { grant: member.grant, homes: [key], alexa: new Map<string, string>() },
    ];
    for (const [id, friendly] of await side.seen(grant, other))
      people[0]?.alexa.set(`${other} ${id}`, friendly);
    let hasCrashed = false;
    const round = async () => {
      await side.sync(key);
      side.crashAfter(undefined);
      const tellings = await side.take();
      for (const one of people) await hear(one.alexa, one.grant, tellings, hasCrashed);
      clock.skip(30_000);
    };
    for (const { what, name: device = '', to = '', calls } of steps) {
      const isThere = home.entities().some(({ entityId }) => entityId === `switch.${device}`);
      if (what === 'toggle') (isThere ? remove : add)(device);
      if (what === 'rename' && isThere) rename(device, to);
      home.setRunning(what !== 'restart');
      home.setFault(what === 'down' ? { status: 502 } : undefined);
      hasCrashed ||= what === 'crash';
      if (what === 'crash') side.crashAfter(calls);
      await round();
    }
    home.setRunning(true);
    home.setFault(undefined);
    for (let times = 0; times < 3; times += 1) await round();
    expect((await side.ids(key)).toSorted()).toEqual(
      home
        .entities()
        .map(({ entityId }) => entityId.replace('.', '#'))
        .toSorted(),
    );
    for (const one of people) {
      const wanted = await Promise.all(
        one.homes.map(async (where) =>
          [...(await side.seen(one.grant, where))].map(([id, friendly]) => [`${where} ${id}`, friendly]),
        ),
      );
      expect(Object.fromEntries([...one.alexa].toSorted())).toEqual(
        Object.fromEntries(wanted.flat().toSorted()),
      );
    }
  }

  it('every account ends up knowing what is there, and without crashes hears nothing twice', async () => {
    const steps = fc.array(step, { minLength: 3, maxLength: 8 });
    await fc.assert(fc.asyncProperty(steps, live), { numRuns: 12, endOnFailure: true });
  }, 120_000);
});
