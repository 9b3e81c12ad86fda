import type { Deadline } from '../deadline.ts';
import { OutOfTime, QueueUnavailable } from '../outcomes/service.ts';
import type { LookMessage, LooksQueue } from './looks.ts';

/**
 * Queues a message that must not be lost.
 * @param delaySeconds until it is handed out, at most 900
 * @throws {QueueUnavailable | OutOfTime}
 */
export async function queueLook(
  looks: LooksQueue,
  message: LookMessage,
  deadline: Deadline,
  delaySeconds?: number,
): Promise<void> {
  try {
    await deadline.race(looks.send(message, delaySeconds), 'queueing a message');
  } catch (cause) {
    if (cause instanceof OutOfTime) throw cause;
    throw new QueueUnavailable('looks', { cause });
  }
}
