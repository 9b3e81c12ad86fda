import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type LocalSqs, startSqs } from '../../local/sqs/start.ts';

let sqs: LocalSqs;
let client: SQSClient;
beforeAll(async () => {
  sqs = await startSqs({
    host: '127.0.0.1',
    port: 0,
    queues: [
      { name: 'looks', dlq: { name: 'looks-dead', maxReceiveCount: 2 }, visibilityTimeout: 90 },
      {
        name: 'deliveries.fifo',
        dlq: { name: 'deliveries-dead.fifo', maxReceiveCount: 5 },
        contentBasedDeduplication: true,
      },
      { name: 'plain' },
    ],
  });
  client = new SQSClient({
    endpoint: sqs.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});
afterAll(async () => {
  client.destroy();
  await sqs.close();
});

const attributesOf = async (name: string) => {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: sqs.queueUrls[name], AttributeNames: ['All'] }),
  );
  return Attributes ?? {};
};

test('listens on the given host only, and names every queue', () => {
  expect(new URL(sqs.url).hostname).toBe('127.0.0.1');
  expect(Object.keys(sqs.queueUrls)).toEqual([
    'looks',
    'looks-dead',
    'deliveries.fifo',
    'deliveries-dead.fifo',
    'plain',
  ]);
  for (const url of Object.values(sqs.queueUrls)) expect(new URL(url).origin).toBe(sqs.url);
});

test('queues are made as they were ordered', async () => {
  expect(await attributesOf('looks')).toMatchObject({
    QueueArn: 'arn:aws:sqs:us-east-1:000000000000:looks',
    VisibilityTimeout: '90',
  });
  expect(JSON.parse((await attributesOf('looks')).RedrivePolicy ?? '')).toEqual({
    deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:looks-dead',
    maxReceiveCount: 2,
  });
  expect(await attributesOf('deliveries.fifo')).toMatchObject({
    FifoQueue: 'true',
    ContentBasedDeduplication: 'true',
  });
  expect(await attributesOf('deliveries-dead.fifo')).toMatchObject({ FifoQueue: 'true' });
  expect(await attributesOf('plain')).toMatchObject({ VisibilityTimeout: '30' });
  expect(await attributesOf('plain')).not.toHaveProperty('RedrivePolicy');
});

test('a message received too often moves to the dead-letter queue', async () => {
  const QueueUrl = sqs.queueUrls.looks;
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'unlucky' }));
  const receive = () => client.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0 }));
  expect((await receive()).Messages).toHaveLength(1);
  expect((await receive()).Messages).toHaveLength(1);
  expect((await receive()).Messages).toBeUndefined();
  const dead = await client.send(new ReceiveMessageCommand({ QueueUrl: sqs.queueUrls['looks-dead'] }));
  expect(dead.Messages?.[0]?.Body).toBe('unlucky');
});

test('a FIFO queue takes a message once and keeps its group in order', async () => {
  const QueueUrl = sqs.queueUrls['deliveries.fifo'];
  const group = { QueueUrl, MessageGroupId: 'lamp' };
  for (const body of ['on', 'on', 'off'])
    await client.send(new SendMessageCommand({ ...group, MessageBody: body }));
  const seen: (string | undefined)[] = [];
  for (let round = 0; round < 3; round += 1) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    for (const { Body, ReceiptHandle } of Messages) {
      seen.push(Body);
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
  expect(seen).toEqual(['on', 'off']);
});

test('a client that was given no endpoint follows the queue URL without complaint', async () => {
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', sqs.url);
  const warned = vi.spyOn(console, 'warn');
  const plain = new SQSClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const { MessageId } = await plain.send(
    new SendMessageCommand({ QueueUrl: sqs.queueUrls.plain, MessageBody: 'x' }),
  );
  expect(MessageId).toMatch(/^[0-9a-f-]{36}$/);
  expect(warned).not.toHaveBeenCalled();
  plain.destroy();
  vi.unstubAllEnvs();
  warned.mockRestore();
});

test('a taken port is named by the plain error of Node', async () => {
  const port = Number(new URL(sqs.url).port);
  await expect(startSqs({ host: '127.0.0.1', port, queues: [] })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});

test('a queue that cannot be made leaves no server behind', async () => {
  const spare = await startSqs({ host: '127.0.0.1', port: 0, queues: [] });
  const port = Number(new URL(spare.url).port);
  await spare.close();
  const wrong = { name: 'wrong', visibilityTimeout: -5 };
  await expect(startSqs({ host: '127.0.0.1', port, queues: [wrong] })).rejects.toThrow(/VisibilityTimeout/);
  const again = await startSqs({ host: '127.0.0.1', port, queues: [] });
  await again.close();
});
