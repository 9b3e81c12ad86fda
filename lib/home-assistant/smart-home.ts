import { randomUUID } from 'node:crypto';
import type { Deadline } from '../deadline.ts';
import { HomeAnswerInvalid, SmartHomeNotEnabled } from '../outcomes/home.ts';
import { isHtml, jsonObjectOf } from './answers.ts';
import type { HomeAccess } from './home-access.ts';
import type { HomeAnswer, Transport } from './transport.ts';

export const SMART_HOME_PATH = '/api/alexa/smart_home';

/** A Discover directive as a home is asked it: without a scope. */
export const discoverMessage = () => ({
  directive: {
    header: { namespace: 'Alexa.Discovery', name: 'Discover', messageId: randomUUID(), payloadVersion: '3' },
    payload: {},
  },
});

/**
 * The endpoints in a home's answer to Discover.
 * @throws {HomeAnswerInvalid} for anything but a Discover.Response with a list
 */
export function endpointsIn(answer: Record<string, unknown>): unknown[] {
  const event = answer.event as
    | { header?: { name?: unknown }; payload?: { endpoints?: unknown } }
    | undefined;
  const endpoints = event?.payload?.endpoints;
  if (event?.header?.name !== 'Discover.Response' || !Array.isArray(endpoints)) {
    throw new HomeAnswerInvalid('payload.endpoints');
  }
  return endpoints;
}

/** Three hundred endpoints with a hundred capabilities each still fit. */
export const MAX_DISCOVERY_BYTES = 5 * 1024 * 1024;
const MAX_ANSWER_BYTES = 512 * 1024;

/**
 * A missing route is Home Assistant's plain "404: Not Found"; a web page with that status comes from something
 * else at this address.
 */
function assertEnabled(answer: HomeAnswer): void {
  if (answer.status === 404 && !isHtml(answer)) throw new SmartHomeNotEnabled();
}

/**
 * Hands a directive to the home and returns its answer, any JSON object.
 * @param message the whole message, without a scope
 * @throws any outcome of `lib/outcomes/home.ts`
 * @see homeassistant/components/alexa/smart_home.py
 */
export async function postSmartHome(
  transport: Transport,
  home: HomeAccess,
  message: object,
  options: { repeatable: boolean; discovery?: boolean },
  deadline: Deadline,
): Promise<Record<string, unknown>> {
  const answer = await transport.request(
    home,
    {
      method: 'POST',
      path: SMART_HOME_PATH,
      body: { contentType: 'application/json', text: JSON.stringify(message) },
      authorized: true,
      repeatable: options.repeatable,
      maxBytes: options.discovery === true ? MAX_DISCOVERY_BYTES : MAX_ANSWER_BYTES,
    },
    deadline,
  );
  assertEnabled(answer);
  return jsonObjectOf(answer);
}

/**
 * Asks, without a token, whether the route exists: GET is answered 405 where it does and 404 where not, so no
 * failed login is counted.
 * @throws {SmartHomeNotEnabled} or what else stands in the way
 */
export async function assertSmartHomeEnabled(
  transport: Transport,
  home: HomeAccess,
  deadline: Deadline,
): Promise<void> {
  const answer = await transport.request(
    home,
    { method: 'GET', path: SMART_HOME_PATH, authorized: false, repeatable: true, maxBytes: MAX_ANSWER_BYTES },
    deadline,
  );
  if (answer.status === 405) return;
  assertEnabled(answer);
  jsonObjectOf(answer, false);
}

/**
 * How many endpoints the home offers to Alexa.
 * @throws {HomeAnswerInvalid} or another outcome of a home
 */
export async function countEndpoints(
  transport: Transport,
  home: HomeAccess,
  deadline: Deadline,
): Promise<number> {
  const options = { repeatable: true, discovery: true };
  return endpointsIn(await postSmartHome(transport, home, discoverMessage(), options, deadline)).length;
}
