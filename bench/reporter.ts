/**
 * A process that does what Lambda does with the three functions of reporting: hands a hint to `hints`, what it queued
 * to `observe`, and what that queued to `report`. It polls the queues itself, and that counts as nobody's time.
 */
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse } from 'aws-lambda';
import { isReceived, type ReceivedMessage, toLambdaEvent } from '../local/sqs/lambda-event.ts';
import { serve } from './child.ts';
import { type OwnTime, takeOwnTime } from './own-time.ts';

export const STAGES = ['hints', 'observe', 'report'] as const;
export type Stage = (typeof STAGES)[number];

export interface ReporterOptions {
  /** Paths of the bundles. */
  bundles: Record<Stage, string>;
  sqsUrl: string;
  queues: { looks: string; deliveries: string };
}

type Handler = (event: unknown, context: object) => Promise<unknown>;

let handlers: Record<Stage, Handler> | undefined;
let options: ReporterOptions | undefined;
let sqs: SQSClient | undefined;

const context = (functionName: string) => ({
  awsRequestId: randomUUID(),
  functionName,
  getRemainingTimeInMillis: () => 60_000,
});

/** Loads the three bundles. */
function load(given: ReporterOptions): void {
  const require = createRequire(import.meta.url);
  const loaded = STAGES.map((stage) => [
    stage,
    (require(given.bundles[stage]) as { handler: Handler }).handler,
  ]);
  handlers = Object.fromEntries(loaded) as Record<Stage, Handler>;
  options = given;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  sqs = new SQSClient({ endpoint: given.sqsUrl, region: 'us-east-1', credentials });
}

/** A function did not do what it was given: what was measured would be the time of a failure. */
class StageFailed extends Error {
  constructor(stage: Stage, answer: unknown) {
    super(`${stage} answered ${JSON.stringify(answer)?.slice(0, 500)}`);
    this.name = 'StageFailed';
  }
}

async function invoke(stage: Stage, event: unknown): Promise<OwnTime> {
  let answer: unknown;
  const time = await takeOwnTime(async () => {
    answer = await handlers?.[stage](event, context(stage));
  });
  const { statusCode, batchItemFailures } = answer as { statusCode?: number } & Partial<SQSBatchResponse>;
  const isGood = stage === 'hints' ? statusCode === 202 : batchItemFailures?.length === 0;
  if (!isGood) throw new StageFailed(stage, answer);
  return time;
}

const PATIENCE_MS = 10_000;

/**
 * Takes messages out of a queue.
 * @param wanted how many there have to be before long
 */
async function take(queueUrl: string, wanted: number): Promise<ReceivedMessage[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: 10,
    WaitTimeSeconds: 1,
    MessageSystemAttributeNames: ['All'],
  });
  const taken: ReceivedMessage[] = [];
  for (const start = performance.now(); taken.length < wanted; ) {
    if (performance.now() - start > PATIENCE_MS)
      throw new Error(`Only ${taken.length} messages came of ${queueUrl.split('/').at(-1)}.`);
    const { Messages = [] } = (await sqs?.send(command)) ?? {};
    const received = Messages.filter(isReceived);
    for (const { ReceiptHandle } of received) {
      await sqs?.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
    }
    taken.push(...received);
  }
  return taken;
}

/** One hint, all the way to the gateway. */
async function follow(hint: {
  home: string;
  entityId: string;
  accounts: number;
}): Promise<Record<Stage, OwnTime>> {
  if (options === undefined) throw new Error('Nothing is loaded yet.');
  const { queues } = options;
  const hints = await invoke('hints', {
    version: '2.0',
    routeKey: 'POST /v1/hints',
    rawPath: '/v1/hints',
    headers: { 'content-type': 'application/json' },
    requestContext: { http: { method: 'POST' }, authorizer: { lambda: { kind: 'home', home: hint.home } } },
    body: JSON.stringify({ entity_id: hint.entityId }),
    isBase64Encoded: false,
  });
  const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
  const observe = await invoke('observe', toLambdaEvent(await take(queues.looks, 1), arn('looks')));
  const deliveries = await take(queues.deliveries, hint.accounts);
  const report = await invoke('report', toLambdaEvent(deliveries, arn('deliveries.fifo')));
  return { hints, observe, report };
}

const api = { load, follow };
export type ReporterApi = typeof api;

if (import.meta.main) serve(api);
