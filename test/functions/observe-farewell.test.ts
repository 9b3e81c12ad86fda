import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { storeDiscovery } from '../harness/catalogue.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { endpointNamed } from '../harness/samples.ts';
import { startWorld, type World } from '../harness/world.ts';
import { type AccountClient, codeOf, createAccountClient } from './account-client.ts';
import { createSyncSide, type SyncSide, toldTo } from './sync-side.ts';

let home: Home;
let world: World;
let side: SyncSide;
let api: AccountClient;
let people = 0;

beforeAll(async () => {
  home = await startHome();
  world = await startWorld({ homeAddressAllowlist: allowing(home.url) });
  side = await createSyncSide(world);
  api = createAccountClient(world);
});
afterEach(async () => {
  side.crashAfter(undefined);
  await side.take();
  await side.amazon.take('looks');
  side.queues.forget();
});
afterAll(async () => {
  await Promise.all([side.close(), home.close(), world.close()]);
});

const ids = (count: number) =>
  Array.from({ length: count }, (_none, at) => `light#${String(at).padStart(3, '0')}`);
/** A home with devices, its owner and a member, both linked. */
async function household(devices = 3) {
  people += 1;
  const [owner, member] = [`owner-${people}`, `member-${people}`];
  const key = await world.connect(owner, home.url, home.token, { revokeOnDisconnect: false });
  await enter(key, member);
  for (const sub of [owner, member]) await side.amazon.link(sub, `amazon-${sub}`);
  await furnish(key, devices);
  return { key, owner, member };
}
async function enter(key: string, sub: string) {
  await world.members.add({ home: key, sub, role: 'member' }, world.deadline());
  await world.accounts.addHome(sub, key, world.deadline());
}
const furnish = (key: string, count: number) => {
  const endpoints = ids(count).map((id) => endpointNamed(id));
  return storeDiscovery(world.devices, key, { endpoints, heldBack: [] }, Date.now(), world.deadline());
};
const farewells = () => side.later().filter(({ type }) => type === 'farewell');
/** Everything that was asked of `observe`, in the order in which it comes. */
async function workOff(messages: readonly object[]) {
  for (const message of messages) expect(await side.observe(message)).toBe(true);
  return side.take();
}
const belongs = async (key: string, sub: string) => {
  const members = await world.members.list(key, world.deadline());
  const account = await world.accounts.read(sub, world.deadline());
  return [members.some((one) => one.sub === sub), account?.homes.includes(key) === true];
};

describe('a farewell', () => {
  const farewell = (key: string, ...subs: string[]) => ({
    type: 'farewell',
    id: randomUUID(),
    home: key,
    subs,
    endpoints: ids(3),
  });

  test('is told to every account of those who were removed, once however often it comes', async () => {
    const { key, owner, member } = await household();
    await side.amazon.link(member, 'second', { region: 'EU' });
    await world.members.remove(key, member, world.deadline());
    const message = farewell(key, owner, member);
    const tellings = await workOff([message, message]);
    expect(tellings).toHaveLength(2);
    expect(toldTo(tellings, member)).toEqual({ [key]: ids(3) });
    // Whoever is a member hears nothing.
    expect(toldTo(tellings, owner)).toEqual({});
    expect(new Set(tellings.map(({ occasion }) => occasion))).toEqual(new Set([message.id]));
  });

  test('of a home that is gone reaches all who were in it', async () => {
    const { key, owner, member } = await household();
    for (const sub of [owner, member]) await world.members.remove(key, sub, world.deadline());
    const tellings = await workOff([farewell(key, owner, member, 'nobody-knows')]);
    expect([toldTo(tellings, owner), toldTo(tellings, member)]).toEqual([
      { [key]: ids(3) },
      { [key]: ids(3) },
    ]);
  });

  test('that came to an end before the queue took it is told again', async () => {
    const { key, member } = await household();
    await world.members.remove(key, member, world.deadline());
    const message = farewell(key, member);
    side.crashAfter(3);
    expect(await side.observe(message)).toBe(false);
    side.crashAfter(undefined);
    expect(toldTo(await workOff([message]), member)).toEqual({ [key]: ids(3) });
  });

  test('makes room, where other homes have more than Alexa takes: those devices are told', async () => {
    const { key, member } = await household();
    const large = await world.connect(member, 'http://127.0.0.1:9', 'token');
    await furnish(large, 305);
    await world.members.remove(key, member, world.deadline());
    await world.accounts.removeHome(member, key, world.deadline());
    expect(toldTo(await workOff([farewell(key, member)]), member)).toEqual({
      [key]: ids(3),
      [large]: ids(300).slice(297),
    });
  });
});

describe('DELETE /v1/homes/{home}', () => {
  test('has Alexa told of every device, at once and again for sure; it arrives once', async () => {
    const { key, owner, member } = await household();
    expect((await api(owner, `DELETE /v1/homes/${key}`)).status).toBe(200);
    const [insurance, message, ...more] = farewells();
    expect(more).toEqual([]);
    expect(insurance).toEqual({ ...message, after: 30 });
    expect(message).toMatchObject({
      home: key,
      subs: expect.arrayContaining([owner, member]),
      endpoints: ids(3),
    });
    const tellings = await workOff([message, insurance]);
    expect(tellings).toHaveLength(2);
    for (const sub of [owner, member]) expect(toldTo(tellings, sub)).toEqual({ [key]: ids(3) });
  });

  test('of a home without devices says nothing', async () => {
    const { key, owner } = await household(0);
    expect((await api(owner, `DELETE /v1/homes/${key}`)).status).toBe(200);
    expect(farewells()).toEqual([]);
  });

  test('with more devices than Alexa knows says no more than Alexa knows', async () => {
    const { key, owner } = await household(420);
    expect((await api(owner, `DELETE /v1/homes/${key}`)).status).toBe(200);
    expect(farewells()[0]?.endpoints).toEqual(ids(300));
  });

  test('says what a sync had yet to tell, too', async () => {
    const { key, owner } = await household();
    const place = { pk: `HOME#${key}`, sk: 'CATALOGUE' };
    const untold = { endpoints: ['light#gone'], occasion: 'o', since: 1 };
    const leave = { update: 'SET untold = :u', expression: 'attribute_exists(pk)', values: { ':u': untold } };
    await world.devices.update(place, leave, world.deadline());
    await api(owner, `DELETE /v1/homes/${key}`);
    expect(farewells()[0]?.endpoints).toEqual([...ids(3), 'light#gone']);
  });

  test('that the queue does not take removes nothing', async () => {
    const { key, owner } = await household();
    side.queues.setFault(() => ({ status: 400, body: { __type: 'AccessDenied' } }));
    const answer = await api(owner, `DELETE /v1/homes/${key}`);
    expect([answer.status, codeOf(answer)]).toEqual([503, 'queue_unavailable']);
    side.queues.setFault(undefined);
    expect(await belongs(key, owner)).toEqual([true, true]);
    expect(await side.ids(key)).toEqual(ids(3));
  });

  test('cut off at whatever step is told of those, and only those, who are out; a repeat removes the rest', async () => {
    for (let calls = 0; ; calls += 1) {
      side.queues.forget();
      const { key, owner, member } = await household();
      side.crashAfter(calls);
      const { status } = await api(owner, `DELETE /v1/homes/${key}`);
      side.crashAfter(undefined);
      const isTold = async () => {
        const tellings = await workOff(farewells());
        return [owner, member].map((sub) => toldTo(tellings, sub)[key]?.length === 3);
      };
      const first = await isTold();
      const connection = await world.connections.read(key, world.deadline());
      const isOut = async (sub: string) => connection?.leaving === true || !(await belongs(key, sub))[0];
      const isGone = connection === undefined;
      const out = await Promise.all([owner, member].map(async (sub) => isGone || (await isOut(sub))));
      expect({ calls, first }).toEqual({ calls, first: out });
      side.queues.forget();
      const again = await api(owner, `DELETE /v1/homes/${key}`);
      expect({ calls, status: again.status }).toEqual({ calls, status: isGone ? 404 : 200 });
      expect(await Promise.all([owner, member].map((sub) => belongs(key, sub)))).toEqual([
        [false, false],
        [false, false],
      ]);
      const second = await isTold();
      expect({ calls, all: first.map((was, at) => was || second[at]) }).toEqual({ calls, all: [true, true] });
      if (status === 200) break;
    }
  }, 60_000);
});

describe('DELETE /v1/homes/{home}/members/{member}', () => {
  const remove = (sub: string, key: string, member: string) =>
    api(sub, `DELETE /v1/homes/${key}/members/${encodeURIComponent(member)}`);

  test.each(['owner', 'member'] as const)(
    'by the %s: Alexa forgets the devices for that member',
    async (who) => {
      const { key, ...people } = await household();
      const { member, owner } = people;
      expect(await remove(people[who], key, member)).toMatchObject({
        status: 200,
        body: { home: key, member },
      });
      expect(await belongs(key, member)).toEqual([false, false]);
      expect(await belongs(key, owner)).toEqual([true, true]);
      const tellings = await workOff(farewells());
      expect(toldTo(tellings, member)).toEqual({ [key]: ids(3) });
      expect(toldTo(tellings, owner)).toEqual({});
      expect(await side.ids(key)).toEqual(ids(3));
      expect((await remove(people[who], key, member)).status).toBe(404);
    },
  );

  test('of the owner is refused, with what to do instead', async () => {
    const { key, owner } = await household();
    const answer = await remove(owner, key, owner);
    expect([answer.status, codeOf(answer)]).toEqual([403, 'forbidden']);
    expect(answer.text).toContain('disconnect');
    expect(farewells()).toEqual([]);
    expect(await belongs(key, owner)).toEqual([true, true]);
  });

  test('of another member by a member is refused', async () => {
    const { key, owner, member } = await household();
    await enter(key, `${member}-2`);
    for (const whom of [`${member}-2`, owner]) {
      const answer = await remove(member, key, whom);
      expect([answer.status, codeOf(answer)]).toEqual([403, 'forbidden']);
    }
    expect(await belongs(key, `${member}-2`)).toEqual([true, true]);
  });

  test('tells a stranger no more of a home that is than of one that never was', async () => {
    const { key, member, owner } = await household();
    const answers = await Promise.all([
      remove('stranger', key, member),
      remove('stranger', key, 'stranger'),
      remove('stranger', key, owner),
      remove('stranger', 'kabcdefg', member),
    ]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers[0]?.status).toBe(404);
  });

  test('of somebody who is no member is said, and leaves no account behind', async () => {
    const { key, owner } = await household();
    expect(codeOf(await remove(owner, key, 'never-seen'))).toBe('not_found');
    expect(await world.accounts.read('never-seen', world.deadline())).toBeUndefined();
  });

  test('cut off at whatever step can be repeated, by whom it concerns', async () => {
    for (let calls = 0; ; calls += 1) {
      side.queues.forget();
      const { key, member } = await household();
      side.crashAfter(calls);
      const { status } = await remove(member, key, member);
      side.crashAfter(undefined);
      if (status === 200) break;
      const again = await remove(member, key, member);
      // All was done but the answer: then there is nothing more to remove.
      expect([200, 404]).toContain(again.status);
      expect({ calls, belongs: await belongs(key, member) }).toEqual({ calls, belongs: [false, false] });
      expect(toldTo(await workOff(farewells()), member)).toEqual({ [key]: ids(3) });
    }
  }, 60_000);
});

describe('POST /v1/homes/{home}/sync', () => {
  const sync = (sub: string, key: string) => api(sub, `POST /v1/homes/${key}/sync`);

  test.each(['owner', 'member'] as const)('by the %s is taken, and comes to pass', async (who) => {
    const { key, ...people } = await household(0);
    expect(await sync(people[who], key)).toMatchObject({ status: 202, body: { home: key } });
    expect(side.later()).toEqual([{ v: 1, type: 'sync', home: key }]);
    await workOff(side.later());
    expect(await side.ids(key)).toContain('light#kitchen');
  });

  test('by a stranger is for no home', async () => {
    const { key } = await household(0);
    const [stranger, nothing] = [await sync('stranger', key), await sync('stranger', 'kabcdefg')];
    expect([stranger.status, stranger.text]).toEqual([404, nothing.text]);
    expect(side.later()).toEqual([]);
  });

  test('of a paused home is refused', async () => {
    const { key, owner } = await household(0);
    const place = { pk: `HOME#${key}`, sk: 'CONNECTION' };
    const stop = {
      update: 'SET paused = :yes',
      expression: 'attribute_exists(pk)',
      values: { ':yes': true },
    };
    await world.registry.update(place, stop, world.deadline());
    expect(await sync(owner, key)).toMatchObject({ status: 409, body: { error: { code: 'home_paused' } } });
  });

  test('that the queue does not take says so', async () => {
    const { key, owner } = await household(0);
    side.queues.setFault(() => ({ status: 400, body: { __type: 'AccessDenied' } }));
    expect(await sync(owner, key)).toMatchObject({
      status: 503,
      body: { error: { code: 'queue_unavailable' } },
    });
  });
});
