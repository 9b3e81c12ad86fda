import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Delivery, groupOf, parseDelivery } from '../../lib/bridge/deliveries.ts';
import { type AwsProxy, startAwsProxy } from '../harness/aws-proxy.ts';
import { startWorld, type World } from '../harness/world.ts';

let world: World;
let proxy: AwsProxy;
let sqs: SQSClient;

beforeAll(async () => {
  world = await startWorld();
  proxy = await startAwsProxy(world.sqs.url);
  sqs = new SQSClient({
    endpoint: world.sqs.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});
afterEach(async () => {
  proxy.setFault(undefined);
  proxy.forget();
  for (const queue of Object.keys(world.sqs.queueUrls)) await take(queue);
});
afterAll(async () => {
  sqs.destroy();
  await Promise.all([proxy.close(), world.close()]);
});

async function operator(args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, ['cli/operator.ts', ...args], {
    env: { ...process.env, AWS_ENDPOINT_URL_SQS: proxy.url, ...env },
  });
  child.stdin.end();
  const [output, errors, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.once('exit', resolve)),
  ]);
  return { output, errors, code };
}

const urlOf = (queue: string) => world.sqs.queueUrls[queue];
let letters = 0;
/** Puts messages where they would be after failing for good. */
async function failed(queue: string, ...bodies: (string | Delivery)[]): Promise<void> {
  for (const body of bodies) {
    letters += 1;
    const place = queue.endsWith('.fifo')
      ? {
          MessageGroupId: typeof body === 'string' ? 'unknown' : groupOf(body),
          MessageDeduplicationId: `letter-${letters}`,
        }
      : {};
    const MessageBody = typeof body === 'string' ? body : JSON.stringify(body);
    await sqs.send(new SendMessageCommand({ QueueUrl: urlOf(queue), MessageBody, ...place }));
  }
}
async function waiting(queue: string): Promise<number> {
  const AttributeNames = ['ApproximateNumberOfMessages' as const];
  const answer = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: urlOf(queue), AttributeNames }));
  return Number(answer.Attributes?.ApproximateNumberOfMessages);
}
/** All that waits in a queue, taken out of it. */
async function take(queue: string): Promise<Message[]> {
  const taken: Message[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: urlOf(queue),
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) return taken;
    for (const { ReceiptHandle } of Messages) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl: urlOf(queue), ReceiptHandle }));
    }
    taken.push(...Messages);
  }
}

const sync = (home: string) => JSON.stringify({ v: 1, type: 'sync', home });
const grant = { sub: 'resident', region: 'NA', originJti: 'link' } as const;
const change = (endpoint: string, version: number): Delivery => ({
  v: 1,
  type: 'change',
  grant,
  home: 'khome12',
  endpoint,
  version,
  look: `look-${version}`,
  cause: 'PHYSICAL_INTERACTION',
  changed: [],
  unchanged: [],
});
const endpoints: Delivery = {
  v: 1,
  type: 'endpoints',
  grant,
  home: 'khome12',
  endpoints: ['light#a'],
  occasion: 'a-sync',
};

it('puts looks back as they were, and says how far it is', async () => {
  const bodies = Array.from({ length: 23 }, (_none, index) => sync(`khome${index}`));
  await failed('looks-dead', ...bodies);
  const { output, errors, code } = await operator(['redrive', 'looks']);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(output.trim().split('\n')).toEqual([
    '23 messages in looks-dead.',
    '10 of 23',
    '20 of 23',
    '23 of 23',
    '23 messages went back.',
  ]);
  expect(await waiting('looks-dead')).toBe(0);
  expect((await take('looks')).map(({ Body }) => Body).toSorted()).toEqual(bodies.toSorted());
});

it('puts deliveries back into their groups, in order, and marks changes as told before', async () => {
  const first = change('light#a', 1);
  await failed(
    'deliveries-dead.fifo',
    first,
    change('light#b', 1),
    change('light#a', 2),
    endpoints,
    'broken',
  );
  const { code, errors } = await operator(['redrive', 'deliveries']);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(await waiting('deliveries-dead.fifo')).toBe(0);
  const back = (await take('deliveries.fifo')).map(({ Body = '', Attributes }) => ({
    body: Body,
    delivery: parseDelivery(Body),
    group: Attributes?.MessageGroupId,
    receiveCount: Attributes?.ApproximateReceiveCount,
  }));
  expect(back).toHaveLength(5);
  for (const { delivery, group, receiveCount } of back) {
    expect(group).toBe(delivery === undefined ? 'unknown' : groupOf(delivery));
    expect(receiveCount).toBe('1');
  }
  const ofFirst = back.filter(({ group }) => group === groupOf(first)).map(({ delivery }) => delivery);
  expect(ofFirst).toEqual([
    { ...first, again: true },
    { ...change('light#a', 2), again: true },
  ]);
  expect(back.map(({ delivery }) => delivery)).toContainEqual(endpoints);
  expect(back.map(({ body }) => body)).toContain('broken');
});

it('says with --dry-run what is there, and leaves it there in order', async () => {
  await failed('looks-dead', sync('khome1'), sync('khome2'), '{"v":2}');
  const looks = await operator(['redrive', 'looks', '--dry-run']);
  expect(looks.output).toContain('3 messages in looks-dead.');
  expect(looks.output).toMatch(/nothing was moved\.\n {2}cannot be read: 1\n {2}sync: 2\n/);
  expect(await waiting('looks-dead')).toBe(3);

  await failed('deliveries-dead.fifo', change('light#a', 1), change('light#a', 2), endpoints);
  const deliveries = await operator(['redrive', 'deliveries', '--dry-run']);
  expect(deliveries.output).toContain('3 messages in deliveries-dead.fifo.');
  expect(deliveries.output).toContain('change: ');
  expect(deliveries.output).toContain('endpoints: 1');
  const left = (await take('deliveries-dead.fifo')).map(({ Body = '' }) => parseDelivery(Body));
  expect(left).toHaveLength(3);
  expect(left.filter((delivery) => delivery?.type === 'change')).toEqual([
    change('light#a', 1),
    change('light#a', 2),
  ]);
  expect(await waiting('deliveries.fifo')).toBe(0);
  expect(proxy.calls('SendMessage')).toEqual([]);
});

it('moves no more than there was when it began', async () => {
  await failed('looks-dead', sync('khome1'), sync('khome2'));
  let added: Promise<void> | undefined;
  proxy.setFault(({ action }) => {
    // What fails again meanwhile.
    if (action === 'SendMessage') added ??= failed('looks-dead', sync('khome3'));
    return undefined;
  });
  const { output } = await operator(['redrive', 'looks']);
  await added;
  expect(output).toContain('2 messages went back.');
  expect(await waiting('looks-dead')).toBe(1);
});

it('takes nothing away that was not sent back', async () => {
  await failed('deliveries-dead.fifo', change('light#a', 1));
  proxy.setFault(({ action }) =>
    action === 'SendMessage'
      ? { status: 400, body: { __type: 'AWS.SimpleQueueService#KmsThrottled', message: 'slow' } }
      : undefined,
  );
  const { code, errors } = await operator(['redrive', 'deliveries']);
  expect(code).toBe(1);
  expect(errors).toContain('The queue deliveries is not available');
  expect(proxy.calls('DeleteMessage')).toEqual([]);
  expect(await waiting('deliveries-dead.fifo')).toBe(1);
});

it('that broke off in between makes one message, not two', async () => {
  await failed('deliveries-dead.fifo', change('light#a', 1));
  proxy.setFault(({ action }) =>
    action === 'DeleteMessage'
      ? { status: 400, body: { __type: 'AWS.SimpleQueueService#ReceiptHandleIsInvalid' } }
      : undefined,
  );
  expect((await operator(['redrive', 'deliveries'])).code).toBe(1);
  proxy.setFault(undefined);
  expect(await operator(['redrive', 'deliveries'])).toMatchObject({ code: 0 });
  expect(proxy.calls('SendMessage')).toHaveLength(2);
  expect(await waiting('deliveries-dead.fifo')).toBe(0);
  expect(await take('deliveries.fifo')).toHaveLength(1);
});

it('is done at once where nothing is', async () => {
  const { output, code } = await operator(['redrive', 'looks']);
  expect({ code, output }).toEqual({ code: 0, output: '0 messages in looks-dead.\n0 messages went back.\n' });
});

it.each<[string, string[], NodeJS.ProcessEnv, string]>([
  ['no queue', ['redrive'], {}, 'Say which queue'],
  ['a queue that is not there', ['redrive', 'letters'], {}, 'Say which queue'],
  ['two queues', ['redrive', 'looks', 'deliveries'], {}, 'Say which queue'],
  ['an option that is none', ['redrive', 'looks', '--force'], {}, '--force'],
  ['no address', ['redrive', 'looks'], { LOOKS_QUEUE_URL: '' }, 'Set LOOKS_QUEUE_URL.'],
  ['no region', ['redrive', 'deliveries'], { AWS_REGION: '' }, 'Set AWS_REGION.'],
])('says what is wrong: %s', async (_case, args, env, said) => {
  const { output, errors, code } = await operator(args, env);
  expect(code).toBe(1);
  expect(errors + output).toContain(said);
});

it('says where a queue has no dead-letter queue', async () => {
  const { code, errors } = await operator(['redrive', 'looks'], { LOOKS_QUEUE_URL: urlOf('looks-dead') });
  expect(code).toBe(1);
  expect(errors).toContain('has no dead-letter queue');
});
