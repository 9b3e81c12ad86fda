import type { Deadline } from '../../lib/deadline.ts';
import { owesLook } from '../../lib/homes/presence.ts';
import type { ObservePorts } from './compose.ts';

/**
 * Notes that a home could not be looked at, once: it is paused, or nobody would hear of it. While that is so, what
 * Alexa was told grows old, and whoever listens later hears only what differs from it. So the look is made up for.
 */
export async function oweUnlessOwed(
  home: string,
  { presences }: Pick<ObservePorts, 'presences'>,
  deadline: Deadline,
): Promise<void> {
  const known = await presences.read(home, deadline);
  if (known === undefined || !owesLook(known)) await presences.owe(home, deadline);
}
