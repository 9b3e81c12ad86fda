import { type AlexaResponse, parseDirective, type ReceivedDirective } from '../../lib/alexa/message.ts';
import { createDeadline, type Deadline } from '../../lib/deadline.ts';
import { acceptGrant } from './accept-grant.ts';
import type { DirectivePorts } from './compose.ts';
import { control } from './control.ts';
import { discover } from './discover.ts';

/** All in all, of the eight seconds that Alexa waits. */
const BUDGET_MS = 7_000;
/** Kept back for Lambda itself to return the answer. */
const MARGIN_MS = 400;

type DirectiveHandler = (
  received: ReceivedDirective,
  ports: DirectivePorts,
  deadline: Deadline,
  message: unknown,
) => Promise<AlexaResponse>;

/** Directives that Porchlight answers in its own way; all others go to the home of their endpoint. */
const HANDLERS: Readonly<Record<string, DirectiveHandler>> = {
  'Alexa.Discovery/Discover': discover,
  'Alexa.Authorization/AcceptGrant': acceptGrant,
};

/**
 * Answers a Smart Home message.
 * @param message as it came from Alexa, anything at all
 * @param remainingMs what Lambda leaves us
 * @throws any outcome; the error middleware turns it into an Alexa message
 */
export async function answerDirective(
  message: unknown,
  remainingMs: number,
  ports: DirectivePorts,
): Promise<AlexaResponse> {
  const deadline = createDeadline(Math.max(0, Math.min(BUDGET_MS, remainingMs - MARGIN_MS)), ports.clock);
  const received = parseDirective(message);
  const { namespace, name } = received.directive.header;
  const handle = HANDLERS[`${namespace}/${name}`] ?? control;
  return await handle(received, ports, deadline, message);
}
