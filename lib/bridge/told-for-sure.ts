import type { Deadline } from '../deadline.ts';
import { errorFacts, type Log } from '../telemetry/logger.ts';
import type { LookMessage, LooksQueue } from './looks.ts';
import { queueLook } from './queue-look.ts';

/** Longer than a request may take. */
const INSURANCE_S = 30;

export interface ToldForSure {
  /** To be called after the change. That it fails costs half a minute. */
  tell(deadline: Deadline): Promise<void>;
}

/**
 * Queues a message about a change that is about to be made, twice: now, to be handed out when the change is surely over,
 * so that no crash loses it; and by `tell`, at once. Whoever works it off sees whether the change came about, and tells
 * the same message once.
 * @throws {QueueUnavailable | OutOfTime} with nothing done
 */
export async function toldForSure(
  message: LookMessage & { home: string },
  { looks, log }: { looks: LooksQueue; log: Log },
  deadline: Deadline,
): Promise<ToldForSure> {
  await queueLook(looks, message, deadline, INSURANCE_S);
  return {
    tell: async (until) => {
      await queueLook(looks, message, until).catch((error: unknown) => {
        const { type, home } = message;
        log.warn('A message is told half a minute later.', { type, home, error: errorFacts(error) });
      });
    },
  };
}
