import { setTimeout as pause } from 'node:timers/promises';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { failedMessages } from './batch-response.ts';
import { createLambdaClient, createSqsClient } from './clients.ts';
import { invokeFunction } from './invoke.ts';
import { isReceived, type ReceivedMessage, toLambdaEvent } from './lambda-event.ts';

/** What to poll and whom to invoke. */
export interface PollerOptions {
  /** Origin of SQS. */
  sqsEndpoint: string;
  queueUrl: string;
  /** Origin of a server that speaks AWS's Lambda Invoke API. */
  lambdaEndpoint: string;
  functionName: string;
  /** Messages in one invocation, 1 to 10. */
  batchSize: number;
  /** Invocations at the same time; 1 by default. */
  concurrency?: number;
  /** us-east-1 by default. */
  region?: string;
  log?: (line: string) => void;
}

/** A running event source. */
export interface Poller {
  /** Bodies and attributes of what was received so far, as JSON, the newest thousand. */
  received(): readonly string[];
  /** Stops receiving, and gives a running invocation about a second to end. */
  close(): Promise<void>;
}

/** The poller cannot work with this queue: it is not there, or SQS does not describe it. */
export class PollerQueueError extends Error {
  override readonly name = 'PollerQueueError';
  readonly queueUrl: string;

  constructor(queueUrl: string, options?: ErrorOptions) {
    super(`The queue ${queueUrl} cannot be polled.`, options);
    this.queueUrl = queueUrl;
  }
}

/**
 * A long poll is never broken off, since the emulator would then hand a message to nobody and hide it for the whole
 * visibility timeout. So it is short, and closing waits for its end. A message that arrives ends it at once.
 */
const LONG_POLL_SECONDS = 1;
const GRACE_MS = 1000;
const RECOVERY_MS = 500;
const KEPT = 1_000;

/**
 * Stands in for Lambda's SQS event source with ReportBatchItemFailures: receives a batch, invokes the function, deletes
 * what succeeded. What failed is not touched: it comes back after the queue's visibility timeout and moves to the
 * dead-letter queue when it has been received too often.
 * @throws PollerQueueError when the queue does not exist
 * @throws RangeError when the batch size is not 1 to 10
 */
export async function startPoller(options: PollerOptions): Promise<Poller> {
  const {
    queueUrl,
    functionName,
    batchSize,
    concurrency = 1,
    region = 'us-east-1',
    log = () => {},
  } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > 10) {
    throw new RangeError(`A batch has 1 to 10 messages, not ${batchSize}.`);
  }
  const sqs = createSqsClient(options.sqsEndpoint, region);
  const lambda = createLambdaClient(options.lambdaEndpoint, region);
  const received: string[] = [];
  const closing = new AbortController();
  const abandon = new AbortController();
  const queue = await describeQueue(sqs, queueUrl).catch((error: unknown) => {
    sqs.destroy();
    lambda.destroy();
    throw error;
  });

  async function receive(): Promise<{ messages: ReceivedMessage[]; deadline: number }> {
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: batchSize,
      WaitTimeSeconds: LONG_POLL_SECONDS,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    const { Messages = [] } = await sqs.send(command, { abortSignal: abandon.signal });
    received.push(
      ...Messages.map(({ Body, MessageAttributes }) => JSON.stringify({ Body, MessageAttributes })),
    );
    if (received.length > KEPT) received.splice(0, received.length - KEPT);
    return { messages: Messages.filter(isReceived), deadline: Date.now() + queue.visibilityMs };
  }

  async function handle(messages: ReceivedMessage[], deadline: number): Promise<void> {
    const limits = { deadline, signal: abandon.signal };
    const result = await invokeFunction(lambda, functionName, toLambdaEvent(messages, queue.arn), limits);
    if (result.outcome === 'failed') {
      log(`${functionName}: ${result.reason}; ${messages.length} message(s) stay in ${queue.name}`);
      return;
    }
    const ids = messages.map((message) => message.MessageId);
    const failed = failedMessages(result.payload, ids);
    if (failed.size > 0)
      log(`${functionName}: ${failed.size} of ${ids.length} message(s) stay in ${queue.name}`);
    await remove(messages.filter((message) => !failed.has(message.MessageId)));
  }

  async function remove(messages: ReceivedMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const { Failed = [] } = await sqs.send(
      new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: messages.map(toEntry) }),
    );
    if (Failed.length > 0)
      log(`${functionName}: ${Failed.length} message(s) could not be deleted from ${queue.name}`);
  }

  /** Received while closing: given back at once for whoever polls next. */
  async function giveBack(messages: ReceivedMessage[]): Promise<void> {
    const Entries = messages.map((message, index) => ({ ...toEntry(message, index), VisibilityTimeout: 0 }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
  }

  async function poll(): Promise<void> {
    let healthy = true;
    while (!closing.signal.aborted) {
      try {
        const { messages, deadline } = await receive();
        healthy = true;
        if (messages.length === 0) continue;
        await (closing.signal.aborted ? giveBack(messages) : handle(messages, deadline));
      } catch (error) {
        // Said once, not twice a second, while SQS is away.
        if (healthy) log(`${functionName}: ${queue.name} cannot be polled: ${nameOf(error)}`);
        healthy = false;
        await pause(RECOVERY_MS, undefined, { signal: closing.signal }).catch(() => undefined);
      }
    }
  }

  const loops = Array.from({ length: concurrency }, poll);
  return {
    received: () => [...received],
    async close() {
      closing.abort();
      const timer = setTimeout(() => abandon.abort(), GRACE_MS + 200);
      await Promise.all(loops);
      clearTimeout(timer);
      sqs.destroy();
      lambda.destroy();
    },
  };
}

async function describeQueue(sqs: SQSClient, queueUrl: string) {
  try {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: queueUrl,
        AttributeNames: ['QueueArn', 'VisibilityTimeout'],
      }),
    );
    const arn = Attributes?.QueueArn ?? '';
    return {
      arn,
      name: arn.split(':').at(-1) ?? '',
      visibilityMs: Number(Attributes?.VisibilityTimeout ?? 30) * 1000,
    };
  } catch (cause) {
    throw new PollerQueueError(queueUrl, { cause });
  }
}

function toEntry(message: ReceivedMessage, index: number) {
  return { Id: String(index), ReceiptHandle: message.ReceiptHandle };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown error';
}
