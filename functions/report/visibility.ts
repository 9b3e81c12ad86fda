import { ChangeMessageVisibilityBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Deadline } from '../../lib/deadline.ts';
import { QueueUnavailable } from '../../lib/outcomes/service.ts';

/** A message that is to come again, and when. */
export interface Wait {
  receiptHandle: string;
  /** From now, whole seconds. */
  seconds: number;
}

export interface Visibility {
  /**
   * Hides messages that were received for another while.
   * @throws {QueueUnavailable | OutOfTime} when not all of them are; those come back when the queue's own time is over
   */
  hide(waits: readonly Wait[], deadline: Deadline): Promise<void>;
}

/**
 * Seconds until the next try, by how often a message was received. The first ones suit a gateway that stumbles (Amazon
 * asks for a second at least between tries), the last ones one that is away. Together with maxReceiveCount in
 * infra/queues.yml this is about half an hour.
 */
const GROWING = [2, 5, 15, 30, 60, 120, 240];
const LONGEST = 300;

/** @param receiveCount this time included */
export const waitAfter = (receiveCount: number): number => GROWING[receiveCount - 1] ?? LONGEST;

export function createVisibility(sqs: SQSClient, queueUrl: string): Visibility {
  return {
    // A batch of Lambda's has ten messages at most, and so has this command.
    hide: async (waits, deadline) => {
      const command = new ChangeMessageVisibilityBatchCommand({
        QueueUrl: queueUrl,
        Entries: waits.map(({ receiptHandle, seconds }, index) => ({
          Id: String(index),
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: seconds,
        })),
      });
      const changing = sqs.send(command).catch((cause: unknown) => {
        throw new QueueUnavailable('deliveries', { cause });
      });
      const { Failed = [] } = await deadline.race(changing, 'hiding deliveries for a while');
      if (Failed.length > 0) throw new QueueUnavailable('deliveries');
    },
  };
}
