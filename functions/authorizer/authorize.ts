import { createDeadline, type Deadline } from '../../lib/deadline.ts';
import { isEventKey, parseEventKey } from '../../lib/identity/event-keys.ts';
import { KeySetUnavailable } from '../../lib/outcomes/identity.ts';
import { OutOfTime, StoreUnavailable } from '../../lib/outcomes/service.ts';
import { errorFacts } from '../../lib/telemetry/logger.ts';
import { Secret } from '../../lib/vault/secret.ts';
import type { AuthorizerPorts } from './compose.ts';

/**
 * What the function behind the authorizer is told of its caller, by the kind of credential: a person signed in to the
 * portal, or a home with its event key. All values are strings: API Gateway's rule.
 */
export type CallerContext = { kind: 'user'; sub: string } | { kind: 'home'; home: string };

const BUDGET_MS = 4_000;

/** RFC 6750 §2.1 */
const BEARER = /^Bearer +(?<token>[A-Za-z0-9\-._~+/]+=*)$/i;

const REFUSED = { isAuthorized: false, context: {} } as const;

async function callerOf(
  token: Secret,
  ports: AuthorizerPorts,
  deadline: Deadline,
): Promise<CallerContext | undefined> {
  const key = parseEventKey(token.reveal());
  if (key === undefined) return { kind: 'user', sub: (await ports.verifier.verify(token, deadline)).sub };
  const hash = await ports.eventKeys.hashOf(key.home, deadline);
  return hash !== undefined && isEventKey(key.secret, hash) ? { kind: 'home', home: key.home } : undefined;
}

/** Nothing can be said about the credential: it may be good. */
const isUnknown = (error: unknown) =>
  error instanceof KeySetUnavailable || error instanceof OutOfTime || error instanceof StoreUnavailable;

/**
 * Lets in whoever carries a good access token of the portal's client, or the event key of a home. The answer is
 * cached by credential and route.
 * @throws {KeySetUnavailable | StoreUnavailable | OutOfTime} when nothing can be said about the credential: API
 *   Gateway makes a 500 of it, and a browser that holds a good token is not sent to sign in again
 */
export async function authorize(
  event: { headers?: Record<string, string | undefined> },
  ports: AuthorizerPorts,
): Promise<{ isAuthorized: boolean; context: CallerContext | Record<string, never> }> {
  const token = BEARER.exec(event.headers?.authorization ?? '')?.groups?.token;
  if (token === undefined) return REFUSED;
  try {
    const caller = await callerOf(new Secret(token), ports, createDeadline(BUDGET_MS));
    return caller === undefined ? REFUSED : { isAuthorized: true, context: caller };
  } catch (error) {
    ports.log.warn('A caller was not let in.', { error: errorFacts(error) });
    if (isUnknown(error)) throw error;
    return REFUSED;
  }
}
