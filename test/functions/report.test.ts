import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSqs } from '../../lib/aws-clients.ts';
import { type ChangeDelivery, createDeliveriesQueue, parseDelivery } from '../../lib/bridge/deliveries.ts';
import type { GrantId } from '../../lib/homes/grants.ts';
import { connectionKey } from '../../lib/homes/keys.ts';
import { ALWAYS } from '../../lib/homes/table.ts';
import { createToldStates, newLook } from '../../lib/homes/told-states.ts';
import { createChecker } from '../../local/alexa/checks/checker.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { createReportingSide, type ReportingSide, valuesOf } from '../harness/reporting.ts';
import { startWorld, type World } from '../harness/world.ts';

const checker = createChecker();
let home: Home;
let world: World;
let amazon: ReportingSide;
let logged = '';
let everythingLogged = '';
let people = 0;
let key: string;
let grant: GrantId;
let seen = 0;
const writers = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));

const changeIn = (body: string) => parseDelivery(body) as ChangeDelivery;

beforeAll(async () => {
  process.env.LOG_LEVEL = 'DEBUG';
  for (const { stream } of writers) {
    stream.write = (chunk: string | Uint8Array) => {
      logged += String(chunk);
      everythingLogged += String(chunk);
      return true;
    };
  }
  home = await startHome();
  world = await startWorld({ homeAddressAllowlist: allowing(home.url) });
  amazon = createReportingSide(world);
});
beforeEach(async () => {
  people += 1;
  const sub = `resident-${people}`;
  key = await world.connect(sub, home.url, home.token);
  grant = await amazon.link(sub, `amazon-${people}`);
  await observe({ type: 'sync' });
  // What there is to tell of the devices themselves.
  await amazon.take('deliveries.fifo');
});
afterEach(async () => {
  await amazon.setFaults({});
  await amazon.take('deliveries.fifo');
  seen = (await amazon.events()).at(-1)?.seq ?? 0;
});
afterAll(async () => {
  for (const { stream, write } of writers) stream.write = write;
  delete process.env.LOG_LEVEL;
  amazon.close();
  await Promise.all([home.close(), world.close()]);
});

const observe = async (message: object) =>
  world.invoke('observe', {
    Records: [{ messageId: 'm', body: JSON.stringify({ v: 1, home: key, ...message }) }],
  });
const look = (...endpoints: string[]) => observe({ type: 'look', endpoints });

let level = 0;
/** Something new about a light, queued. */
async function news(entityId = 'light.kitchen') {
  level = (level % 99) + 1;
  home.setState(entityId, { state: 'on', attributes: { brightness: Math.round(level * 2.55) } });
  await look(entityId.replace('.', '#'));
}
const arrivals = async () => {
  const reports = await amazon.reports(seen);
  for (const { message } of reports) expect(checker.check(message)).toEqual([]);
  return reports;
};
const levelIn = ({
  changed,
  unchanged,
}: {
  changed: ChangeDelivery['changed'];
  unchanged: ChangeDelivery['changed'];
}) => valuesOf([...changed, ...unchanged])['Alexa.BrightnessController//brightness'];
const deadReason = async () => (await amazon.grants.list(grant.sub, world.deadline()))[0]?.dead;

describe('a delivery', () => {
  test('arrives as a valid ChangeReport at the account that it is for', async () => {
    await news();
    expect(await amazon.report()).toMatchObject({ failed: [] });
    expect(await arrivals()).toMatchObject([
      { amazonUser: `amazon-${people}`, endpointId: `${key}:light#kitchen`, unchanged: [] },
    ]);
  });

  test('follows those before it, in order', async () => {
    for (let time = 0; time < 4; time += 1) await news();
    const sent = level;
    for (;;) {
      const { done } = await amazon.report();
      if (done.length === 0) break;
    }
    expect((await arrivals()).map(levelIn)).toEqual([sent - 3, sent - 2, sent - 1, sent]);
  });

  test.each<[string, object]>([
    ['429', { status: 429 }],
    ['500', { status: 500 }],
    ['503', { status: 503 }],
    ['a skill that was never enabled', { error: 'SKILL_NEVER_ENABLED_EXCEPTION' }],
  ])('that meets %s comes again', async (_name, fault) => {
    await news();
    await amazon.setFaults({ gateway: { ...fault, times: 1 } });
    expect((await amazon.report()).failed).toHaveLength(1);
    expect(await arrivals()).toEqual([]);
    expect((await amazon.report()).failed).toEqual([]);
    expect((await arrivals()).map(levelIn)).toEqual([level]);
    expect(await deadReason()).toBeUndefined();
  });

  test.each([
    ['INVALID_REQUEST_EXCEPTION', 'event_rejected'],
    ['REQUEST_ENTITY_TOO_LARGE_EXCEPTION', 'event_too_large'],
    ['INSUFFICIENT_PERMISSION_EXCEPTION', 'event_permission_missing'],
  ])('that is answered with %s is dropped, and that is said and counted', async (error, outcome) => {
    await news();
    logged = '';
    await amazon.setFaults({ gateway: { error, times: 1 } });
    process.env.POWERTOOLS_METRICS_DISABLED = 'false';
    expect(await amazon.report()).toMatchObject({ failed: [] });
    process.env.POWERTOOLS_METRICS_DISABLED = 'true';
    expect(logged).toContain(`"outcome":"${outcome}"`);
    expect(logged).toContain('"FailedEvents":1');
    expect(await deadReason()).toBeUndefined();
    expect(await arrivals()).toEqual([]);
    await news();
    await amazon.report();
    expect(await arrivals()).toHaveLength(1);
  });

  test('that is rejected leaves the reason in the log', async () => {
    await news();
    logged = '';
    await amazon.setFaults({ gateway: { status: 400, times: 1 } });
    await amazon.report();
    expect(logged).toContain('"reason":"INVALID_REQUEST_EXCEPTION"');
    expect(logged).toContain('"description":"This failure was asked for through the control API."');
  });

  test.each(['SKILL_DISABLED_EXCEPTION', 'SKILL_NOT_FOUND_EXCEPTION', 'ACCOUNT_NOT_FOUND_EXCEPTION'])(
    'that is answered with %s is the last of its link',
    async (error) => {
      await news();
      await news();
      await amazon.setFaults({ gateway: { error } });
      const { eventRequests } = await amazon.ledger();
      expect(await amazon.report()).toMatchObject({ failed: [] });
      await amazon.report();
      expect((await amazon.ledger()).eventRequests - eventRequests).toBe(1);
      expect(await deadReason()).toBe(error);
      // Nobody hears of the home any more, so nobody asks it.
      expect(await home.askedDuring(() => news())).toBe(0);
    },
  );
});

describe('a token that the gateway refuses', () => {
  test('is refreshed once, and the event goes', async () => {
    await news();
    const { refreshes } = await amazon.ledger();
    await amazon.setFaults({ gateway: { status: 401, times: 1 } });
    expect(await amazon.report()).toMatchObject({ failed: [] });
    expect((await amazon.ledger()).refreshes - refreshes).toBe(1);
    expect(await arrivals()).toHaveLength(1);
  });

  test('and once more lets the event come again', async () => {
    await news();
    const { refreshes, eventRequests } = await amazon.ledger();
    await amazon.setFaults({ gateway: { status: 401, times: 2 } });
    expect((await amazon.report()).failed).toHaveLength(1);
    const after = await amazon.ledger();
    expect([after.refreshes - refreshes, after.eventRequests - eventRequests]).toEqual([1, 2]);
    expect((await amazon.report()).failed).toEqual([]);
    expect(await arrivals()).toHaveLength(1);
    expect(await deadReason()).toBeUndefined();
  });

  test('and cannot be refreshed any more ends the link', async () => {
    await news();
    await amazon.setFaults({ gateway: { status: 401 }, lwa: { error: 'invalid_grant' } });
    expect(await amazon.report()).toMatchObject({ failed: [] });
    expect(await deadReason()).toBe('invalid_grant');
  });
});

/** Hands records to the function as they are. @returns the ids of those that failed */
async function handle(
  ...records: { body: string; receiveCount?: number; age?: number }[]
): Promise<string[]> {
  const Records = records.map(({ body, receiveCount = 1, age = 0 }, index) => ({
    messageId: `m-${index}`,
    receiptHandle: `r-${index}`,
    body,
    attributes: {
      ApproximateReceiveCount: String(receiveCount),
      SentTimestamp: String(Date.now() - age),
    },
  }));
  const answer = (await world.invoke('report', { Records })) as {
    batchItemFailures: { itemIdentifier: string }[];
  };
  return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}
const queued = async () => (await amazon.take('deliveries.fifo')).map(({ Body = '' }) => Body);

describe('a batch', () => {
  test('holds back the rest of a group after a failure, and nobody else', async () => {
    for (const entity of ['light.kitchen', 'light.kitchen', 'light.hallway', 'light.kitchen'])
      await news(entity);
    const bodies = await queued();
    const group = (body: string) => changeIn(body).endpoint;
    const ordered = bodies.toSorted((one, other) => String(group(other)).localeCompare(String(group(one))));
    expect(ordered.map(group)).toEqual(['light#kitchen', 'light#kitchen', 'light#kitchen', 'light#hallway']);
    // The first of each group is sent at once, so one of the two first requests fails.
    await amazon.setFaults({ gateway: { status: 503, times: 1 } });
    const failed = await handle(...ordered.map((body) => ({ body })));
    const kitchenFailed = ['m-0', 'm-1', 'm-2'];
    expect([kitchenFailed, ['m-3']]).toContainEqual(failed.toSorted());
    expect(await arrivals()).toHaveLength(4 - failed.length);
    expect(await handle(...ordered.map((body) => ({ body })))).toEqual([]);
  });

  test('with what nobody can read fails that alone', async () => {
    await news();
    const [body = ''] = await queued();
    expect(await handle({ body: 'no JSON' }, { body }, { body: '{"v":2}' })).toEqual(['m-0', 'm-2']);
    expect(await arrivals()).toHaveLength(1);
  });

  test('of nothing is nothing', async () => {
    expect(await handle()).toEqual([]);
  });
});

describe('what a newer look has overtaken', () => {
  test('is still told the first time, and dropped when it comes again', async () => {
    await news();
    const [first = ''] = await queued();
    await news();
    await queued();
    expect(await handle({ body: first, receiveCount: 2 })).toEqual([]);
    expect(await arrivals()).toEqual([]);
    expect(await handle({ body: first })).toEqual([]);
    expect(await arrivals()).toHaveLength(1);
  });

  test('is dropped when it comes back from the dead-letter queue, the latest is told', async () => {
    await news();
    const [first = ''] = await queued();
    const again = (body: string) => JSON.stringify({ ...changeIn(body), again: true });
    expect(await handle({ body: again(first) })).toEqual([]);
    await news();
    await queued();
    expect(await handle({ body: again(first) })).toEqual([]);
    expect((await arrivals()).map(levelIn)).toEqual([level - 1]);
  });

  test('is told when what is newer was the same, and for another link alone', async () => {
    await news();
    const [first = ''] = await queued();
    const told = createToldStates(world.devices);
    const before = await told.read(key, 'light#kitchen', world.deadline());
    const echo = { properties: before.properties, look: newLook({ isNews: false }) };
    await told.commit(key, 'light#kitchen', before, echo, Date.now(), world.deadline());
    expect(await handle({ body: first, receiveCount: 2 })).toEqual([]);
    expect(await arrivals()).toHaveLength(1);
  });

  test('is never told if it lost the race', async () => {
    await news();
    const [first = ''] = await queued();
    const loser = JSON.stringify({ ...changeIn(first), look: 'another-look' });
    expect(await handle({ body: loser })).toEqual([]);
    await news();
    expect(await handle({ body: loser })).toEqual([]);
    expect(await arrivals()).toEqual([]);
  });
});

describe('what is not committed', () => {
  const uncommitted = async () => {
    await news();
    const [body = ''] = await queued();
    const delivery = changeIn(body);
    if (delivery === undefined) throw new Error('nothing was queued');
    return { ...delivery, version: delivery.version + 1, look: 'a-look-under-way' };
  };

  test('is waited for', async () => {
    const delivery = await uncommitted();
    const told = createToldStates(world.devices);
    const handling = handle({ body: JSON.stringify(delivery) });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await arrivals()).toEqual([]);
    const before = await told.read(key, delivery.endpoint, world.deadline());
    const next = { properties: delivery.changed, look: delivery.look };
    await told.commit(key, delivery.endpoint, before, next, Date.now(), world.deadline());
    expect(await handling).toEqual([]);
    expect(await arrivals()).toHaveLength(1);
  });

  test('comes again, until its look must be over', async () => {
    const body = JSON.stringify(await uncommitted());
    expect(await handle({ body })).toEqual(['m-0']);
    expect(await handle({ body, receiveCount: 2, age: 90_000 })).toEqual([]);
    expect(await arrivals()).toEqual([]);
  });

  test('of a home that was erased meanwhile is dropped', async () => {
    const delivery = { ...(await uncommitted()), version: 9 };
    expect(await handle({ body: JSON.stringify(delivery) })).toEqual([]);
    expect(await arrivals()).toEqual([]);
  });
});

test.each([
  ['comes again', { receiveCount: 2 }, {}],
  ['comes back from the dead-letter queue', {}, { again: true }],
])('what %s is not told to somebody who was removed from the home', async (_name, receipt, mark) => {
  await news();
  const [first = ''] = await queued();
  const body = JSON.stringify({ ...changeIn(first), ...mark });
  const connection = await world.registry.get(connectionKey(key), world.deadline());
  await world.registry.put({ ...connection, ...connectionKey(key), paused: true }, ALWAYS, world.deadline());
  expect(await handle({ body, ...receipt })).toEqual([]);
  await world.members.remove(key, grant.sub, world.deadline());
  expect(await handle({ body, ...receipt })).toEqual([]);
  // Only what was told while they belonged to it, though it was paused.
  expect(await arrivals()).toHaveLength(1);
});

test('a delivery for a link that is gone is dropped', async () => {
  await news();
  const [body = ''] = await queued();
  const delivery = { ...changeIn(body), grant: { ...grant, originJti: 'gone' } } as ChangeDelivery;
  const queue = createDeliveriesQueue(createSqs('us-east-1'), world.sqs.queueUrls['deliveries.fifo'] ?? '');
  await queue.send(delivery, world.deadline());
  expect(await amazon.report()).toMatchObject({ failed: [] });
  expect(await arrivals()).toEqual([]);
});

// The last: over everything that was logged before it.
test('no token is in a log', async () => {
  logged = '';
  await news();
  await amazon.setFaults({ gateway: { status: 401 } });
  await amazon.report();
  await amazon.setFaults({ gateway: { status: 400 } });
  await amazon.report();
  expect(logged).toContain('dropped');
  expect(everythingLogged).toContain('A link takes no more events.');
  expect(everythingLogged).not.toMatch(/Atz[ar]\||messaging-secret|Bearer /);
  expect(everythingLogged).not.toContain(home.token);
});
