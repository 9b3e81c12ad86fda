import type { EnablementMessage } from '../../lib/bridge/looks.ts';
import type { Deadline } from '../../lib/deadline.ts';
import { OutOfTime, QueueUnavailable } from '../../lib/outcomes/service.ts';
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
  try {
    await deadline.race(looks.send({ v: 1, type: 'enablement', ...said, at }), 'queueing an enablement');
  } catch (cause) {
    if (cause instanceof OutOfTime) throw cause;
    throw new QueueUnavailable('looks', { cause });
  }
}
