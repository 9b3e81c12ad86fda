import { describe, expect, test, vi } from 'vitest';
import { failedMessages } from '../../local/sqs/batch-response.ts';
import { PollerQueueError, startPoller } from '../../local/sqs/poller.ts';
import { type FunctionAnswer, startLambda, startLine } from './sqs-harness.ts';

// Generous, for a busy machine: nothing waits longer than it must.
const soon = { timeout: 15_000, interval: 10 };
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

// Each test has a queue, a function and a poller of its own, so they can wait for visibility timeouts side by side.
describe.concurrent('the poller', { timeout: 20_000 }, () => {
  test('hands the function the event that Lambda would, and deletes what succeeded', async () => {
    const line = await startLine({}, () => ({ payload: 'null' }));
    await line.startPoller();
    const sentAt = Date.now();
    const { MessageId, MD5OfMessageBody, MD5OfMessageAttributes } = await line.send('{"look":"ä"}', {
      MessageAttributes: {
        why: { DataType: 'String', StringValue: 'hint' },
        raw: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 255]) },
      },
    });
    await vi.waitFor(() => expect(line.lambda.events).toHaveLength(1), soon);
    expect(line.lambda.events[0]?.event).toEqual({
      Records: [
        {
          messageId: MessageId,
          receiptHandle: expect.any(String),
          body: '{"look":"ä"}',
          attributes: {
            ApproximateReceiveCount: '1',
            SentTimestamp: expect.stringMatching(/^\d{13}$/),
            SenderId: '000000000000',
            ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
          },
          messageAttributes: {
            why: { stringValue: 'hint', stringListValues: [], binaryListValues: [], dataType: 'String' },
            raw: { binaryValue: 'AP8=', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
          },
          md5OfBody: MD5OfMessageBody,
          md5OfMessageAttributes: MD5OfMessageAttributes,
          eventSource: 'aws:sqs',
          eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:looks',
          awsRegion: 'us-east-1',
        },
      ],
    });
    expect((line.lambda.events[0]?.at ?? 0) - sentAt).toBeLessThan(500);
    await vi.waitFor(async () => expect(await line.depth()).toEqual({ waiting: 0, hidden: 0 }), soon);
    expect(line.lambda.problems).toEqual([]);
    expect(line.lines).toEqual([]);
    await line.close();
  });

  test('a message is handled well within 200 ms, also when the queue has been idle for a while', async () => {
    const line = await startLine({}, () => ({}));
    await line.startPoller();
    const delays: number[] = [];
    for (const idle of [200, 1100]) {
      await pause(idle);
      const seen = line.lambda.events.length;
      const sentAt = Date.now();
      await line.send('x');
      await vi.waitFor(() => expect(line.lambda.events.length).toBe(seen + 1), soon);
      delays.push((line.lambda.events.at(-1)?.at ?? 0) - sentAt);
    }
    expect(Math.min(...delays)).toBeLessThan(200);
    await line.close();
  });

  test('takes what is there in batches of the given size', async () => {
    const line = await startLine({}, () => ({}), { batchSize: 3 });
    for (let index = 0; index < 7; index += 1) await line.send(String(index));
    await line.startPoller();
    await vi.waitFor(() => expect(line.lambda.bodies().flat()).toHaveLength(7), soon);
    expect(line.lambda.bodies().map((batch) => batch.length)).toEqual([3, 3, 1]);
    await line.close();
  });

  test('only the failed messages stay, and they come back after the visibility timeout', async () => {
    const line = await startLine({ visibilityTimeout: 1 }, (event, invocation) => {
      const bad = event.Records.filter((record) => record.body === 'bad' && invocation === 1);
      return {
        payload: JSON.stringify({ batchItemFailures: bad.map((one) => ({ itemIdentifier: one.messageId })) }),
      };
    });
    for (const body of ['good', 'bad', 'fine']) await line.send(body);
    await line.startPoller();
    await vi.waitFor(() => expect(line.lambda.events).toHaveLength(2), soon);
    expect(line.lambda.bodies()).toEqual([['good', 'bad', 'fine'], ['bad']]);
    const [first, second] = line.lambda.events;
    const receivedAt = Number(first?.event.Records[1]?.attributes.ApproximateFirstReceiveTimestamp);
    expect((second?.at ?? 0) - receivedAt).toBeGreaterThanOrEqual(1000);
    expect(second?.event.Records[0]?.attributes.ApproximateReceiveCount).toBe('2');
    expect(second?.event.Records[0]?.messageId).toBe(first?.event.Records[1]?.messageId);
    expect(line.lines).toEqual(['observe: 1 of 3 message(s) stay in looks']);
    await vi.waitFor(async () => expect(await line.depth()).toEqual({ waiting: 0, hidden: 0 }), soon);
    await line.close();
  });

  test('a function error leaves the whole batch; after too many receives it is a dead letter', async () => {
    const line = await startLine(
      { visibilityTimeout: 1, dlq: { name: 'looks-dead', maxReceiveCount: 2 } },
      () => ({ functionError: 'Unhandled', payload: '{"errorMessage":"secret","errorType":"Error"}' }),
    );
    await line.send('a');
    await line.send('b');
    await line.startPoller();
    await vi.waitFor(
      async () => expect(await line.depth('looks-dead')).toEqual({ waiting: 2, hidden: 0 }),
      soon,
    );
    expect(await line.depth()).toEqual({ waiting: 0, hidden: 0 });
    expect(line.lambda.bodies().flat().sort()).toEqual(['a', 'a', 'b', 'b']);
    expect(line.lines.join()).toContain('function error Unhandled');
    expect(line.lines.join()).not.toContain('secret');
    await line.close();
  });

  test.each<[string, FunctionAnswer]>([
    ['throttled', { status: 429, payload: '{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded"}' }],
    ['out of order', { status: 500, payload: '{}' }],
  ])('an invocation that is %s is tried again without another receive', async (_case, answer) => {
    const line = await startLine({}, (_event, invocation) => (invocation < 3 ? answer : {}));
    await line.send('x');
    await line.startPoller();
    await vi.waitFor(async () => expect(await line.depth()).toEqual({ waiting: 0, hidden: 0 }), soon);
    const counts = line.lambda.events.map(
      ({ event }) => event.Records[0]?.attributes.ApproximateReceiveCount,
    );
    expect(counts).toEqual(['1', '1', '1']);
    await line.close();
  });

  test('a function that does not exist leaves the message in the queue', async () => {
    const line = await startLine({}, () => ({ status: 404, payload: '{"Message":"Function not found"}' }));
    await line.send('x');
    await line.startPoller();
    await vi.waitFor(() => expect(line.lines).toHaveLength(1), soon);
    expect(line.lines[0]).toBe('observe: ResourceNotFoundException; 1 message(s) stay in looks');
    expect(await line.depth()).toEqual({ waiting: 0, hidden: 1 });
    await line.close();
  });

  test('waits for a Lambda that is not up yet', async () => {
    const spare = await startLambda('observe', () => ({}));
    const port = Number(new URL(spare.url).port);
    await spare.close();
    const line = await startLine({}, () => ({}), { lambdaEndpoint: spare.url });
    await line.send('early');
    await line.startPoller();
    await vi.waitFor(async () => expect(await line.depth()).toEqual({ waiting: 0, hidden: 1 }), soon);
    const late = await startLambda('observe', () => ({}), port);
    await vi.waitFor(() => expect(late.bodies()).toEqual([['early']]), soon);
    await vi.waitFor(async () => expect(await line.depth()).toEqual({ waiting: 0, hidden: 0 }), soon);
    await line.close();
    await late.close();
  });

  test('a FIFO group keeps its order while the others go on', async () => {
    let failures = 1;
    const line = await startLine(
      { name: 'deliveries.fifo', contentBasedDeduplication: true, visibilityTimeout: 1 },
      (event) => {
        const bad = event.Records.filter((record) => record.body === 'lamp 1' && failures > 0);
        failures -= bad.length;
        return {
          payload: JSON.stringify({
            batchItemFailures: bad.map((one) => ({ itemIdentifier: one.messageId })),
          }),
        };
      },
    );
    for (const body of ['lamp 1', 'lamp 2', 'door 1', 'lamp 3', 'door 2']) {
      await line.send(body, { MessageGroupId: body.slice(0, 4) });
    }
    await line.startPoller();
    await vi.waitFor(() => expect(line.lambda.bodies().flat()).toHaveLength(6), soon);
    const order = line.lambda.bodies().flat();
    expect(order.filter((body) => body.startsWith('lamp'))).toEqual(['lamp 1', 'lamp 1', 'lamp 2', 'lamp 3']);
    expect(order.filter((body) => body.startsWith('door'))).toEqual(['door 1', 'door 2']);
    expect(order.indexOf('door 2')).toBeLessThan(order.indexOf('lamp 2'));
    const first = line.lambda.events[0]?.event.Records[0];
    expect(first?.attributes).toMatchObject({
      MessageGroupId: 'lamp',
      SequenceNumber: expect.stringMatching(/^\d+$/),
    });
    await line.close();
  });

  test.each([
    [1, 1],
    [3, 3],
  ])('with concurrency %i at most %i invocations run at once', async (concurrency, most) => {
    let running = 0;
    let highest = 0;
    const run = async () => {
      running += 1;
      highest = Math.max(highest, running);
      await pause(150);
      running -= 1;
      return {};
    };
    const line = await startLine({}, run, { concurrency, batchSize: 1 });
    for (let index = 0; index < 6; index += 1) await line.send(String(index));
    await line.startPoller();
    await vi.waitFor(() => expect(line.lambda.events).toHaveLength(6), soon);
    await vi.waitFor(() => expect(running).toBe(0), soon);
    expect(highest).toBe(most);
    await line.close();
  });

  test('close lets a running invocation end and takes nothing more', async () => {
    const line = await startLine({}, async () => {
      await pause(250);
      return {};
    });
    const poller = await line.startPoller();
    await line.send('last');
    await vi.waitFor(() => expect(line.lambda.events).toHaveLength(1), soon);
    await line.send('too late');
    await poller.close();
    expect(line.lambda.bodies()).toEqual([['last']]);
    expect(await line.depth()).toEqual({ waiting: 1, hidden: 0 });
    await line.close();
  });

  test('close ends within little more than a second, whatever the function does', async () => {
    const line = await startLine({}, () => pause(4000).then(() => ({})));
    const poller = await line.startPoller();
    await line.send('slow');
    await vi.waitFor(() => expect(line.lambda.events).toHaveLength(1), soon);
    const began = Date.now();
    await poller.close();
    expect(Date.now() - began).toBeLessThan(2000);
    expect(await line.depth()).toEqual({ waiting: 0, hidden: 1 });
    await line.close();
  });

  test('what arrives while an idle poller closes is given back', async () => {
    const line = await startLine({}, () => ({}));
    const poller = await line.startPoller();
    await pause(100);
    const closed = poller.close();
    await line.send('next time');
    await closed;
    expect(line.lambda.events).toEqual([]);
    expect(await line.depth()).toEqual({ waiting: 1, hidden: 0 });
    await line.close();
  });

  test('a queue that goes away is said once, and close still ends', async () => {
    const line = await startLine({}, () => ({}));
    await line.startPoller();
    await line.sqs.close();
    await vi.waitFor(() => expect(line.lines).not.toEqual([]), soon);
    await pause(700);
    expect(line.lines).toEqual([expect.stringContaining('looks cannot be polled')]);
    await line.close();
  });
});

describe('what cannot be polled', () => {
  test.each([0, 11, 1.5])('a batch of %d', async (batchSize) => {
    const line = await startLine({}, () => ({}), { batchSize });
    await expect(line.startPoller()).rejects.toThrow(RangeError);
    await line.close();
  });

  test('a queue that does not exist', async () => {
    const line = await startLine({}, () => ({}));
    const options = {
      sqsEndpoint: line.sqs.url,
      lambdaEndpoint: line.lambda.url,
      functionName: 'observe',
      batchSize: 1,
      queueUrl: `${line.queueUrl}-missing`,
    };
    await expect(startPoller(options)).rejects.toThrow(PollerQueueError);
    await line.close();
  });
});

describe('the answer of the function', () => {
  const failures = (...ids: unknown[]) =>
    JSON.stringify({ batchItemFailures: ids.map((id) => ({ itemIdentifier: id })) });
  test.each<[string, string, string[]]>([
    ['empty', '', []],
    ['null', 'null', []],
    ['an empty object', '{}', []],
    ['a null list', '{"batchItemFailures":null}', []],
    ['an empty list', '{"batchItemFailures":[]}', []],
    ['one', failures('b'), ['b']],
    ['two, one of them twice', failures('c', 'a', 'c'), ['a', 'c']],
    ['no JSON', 'done', ['a', 'b', 'c']],
    ['a text', '"done"', ['a', 'b', 'c']],
    ['a list that is none', '{"batchItemFailures":"a"}', ['a', 'b', 'c']],
    ['an empty id', failures('a', ''), ['a', 'b', 'c']],
    ['a null id', failures(null), ['a', 'b', 'c']],
    ['an unknown id', failures('a', 'x'), ['a', 'b', 'c']],
    ['another key', '{"batchItemFailures":[{"id":"a"}]}', ['a', 'b', 'c']],
    ['an entry that is no object', '{"batchItemFailures":["a"]}', ['a', 'b', 'c']],
  ])('%s', (_case, payload, failed) => {
    expect([...failedMessages(payload, ['a', 'b', 'c'])].sort()).toEqual(failed);
  });
});
