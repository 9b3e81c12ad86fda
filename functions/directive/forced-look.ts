import type { Deadline } from '../../lib/deadline.ts';
import type { Identity } from '../../lib/identity/verifier.ts';
import { errorFacts } from '../../lib/telemetry/logger.ts';
import type { DirectivePorts } from './compose.ts';

/** By then a device has done what it was told, or never will. */
const DELAY_SECONDS = 3;
/** How long the answer waits for the queue once the home has answered. */
const QUEUE_MS = 300;

/**
 * Asks for a look at a device a moment after a directive. Home Assistant answers before the device has acted, and says
 * yes also where nothing happens then; and what Alexa shows is that answer. So the link that got it hears what became
 * of it, also where that is what it was told before the directive.
 *
 * The queue is told while the home is answering. Neither its failure nor its slowness is the directive's.
 * @returns waits until it is queued, though not for long; never fails
 */
export function requestForcedLook(
  { home, local }: { home: string; local: string },
  { sub, originJti }: Pick<Identity, 'sub' | 'originJti'>,
  { looks, region, log }: Pick<DirectivePorts, 'looks' | 'region' | 'log'>,
): (deadline: Deadline) => Promise<void> {
  const answered = { sub, region, originJti };
  const sent = looks.send({ v: 1, type: 'look', home, endpoints: [local], answered }, DELAY_SECONDS);
  // Its failure is heard of below, which may be later than it happens.
  sent.catch(() => undefined);
  return async (deadline) => {
    try {
      await deadline.within(QUEUE_MS).race(sent, 'queueing a look');
    } catch (error) {
      log.warn('A look after a directive could not be queued.', { home, error: errorFacts(error) });
    }
  };
}
