import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSqs } from '../../lib/aws-clients.ts';
import {
  type ChangeDelivery,
  createDeliveriesQueue,
  groupOf,
  parseDelivery,
} from '../../lib/bridge/deliveries.ts';
import { outcomeOf } from '../harness/outcome-of.ts';
import { createReportingSide, type ReportingSide } from '../harness/reporting.ts';
import { startWorld, type World } from '../harness/world.ts';

let world: World;
let amazon: ReportingSide;

beforeAll(async () => {
  world = await startWorld();
  amazon = createReportingSide(world);
});
afterAll(async () => {
  amazon.close();
  await world.close();
});

const delivery: ChangeDelivery = {
  v: 1,
  type: 'change',
  grant: { sub: 'ann', region: 'NA', originJti: 'link' },
  home: 'kabcdefg',
  endpoint: 'light#kitchen',
  version: 1,
  look: 'a-look',
  cause: 'PHYSICAL_INTERACTION',
  changed: [],
  unchanged: [],
};

describe('on the queue', () => {
  const queue = (url = world.sqs.queueUrls['deliveries.fifo'] ?? '') =>
    createDeliveriesQueue(createSqs('us-east-1'), url);

  test('deliveries come back as they went, in order', async () => {
    const sent = [1, 2, 3].map((version) => ({ ...delivery, version }));
    for (const each of sent) await queue().send(each, world.deadline());
    const taken = await amazon.take('deliveries.fifo');
    expect(taken.map(({ Body = '' }) => parseDelivery(Body))).toEqual(sent);
    expect(taken.map(({ Attributes }) => Attributes?.MessageGroupId)).toEqual(sent.map(groupOf));
  });

  test('the same one twice is taken once, another look is another', async () => {
    const one = { ...delivery, look: 'one' };
    for (const each of [one, one, { ...one, look: 'two' }]) await queue().send(each, world.deadline());
    expect(await amazon.take('deliveries.fifo')).toHaveLength(2);
  });

  test('a queue that is not there is an outcome', async () => {
    const nowhere = queue(`${world.sqs.url}/000000000000/nowhere.fifo`);
    expect(await outcomeOf(nowhere.send(delivery, world.deadline()))).toBe('queue_unavailable');
  });
});

test('each account hears of each device in an order of its own', () => {
  const { grant } = delivery;
  const others: ChangeDelivery[] = [
    { ...delivery, grant: { ...grant, sub: 'bob' } },
    { ...delivery, grant: { ...grant, region: 'EU' } },
    { ...delivery, grant: { ...grant, originJti: 'other' } },
    { ...delivery, home: 'kother' },
    { ...delivery, endpoint: 'light#hallway' },
  ];
  expect(new Set([delivery, ...others].map(groupOf)).size).toBe(6);
  expect(groupOf({ ...delivery, version: 9, look: 'other', changed: [] })).toBe(groupOf(delivery));
  expect(groupOf(delivery)).toMatch(/^[\w-]{1,128}$/);
});

describe('reading a delivery back', () => {
  test.each<[string, unknown]>([
    ['nothing', ''],
    ['no JSON', '{'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a later version', { ...delivery, v: 2 }],
    ['another type', { ...delivery, type: 'dance' }],
    ['no grant', { ...delivery, grant: null }],
    ['a grant of nowhere', { ...delivery, grant: { ...delivery.grant, region: 'XX' } }],
    ['a grant without a link', { ...delivery, grant: { sub: 'ann', region: 'NA' } }],
    ...Object.keys(delivery).map((name): [string, unknown] => [
      `no ${name}`,
      { ...delivery, [name]: undefined },
    ]),
    ['a version in words', { ...delivery, version: '1' }],
    ['properties that are none', { ...delivery, changed: {} }],
  ])('refuses %s', (_name, body) => {
    expect(parseDelivery(typeof body === 'string' ? body : JSON.stringify(body))).toBeUndefined();
  });
});
