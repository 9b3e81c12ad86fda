import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import type { Deadline } from '../deadline.ts';
import { OutOfTime, QueueUnavailable } from '../outcomes/service.ts';
import { errorFacts, type Log } from '../telemetry/logger.ts';
import { type MessageSchemas, readerOf } from './queue-message.ts';

/** Whatever there is of a user is to go. Nothing happens unless the account is a tombstone. */
export interface UserErasure {
  v: 1;
  type: 'user';
  sub: string;
  /** How often it was put off; counted from 0. */
  turn: number;
}

/** An Alexa link is to go. Nothing happens unless the account refuses it already. */
export interface LinkErasure {
  v: 1;
  type: 'link';
  sub: string;
  originJti: string;
  turn: number;
}

/** What goes through the queue `erasures`: jobs that are resumed until nothing is left to do. */
export type Erasure = UserErasure | LinkErasure;

export interface ErasuresQueue {
  /**
   * @param delaySeconds until it is handed out, at most 900
   * @throws {QueueUnavailable | OutOfTime}
   */
  send(erasure: Erasure, deadline: Deadline, delaySeconds?: number): Promise<void>;
}

export function createErasuresQueue(sqs: SQSClient, queueUrl: string): ErasuresQueue {
  return {
    send: async (erasure, deadline, delaySeconds) => {
      const command = new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: JSON.stringify(erasure),
        ...(delaySeconds !== undefined && { DelaySeconds: delaySeconds }),
      });
      try {
        await deadline.race(sqs.send(command), 'queueing an erasure');
      } catch (cause) {
        if (cause instanceof OutOfTime) throw cause;
        throw new QueueUnavailable('erasures', { cause });
      }
    },
  };
}

/** Longer than a request may take. */
const INSURANCE_S = 30;

/**
 * Queues an erasure around the change that it waits for: before, to be handed out when the change is surely over, so that
 * no crash loses it; and after, at once. That the second fails costs half a minute.
 * @throws {QueueUnavailable | OutOfTime} with nothing changed
 */
export async function eraseAfter<T>(
  erasure: Erasure,
  change: () => Promise<T>,
  { erasures, log }: { erasures: ErasuresQueue; log: Log },
  deadline: Deadline,
): Promise<T> {
  await erasures.send(erasure, deadline, INSURANCE_S);
  const result = await change();
  await erasures.send(erasure, deadline).catch((error: unknown) => {
    log.warn('An erasure begins half a minute later.', { type: erasure.type, error: errorFacts(error) });
  });
  return result;
}

const text = v.pipe(v.string(), v.nonEmpty());
const common = { v: v.literal(1), sub: text, turn: v.number() };

const SCHEMAS: MessageSchemas<Erasure> = {
  user: v.object({ ...common, type: v.literal('user') }),
  link: v.object({ ...common, type: v.literal('link'), originJti: text }),
};

/** Reads an erasure back from the queue. @returns undefined for one that this version does not know */
export const parseErasure = readerOf(SCHEMAS);
