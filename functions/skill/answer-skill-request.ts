import { parseSkillRequest } from '../../lib/alexa/skill-request.ts';
import { politely, type SkillResponse, silence } from '../../lib/alexa/skill-responses.ts';
import { createDeadline } from '../../lib/deadline.ts';
import { accountLinked } from './account-linked.ts';
import type { SkillPorts } from './compose.ts';
import { disabled } from './disabled.ts';
import { noted } from './noted.ts';
import type { SkillHandler } from './work.ts';

/** All in all, of the eight seconds that Alexa waits. */
const BUDGET_MS = 7_000;
/** Kept back for Lambda itself to return the answer. */
const MARGIN_MS = 400;

/** One handler a type; whatever else comes is answered politely, and nothing is done. */
const HANDLERS: ReadonlyMap<string, SkillHandler> = new Map([
  ['AlexaSkillEvent.SkillEnabled', noted],
  ['AlexaSkillEvent.SkillAccountLinked', accountLinked],
  ['AlexaSkillEvent.SkillDisabled', disabled],
  ['AlexaSkillEvent.SkillPermissionAccepted', noted],
  ['AlexaSkillEvent.SkillPermissionChanged', noted],
]);

/**
 * Answers a request of the Alexa Skills Kit.
 * @param message as it came, anything at all
 * @param remainingMs what Lambda leaves us
 * @throws what is worth another try
 */
export async function answerSkillRequest(
  message: unknown,
  remainingMs: number,
  ports: SkillPorts,
): Promise<SkillResponse> {
  const { skillId, log, meter } = ports;
  const received = parseSkillRequest(message);
  if (received === undefined) {
    log.warn('Something came that is no request of the Alexa Skills Kit.');
    return silence();
  }
  const { type, applicationId } = received;
  if (applicationId !== skillId) {
    // Lambda lets in only the skill itself, so this is a deployment that does not fit, or a test by hand.
    meter.count('RefusedSkillRequests', { reason: 'application' });
    log.error('A request was meant for another skill.', { type });
    return silence();
  }
  const handle = HANDLERS.get(type);
  if (handle === undefined) {
    log.info('A request was answered that nothing is done about.', { type });
    return politely(type);
  }
  const deadline = createDeadline(Math.max(0, Math.min(BUDGET_MS, remainingMs - MARGIN_MS)), ports.clock);
  return await handle(received, ports, deadline);
}
