import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Deadline } from '../deadline.ts';
import { QueueUnavailable } from '../outcomes/service.ts';
import type { LookMessage } from './looks.ts';

/** SQS's own limit. */
export const LOOKS_A_BATCH = 10;

/**
 * Queues up to ten messages in one call.
 * @returns for each, in their order, whether it was taken
 * @throws {QueueUnavailable | OutOfTime} when nothing is known of any of them
 */
export type SendLooks = (messages: readonly LookMessage[], deadline: Deadline) => Promise<boolean[]>;

export function createSendLooks(sqs: SQSClient, queueUrl: string): SendLooks {
  return async (messages, deadline) => {
    const command = new SendMessageBatchCommand({
      QueueUrl: queueUrl,
      Entries: messages.map((message, index) => ({
        Id: String(index),
        MessageBody: JSON.stringify(message),
      })),
    });
    const sending = sqs.send(command).catch((cause: unknown) => {
      throw new QueueUnavailable('looks', { cause });
    });
    const { Successful = [] } = await deadline.race(sending, 'queueing looks');
    const taken = new Set(Successful.map(({ Id }) => Id));
    return messages.map((_message, index) => taken.has(String(index)));
  };
}
