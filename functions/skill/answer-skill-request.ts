import { parseSkillRequest } from '../../lib/alexa/skill-request.ts';
import { cannotPromise, type SkillResponse, silence } from '../../lib/alexa/skill-responses.ts';
import { createDeadline } from '../../lib/deadline.ts';
import { accountLinked } from './account-linked.ts';
import type { SkillPorts } from './compose.ts';
import { disabled } from './disabled.ts';
import { exceptionEncountered } from './exception-encountered.ts';
import { intent } from './intent.ts';
import { launch } from './launch.ts';
import { noted } from './noted.ts';
import { sessionEnded } from './session-ended.ts';
import { sayFailure } from './spoken-failure.ts';
import { tryTwice } from './try-twice.ts';
import { type TurnHandler, turnOf } from './turn.ts';
import type { SkillHandler } from './work.ts';

/** All in all, of the eight seconds that Alexa waits. */
const BUDGET_MS = 7_000;
/** Kept back for Lambda itself to return the answer. */
const MARGIN_MS = 400;

/** Nobody hears the answer to an event. What fails is tried again, and then fails the invocation. */
const event =
  (handle: SkillHandler): SkillHandler =>
  (request, ports, deadline) =>
    tryTwice((part) => handle(request, ports, part), deadline);

/** Somebody waits for words. Whatever happens, they hear some. */
const spoken =
  (handle: TurnHandler): SkillHandler =>
  async (request, ports, deadline) => {
    const turn = turnOf(request);
    try {
      return await deadline.race(handle(turn, ports, deadline), 'answering');
    } catch (error) {
      return sayFailure(error, turn, ports);
    }
  };

/** One handler a type; to whatever else comes nothing is said. */
const HANDLERS: ReadonlyMap<string, SkillHandler> = new Map([
  ['LaunchRequest', spoken(launch)],
  ['IntentRequest', spoken(intent)],
  ['SessionEndedRequest', (request, ports, deadline) => sessionEnded(turnOf(request), ports, deadline)],
  ['CanFulfillIntentRequest', async () => cannotPromise()],
  ['System.ExceptionEncountered', exceptionEncountered],
  ['AlexaSkillEvent.SkillEnabled', event(noted)],
  ['AlexaSkillEvent.SkillAccountLinked', event(accountLinked)],
  ['AlexaSkillEvent.SkillDisabled', event(disabled)],
  ['AlexaSkillEvent.SkillPermissionAccepted', event(noted)],
  ['AlexaSkillEvent.SkillPermissionChanged', event(noted)],
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
    meter.count('RefusedSkillRequests');
    log.error('A request was meant for another skill.', { type });
    return silence();
  }
  const handle = HANDLERS.get(type);
  if (handle === undefined) {
    log.info('A request came that nothing is done about.', { type });
    return silence();
  }
  const deadline = createDeadline(Math.max(0, Math.min(BUDGET_MS, remainingMs - MARGIN_MS)), ports.clock);
  return await handle(received, ports, deadline);
}
