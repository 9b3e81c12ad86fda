import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createSqsClient } from '../../local/sqs/clients.ts';
import { isReceived, toLambdaEvent } from '../../local/sqs/lambda-event.ts';
import type { SkippingClock } from './skipping-clock.ts';
import type { World } from './world.ts';

type Handler = (event: SQSEvent) => Promise<SQSBatchResponse>;

/** A function in an execution environment of its own, as Lambda starts one: it shares nothing with the others. */
export type Worker = { readonly handler: Handler; readonly queue: string };

const QUEUES = { observe: 'looks', report: 'deliveries.fifo', erasure: 'erasures' } as const;
export type WorkerName = keyof typeof QUEUES;

let environments = 0;

/** Starts a worker with the environment variables as they are now. */
export async function startWorker(name: WorkerName): Promise<Worker> {
  environments += 1;
  const file = new URL(`../../functions/${name}/handler.ts`, import.meta.url);
  // Another name is another instance of the module.
  file.searchParams.set('environment', String(environments));
  const { handler } = (await import(file.href)) as { handler: Handler };
  return { handler, queue: QUEUES[name] };
}

/** What became of one batch. */
export interface Batch {
  received: number;
  failed: number;
}

/** So long may a run take by the clock that is put forward; then something goes round in circles. */
const LONGEST_RUN_MS = 2 * 60 * 60_000;

/**
 * Lambda's event sources of the queues: they hand batches to workers and delete what was done. What failed stays
 * hidden for as long as the queue, or the function, said. The clock is put forward to when it comes again.
 */
export function createEventSources(world: World, clock: SkippingClock) {
  const client: SQSClient = createSqsClient(world.sqs.url, 'us-east-1');
  const urlOf = (queue: string) => world.sqs.queueUrls[queue] ?? '';

  async function receive(queue: string, size: number) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: urlOf(queue),
        MaxNumberOfMessages: size,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    return Messages.filter(isReceived);
  }

  /**
   * Hands a batch to a worker.
   * @param size of the batch at most
   * @param isKilled asked when the worker is through: nobody hears then what it has done
   */
  async function work({ handler, queue }: Worker, size = 10, isKilled = () => false): Promise<Batch> {
    const messages = await receive(queue, size);
    if (messages.length === 0) return { received: 0, failed: 0 };
    const answer = await handler(toLambdaEvent(messages, `arn:aws:sqs:us-east-1:000000000000:${queue}`));
    if (isKilled()) return { received: messages.length, failed: messages.length };
    const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const done = messages.filter(({ MessageId }) => !failed.has(MessageId));
    if (done.length > 0) {
      const Entries = done.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await client.send(new DeleteMessageBatchCommand({ QueueUrl: urlOf(queue), Entries }));
    }
    return { received: messages.length, failed: failed.size };
  }

  /** How many messages are in a queue, whether they can be seen or not. */
  async function waiting(queue: string): Promise<number> {
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: urlOf(queue), AttributeNames: ['All'] }),
    );
    const { ApproximateNumberOfMessages: seen } = Attributes;
    const { ApproximateNumberOfMessagesNotVisible: hidden, ApproximateNumberOfMessagesDelayed: delayed } =
      Attributes;
    return Number(seen) + Number(hidden) + Number(delayed);
  }

  /** Works off what can be seen now, also what that brings into the queues. */
  async function drain(workers: readonly Worker[]): Promise<void> {
    for (let isBusy = true; isBusy; ) {
      isBusy = false;
      await Promise.all(
        workers.map(async (worker) => {
          while ((await work(worker)).received > 0) isBusy = true;
        }),
      );
    }
  }

  return {
    work,
    drain,
    waiting,
    /** Works until the queues are empty, however long that takes by the clock. */
    settle: async (workers: readonly Worker[], stepMs = 1_000): Promise<void> => {
      const end = clock.skipped() + LONGEST_RUN_MS;
      for (;;) {
        await drain(workers);
        const left = await Promise.all(Object.values(QUEUES).map(waiting));
        if (left.every((count) => count === 0)) return;
        if (clock.skipped() > end) throw new Error(`The queues never get empty: ${left.join(' and ')} left.`);
        clock.skip(stepMs);
      }
    },
    /** What was given up, in all queues. */
    dead: async (): Promise<string[]> => {
      const found: string[] = [];
      for (const queue of ['looks-dead', 'deliveries-dead.fifo', 'erasures-dead']) {
        for (let batch = await receive(queue, 10); batch.length > 0; batch = await receive(queue, 10)) {
          found.push(...batch.map(({ Body = '' }) => `${queue}: ${Body}`));
        }
      }
      return found;
    },
    close: () => client.destroy(),
  };
}

export type EventSources = ReturnType<typeof createEventSources>;
