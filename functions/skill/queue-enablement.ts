import type { EnablementMessage } from '../../lib/bridge/looks.ts';
import { queueLook } from '../../lib/bridge/queue-look.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { SkillPorts } from './compose.ts';

type Said = Pick<EnablementMessage, 'event' | 'alexaUser' | 'at' | 'link'>;

/**
 * Queues what Alexa says of an enablement. An event is never younger than now, whatever it says: one of the future
 * would take away grants that are still to come.
 * @throws {QueueUnavailable | OutOfTime}
 */
export async function queueEnablement(
  said: Said,
  { looks, clock }: Pick<SkillPorts, 'looks' | 'clock'>,
  deadline: Deadline,
): Promise<void> {
  const at = Math.min(said.at, clock());
  await queueLook(looks, { v: 1, type: 'enablement', ...said, at }, deadline);
}
