import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { QueueUnavailable } from '../lib/outcomes/service.ts';
import { UsageError } from './usage-error.ts';

/** A message that failed for good. */
export interface DeadLetter {
  id: string;
  receiptHandle: string;
  body: string;
  /** Of a FIFO queue. */
  group?: string;
}

/** The queues that have one, by their names in the operator's command. */
export type QueueName = 'looks' | 'deliveries' | 'erasures';

/** A queue's dead-letter queue, for an operator who has time. All methods throw `QueueUnavailable`. */
export interface DeadLetters {
  /** The name of the dead-letter queue. */
  name: string;
  /** Roughly, as SQS says. */
  count(): Promise<number>;
  /** The next ones, hidden from others for a while; those of one group in order. None: that was all. */
  receive(atMost: number): Promise<DeadLetter[]>;
  /** Gives back what was received. */
  release(letter: DeadLetter): Promise<void>;
  /**
   * Puts a message back into the queue where it failed, and only then takes it out of this one: whatever happens in
   * between, it is in one of the two. Doing so twice within minutes makes one message in a FIFO queue.
   */
  sendBack(letter: DeadLetter, body: string): Promise<void>;
  close(): void;
}

/** Longer than a batch takes to be sent back. */
const HIDDEN_SECONDS = 120;
const LONG_POLL_SECONDS = 1;
/** SQS gives no more at once. */
const BATCH = 10;
/** One empty answer may mean nothing: SQS does not always ask all of its servers. */
const EMPTY_ANSWERS = 2;

const letterOf = ({ MessageId, ReceiptHandle, Body, Attributes }: Message): DeadLetter[] => {
  if (MessageId === undefined || ReceiptHandle === undefined || Body === undefined) return [];
  const group = Attributes?.MessageGroupId;
  return [{ id: MessageId, receiptHandle: ReceiptHandle, body: Body, ...(group !== undefined && { group }) }];
};

/**
 * Finds the dead-letter queue of a queue.
 * @param queue its name in errors
 * @throws {UsageError} the queue has none
 * @throws {QueueUnavailable}
 */
export async function openDeadLetters(
  queue: QueueName,
  queueUrl: string,
  region: string,
): Promise<DeadLetters> {
  // Where a queue is follows from the region (or from AWS's own variables), also for an address that SQS told.
  const sqs = new SQSClient({ region, useQueueUrlAsEndpoint: false });
  const reaching = async <T>(call: Promise<T>): Promise<T> => {
    try {
      return await call;
    } catch (cause) {
      throw new QueueUnavailable(queue, { cause });
    }
  };
  const attribute = async (url: string, name: 'RedrivePolicy' | 'ApproximateNumberOfMessages') => {
    const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [name] });
    return (await reaching(sqs.send(command))).Attributes?.[name];
  };

  const policy = JSON.parse((await attribute(queueUrl, 'RedrivePolicy')) ?? '{}') as {
    deadLetterTargetArn?: string;
  };
  const name = policy.deadLetterTargetArn?.split(':').at(-1);
  if (name === undefined) throw new UsageError(`The queue ${queueUrl} has no dead-letter queue.`);
  const { QueueUrl: url = '' } = await reaching(sqs.send(new GetQueueUrlCommand({ QueueName: name })));

  const receiveOnce = async (atMost: number) => {
    const command = new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: Math.min(atMost, BATCH),
      WaitTimeSeconds: LONG_POLL_SECONDS,
      VisibilityTimeout: HIDDEN_SECONDS,
      MessageSystemAttributeNames: ['MessageGroupId'],
    });
    return ((await reaching(sqs.send(command))).Messages ?? []).flatMap(letterOf);
  };

  return {
    name,
    count: async () => Number((await attribute(url, 'ApproximateNumberOfMessages')) ?? 0),
    receive: async (atMost) => {
      for (let tries = 0; tries < EMPTY_ANSWERS; tries += 1) {
        const letters = await receiveOnce(atMost);
        if (letters.length > 0) return letters;
      }
      return [];
    },
    release: async ({ receiptHandle }) => {
      const handle = { QueueUrl: url, ReceiptHandle: receiptHandle };
      await reaching(sqs.send(new ChangeMessageVisibilityCommand({ ...handle, VisibilityTimeout: 0 })));
    },
    sendBack: async ({ id, receiptHandle, group }, body) => {
      const place =
        group === undefined ? {} : { MessageGroupId: group, MessageDeduplicationId: `again-${id}` };
      await reaching(sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, ...place })));
      await reaching(sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: receiptHandle })));
    },
    close: () => sqs.destroy(),
  };
}
