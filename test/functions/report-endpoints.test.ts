import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { VettedEndpoint } from '../../lib/alexa/discovery.ts';
import type { GrantId } from '../../lib/homes/grants.ts';
import { accountKey, catalogueKey, deviceKey } from '../../lib/homes/keys.ts';
import { ALWAYS } from '../../lib/homes/table.ts';
import { createChecker } from '../../local/alexa/checks/checker.ts';
import { createReportingSide, type ReportingSide } from '../harness/reporting.ts';
import { startWorld, type World } from '../harness/world.ts';

const checker = createChecker();
let world: World;
let amazon: ReportingSide;
let people = 0;
let sub: string;
let home: string;
let grant: GrantId;
let seen = 0;
let occasions = 0;

beforeAll(async () => {
  world = await startWorld();
  amazon = createReportingSide(world);
});
beforeEach(async () => {
  people += 1;
  sub = `resident-${people}`;
  home = await world.connect(sub, 'http://127.0.0.1:1', 'a-token');
  grant = await amazon.link(sub, `amazon-${people}`);
});
afterEach(async () => {
  await amazon.setFaults({});
  seen = (await amazon.events()).at(-1)?.seq ?? 0;
});
afterAll(async () => {
  amazon.close();
  await world.close();
});

const light = (id: string, more: Partial<VettedEndpoint> = {}): VettedEndpoint => ({
  endpointId: `light#${id}`,
  friendlyName: `Light ${id}`,
  description: 'A light',
  manufacturerName: 'Home Assistant',
  displayCategories: ['LIGHT'],
  capabilities: [
    { type: 'AlexaInterface', interface: 'Alexa.PowerController', version: '3' },
    { type: 'AlexaInterface', interface: 'Alexa', version: '3' },
  ],
  ...more,
});
/** Ids that sort as they count. */
const many = (count: number, letter = 'n') =>
  Array.from({ length: count }, (_none, index) => light(`${letter}${String(index).padStart(3, '0')}`));

/** A home's catalogue, as a sync leaves it. */
async function has(key: string, endpoints: readonly VettedEndpoint[]): Promise<void> {
  const put = endpoints.map((endpoint) => ({
    v: 1,
    ...deviceKey(key, endpoint.endpointId),
    endpoint: JSON.stringify(endpoint),
  }));
  const before = await world.devices.query(`HOME#${key}`, 'DEVICE#', world.deadline());
  await world.devices.batchWrite(
    { put: [], delete: before.map(({ pk, sk }) => ({ pk, sk })) },
    world.deadline(),
  );
  await world.devices.batchWrite({ put, delete: [] }, world.deadline());
  const summary = { v: 1, ...catalogueKey(key), at: 1, devices: endpoints.length, heldBack: [], version: 1 };
  await world.devices.put(summary, ALWAYS, world.deadline());
}

/** One delivery to the function. @returns whether it is to come again */
async function tell(endpoints: string[], to: { home?: string; grant?: GrantId } = {}): Promise<boolean> {
  occasions += 1;
  const delivery = { v: 1, type: 'endpoints', grant, home, endpoints, occasion: `o-${occasions}`, ...to };
  const record = {
    messageId: 'm',
    receiptHandle: 'r',
    body: JSON.stringify(delivery),
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(Date.now()) },
  };
  const answer = (await world.invoke('report', { Records: [record] })) as { batchItemFailures: object[] };
  return answer.batchItemFailures.length > 0;
}

interface DiscoveryEvent {
  event: { header: { name: string }; payload: { endpoints: VettedEndpoint[] } };
}
/** What has arrived at the gateway since it was asked last, each message valid. */
async function arrivals() {
  const events = await amazon.events(seen);
  seen = events.at(-1)?.seq ?? seen;
  return events.map(({ amazonUser, message }) => {
    expect(checker.check(message)).toEqual([]);
    const { header, payload } = (message as DiscoveryEvent).event;
    return { amazonUser, name: header.name, endpoints: payload.endpoints };
  });
}
const ids = (endpoints: readonly { endpointId: string }[]) => endpoints.map(({ endpointId }) => endpointId);
/** Name and ids of each message. */
const told = async () => (await arrivals()).map(({ name, endpoints }) => [name, ids(endpoints)]);

describe('a delivery about devices', () => {
  test('tells of those that are there, as discovery would, and of those that are gone', async () => {
    await has(home, [light('a'), light('b')]);
    expect(await tell(['light#a', 'light#gone', 'light#a'])).toBe(false);
    const [gone, there, ...more] = await arrivals();
    expect(more).toEqual([]);
    expect(gone).toEqual({
      amazonUser: `amazon-${people}`,
      name: 'DeleteReport',
      endpoints: [{ endpointId: `${home}:light#gone` }],
    });
    expect(there).toMatchObject({
      name: 'AddOrUpdateReport',
      endpoints: [
        {
          ...light('a'),
          endpointId: `${home}:light#a`,
          additionalAttributes: { customIdentifier: expect.stringContaining(`${home}:light#a`) },
        },
      ],
    });
    expect(there?.endpoints).toHaveLength(1);
  });

  test('tells what is so when it is told, not when it was queued', async () => {
    await has(home, [light('a', { friendlyName: 'Before' })]);
    await amazon.setFaults({ gateway: { status: 503, times: 1 } });
    expect(await tell(['light#a', 'light#b'])).toBe(true);
    await has(home, [light('b')]);
    expect(await tell(['light#a', 'light#b'])).toBe(false);
    expect(await told()).toEqual([
      ['DeleteReport', [`${home}:light#a`]],
      ['AddOrUpdateReport', [`${home}:light#b`]],
    ]);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['who is no member any more', () => world.members.remove(home, sub, world.deadline())],
    ['whose account does not name the home', () => world.accounts.removeHome(sub, home, world.deadline())],
    [
      'of a home that is gone',
      async () => {
        const connection = await world.connections.read(home, world.deadline());
        if (connection) await world.connections.delete(connection, world.deadline());
      },
    ],
    ['whose account was deleted', () => change({ deletedAt: 1 })],
    ['whose link was disconnected', () => change({ revokedLinks: [grant.originJti] })],
  ])('tells somebody %s that all is gone', async (_name, happens) => {
    await has(home, [light('a'), light('b')]);
    await happens();
    expect(await tell(['light#a', 'light#b'])).toBe(false);
    expect(await told()).toEqual([['DeleteReport', [`${home}:light#a`, `${home}:light#b`]]]);
  });
  const change = async (fields: object) => {
    const item = await world.registry.get(accountKey(sub), world.deadline());
    await world.registry.put({ ...item, ...accountKey(sub), ...fields }, ALWAYS, world.deadline());
  };

  test('leaves the devices of a paused home where they are', async () => {
    await has(home, [light('a')]);
    const item = await world.registry.get({ pk: `HOME#${home}`, sk: 'CONNECTION' }, world.deadline());
    if (item) await world.registry.put({ ...item, paused: true }, ALWAYS, world.deadline());
    await tell(['light#a']);
    expect(await told()).toEqual([['AddOrUpdateReport', [`${home}:light#a`]]]);
  });

  test('is each account’s own: another member has another identifier', async () => {
    await has(home, [light('a')]);
    await world.members.add({ home, sub: `${sub}-2`, role: 'member' }, world.deadline());
    await world.accounts.addHome(`${sub}-2`, home, world.deadline());
    const other = await amazon.link(`${sub}-2`, `amazon-${people}-2`, { region: 'EU' });
    await tell(['light#a']);
    await tell(['light#a'], { grant: other });
    const arrived = await arrivals();
    expect(arrived.map(({ amazonUser }) => amazonUser)).toEqual([`amazon-${people}`, `amazon-${people}-2`]);
    const [mine, theirs] = arrived.map(({ endpoints }) => endpoints[0]?.additionalAttributes);
    expect(mine).not.toEqual(theirs);
  });

  test('goes in parts where it is too much for one message', async () => {
    const large = { cookie: 'x'.repeat(2_000) };
    const bulky = many(280).map((each) => ({
      ...each,
      capabilities: each.capabilities.map((capability) => ({ ...capability, ...large })),
    }));
    await has(home, bulky);
    const gone = many(310, 'z');
    await tell([...ids(bulky), ...ids(gone)]);
    const events = await amazon.events(seen);
    for (const { message } of events)
      expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThanOrEqual(256_000);
    const messages = events.map(({ message }) => (message as DiscoveryEvent).event);
    const named = (name: string) => messages.filter(({ header }) => header.name === name);
    expect(named('DeleteReport').map(({ payload }) => payload.endpoints.length)).toEqual([300, 10]);
    expect(named('AddOrUpdateReport').length).toBeGreaterThan(2);
    expect(named('AddOrUpdateReport').flatMap(({ payload }) => ids(payload.endpoints))).toEqual(
      ids(bulky).map((id) => `${home}:${id}`),
    );
  });

  test('goes in halves where the gateway still finds it too much', async () => {
    await has(home, many(5));
    await amazon.setFaults({ gateway: { status: 413, times: 2 } });
    expect(await tell(ids(many(5)))).toBe(false);
    const names = (await told()).map(([, each]) => each);
    expect(names.map((each) => each?.length)).toEqual([2, 1, 2]);
    expect(names.flat()).toEqual(ids(many(5)).map((id) => `${home}:${id}`));
  });

  test('one that is too much alone, or rejected, keeps back nothing else', async () => {
    await has(home, many(2));
    await amazon.setFaults({ gateway: { status: 413, times: 2 } });
    expect(await tell(ids(many(2)))).toBe(false);
    expect(await told()).toEqual([['AddOrUpdateReport', [`${home}:light#n001`]]]);
    await amazon.setFaults({ gateway: { status: 400, times: 1 } });
    expect(await tell(['light#gone', 'light#n000'])).toBe(false);
    expect(await told()).toEqual([['AddOrUpdateReport', [`${home}:light#n000`]]]);
  });

  test('for a link that is gone is dropped', async () => {
    await has(home, [light('a')]);
    expect(await tell(['light#a'], { grant: { ...grant, originJti: 'gone' } })).toBe(false);
    expect(await told()).toEqual([]);
  });
});

describe('beyond the limit of 300', () => {
  test('a device is gone, wherever the others are, and comes back when there is room', async () => {
    const second = await world.connect(sub, 'http://127.0.0.1:2', 'a-token');
    await has(home, many(200));
    await has(second, many(101));
    await tell(['light#n099', 'light#n100'], { home: second });
    await tell(['light#n199']);
    expect(await told()).toEqual([
      ['DeleteReport', [`${second}:light#n100`]],
      ['AddOrUpdateReport', [`${second}:light#n099`]],
      ['AddOrUpdateReport', [`${home}:light#n199`]],
    ]);
    await has(home, many(199));
    await tell(['light#n100'], { home: second });
    expect(await told()).toEqual([['AddOrUpdateReport', [`${second}:light#n100`]]]);
  });

  test('a home that comes later does not take the place of one before it', async () => {
    const second = await world.connect(sub, 'http://127.0.0.1:2', 'a-token');
    await has(home, many(10));
    await has(second, many(300, 'a'));
    await tell(ids(many(10)));
    expect(await told()).toEqual([['AddOrUpdateReport', ids(many(10)).map((id) => `${home}:${id}`)]]);
  });
});
