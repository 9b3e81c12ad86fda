import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSqs } from '../../lib/aws-clients.ts';
import {
  type ChangeDelivery,
  createDeliveriesQueue,
  type EndpointsDelivery,
  parseDelivery,
} from '../../lib/bridge/deliveries.ts';
import type { GrantId } from '../../lib/homes/grants.ts';
import { isReceived, type ReceivedMessage, toLambdaEvent } from '../../local/sqs/lambda-event.ts';
import { type AwsProxy, startAwsProxy } from '../harness/aws-proxy.ts';
import { createReportingSide, type ReportingSide } from '../harness/reporting.ts';
import { startWorld, type World } from '../harness/world.ts';

let world: World;
let amazon: ReportingSide;
let proxy: AwsProxy;
let grant: GrantId;
let sqs: SQSClient;
let occasion = 0;

beforeAll(async () => {
  world = await startWorld();
  proxy = await startAwsProxy(world.sqs.url);
  process.env.AWS_ENDPOINT_URL_SQS = proxy.url;
  // The SDK sends to the queue's own address, whatever the endpoint is.
  process.env.DELIVERIES_QUEUE_URL = `${proxy.url}/000000000000/deliveries.fifo`;
  amazon = createReportingSide(world);
  sqs = new SQSClient({
    endpoint: world.sqs.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  grant = await amazon.link('resident', 'amazon-resident');
});
beforeEach(() => proxy.forget());
afterEach(async () => {
  proxy.setFault(undefined);
  await amazon.setFaults({});
  await amazon.take('deliveries.fifo');
});
afterAll(async () => {
  sqs.destroy();
  amazon.close();
  await Promise.all([proxy.close(), world.close()]);
});

/** Something about a home's devices, so that a group is a home. */
const delivery = (home = 'khome12'): EndpointsDelivery => {
  occasion += 1;
  return { v: 1, type: 'endpoints', grant, home, endpoints: ['light#a'], occasion: `o-${occasion}` };
};
/** Found by a look that has not committed it. */
const uncommitted = (): ChangeDelivery => ({
  v: 1,
  type: 'change',
  grant,
  home: 'khome12',
  endpoint: 'light#a',
  version: 1,
  look: 'a-look',
  cause: 'PHYSICAL_INTERACTION',
  changed: [],
  unchanged: [],
});

interface Given {
  body: object | string;
  receiveCount?: number;
  age?: number;
}
async function handle(...given: Given[]): Promise<string[]> {
  const Records = given.map(({ body, receiveCount = 1, age = 0 }, index) => ({
    messageId: `m-${index}`,
    receiptHandle: `r-${index}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: String(receiveCount),
      SentTimestamp: String(Date.now() - age),
    },
  }));
  const answer = (await world.invoke('report', { Records })) as {
    batchItemFailures: { itemIdentifier: string }[];
  };
  return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).toSorted();
}
/** Receipt handles and seconds, of the only call. */
function hidden(): Record<string, number> {
  const calls = proxy.calls('ChangeMessageVisibilityBatch');
  expect(calls).toHaveLength(1);
  const entries = calls[0]?.body.Entries as { ReceiptHandle: string; VisibilityTimeout: number }[];
  return Object.fromEntries(entries.map((entry) => [entry.ReceiptHandle, entry.VisibilityTimeout]));
}
const outage = () => amazon.setFaults({ gateway: { status: 503 } });

describe('what failed is hidden', () => {
  test.each([
    [1, 2],
    [2, 5],
    [3, 15],
    [4, 30],
    [5, 60],
    [6, 120],
    [7, 240],
    [8, 300],
    [12, 300],
  ])('after %i times for %i seconds', async (receiveCount, seconds) => {
    await outage();
    expect(await handle({ body: delivery(), receiveCount })).toEqual(['m-0']);
    expect(hidden()).toEqual({ 'r-0': seconds });
  });

  test('with the rest of its group equally long, by the first that failed', async () => {
    await outage();
    const failed = await handle(
      { body: delivery('khome12'), receiveCount: 3 },
      { body: delivery('kother1') },
      { body: delivery('khome12') },
      { body: delivery('khome12'), receiveCount: 9 },
    );
    expect(failed).toEqual(['m-0', 'm-1', 'm-2', 'm-3']);
    expect(hidden()).toEqual({ 'r-0': 15, 'r-1': 2, 'r-2': 15, 'r-3': 15 });
  });

  test('also where nobody can read it', async () => {
    expect(await handle({ body: '{"v":2}', receiveCount: 4 }, { body: delivery() })).toEqual(['m-0']);
    expect(hidden()).toEqual({ 'r-0': 30 });
  });

  test('what succeeded is not', async () => {
    expect(await handle({ body: delivery() })).toEqual([]);
    expect(proxy.calls('ChangeMessageVisibilityBatch')).toEqual([]);
  });

  test('not at all where SQS does not do it: the queue has a time of its own', async () => {
    await outage();
    proxy.setFault(() => ({ status: 400, body: { __type: 'AWS.SimpleQueueService#InvalidAddress' } }));
    expect(await handle({ body: delivery() })).toEqual(['m-0']);
    proxy.setFault(() => 'drop');
    expect(await handle({ body: delivery() })).toEqual(['m-0']);
  });
});

describe('what is not committed', () => {
  test.each<[string, { receiveCount: number; age: number }, [least: number, most: number]]>([
    ['as always at first', { receiveCount: 1, age: 0 }, [2, 2]],
    ['no longer than until its look is over', { receiveCount: 5, age: 50_000 }, [23, 25]],
    ['also by a clock that runs behind', { receiveCount: 7, age: -10_000 }, [82, 86]],
    ['for a moment only, when that is near', { receiveCount: 6, age: 72_000 }, [1, 3]],
  ])('is hidden %s', async (_name, receipt, [least, most]) => {
    const failed = await handle({ body: uncommitted(), ...receipt });
    expect(failed).toEqual(['m-0']);
    expect(hidden()['r-0']).toBeGreaterThanOrEqual(least);
    expect(hidden()['r-0']).toBeLessThanOrEqual(most);
  });

  test('and came from the dead-letter queue is left behind at once', async () => {
    expect(await handle({ body: { ...uncommitted(), again: true } })).toEqual([]);
  });
});

test('a message that failed comes again after two seconds, before those behind it', async () => {
  const receive = async (): Promise<ReceivedMessage[]> => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: world.sqs.queueUrls['deliveries.fifo'],
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    return Messages.filter(isReceived);
  };
  const queue = createDeliveriesQueue(createSqs('us-east-1'), process.env.DELIVERIES_QUEUE_URL ?? '');
  const bodies = [delivery(), delivery()];
  for (const body of bodies) await queue.send(body, world.deadline());
  await outage();
  const batch = await receive();
  expect(batch.map(({ Body = '' }) => parseDelivery(Body))).toEqual([bodies[0]]);
  const at = Date.now();
  await world.invoke('report', toLambdaEvent(batch, 'arn:aws:sqs:us-east-1:000000000000:deliveries.fifo'));
  let next: ReceivedMessage[] = [];
  while (next.length === 0 && Date.now() - at < 6_000) next = await receive();
  expect(Date.now() - at).toBeGreaterThanOrEqual(1_900);
  expect(Date.now() - at).toBeLessThan(4_000);
  expect(next.map(({ Body = '' }) => parseDelivery(Body))).toEqual([bodies[0]]);
  expect(next[0]?.Attributes?.ApproximateReceiveCount).toBe('2');
});
