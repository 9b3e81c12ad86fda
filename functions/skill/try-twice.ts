import type { Deadline } from '../../lib/deadline.ts';
import { KeySetUnavailable } from '../../lib/outcomes/identity.ts';
import { OutOfTime, QueueUnavailable } from '../../lib/outcomes/service.ts';

/** Of the time that there is, the first try may take half. */
const SHARE = 0.5;
const PAUSE_MS = 300;

const isWorthAnother = (error: unknown): boolean =>
  [KeySetUnavailable, QueueUnavailable, OutOfTime].some((kind) => error instanceof kind);

/**
 * Does something that can be done twice again, once, when a service that it needs fails or is slow. It is not known
 * whether anybody brings an event again.
 * @throws what the second try throws, or the first where there is no time left
 */
export async function tryTwice<T>(work: (deadline: Deadline) => Promise<T>, deadline: Deadline): Promise<T> {
  try {
    return await work(deadline.within(deadline.remaining() * SHARE));
  } catch (error) {
    if (!isWorthAnother(error) || deadline.remaining() <= PAUSE_MS) throw error;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    return work(deadline);
  }
}
