import { createDeadline } from '../../lib/deadline.ts';
import { KeySetUnavailable } from '../../lib/outcomes/identity.ts';
import { OutOfTime } from '../../lib/outcomes/service.ts';
import { errorFacts } from '../../lib/telemetry/logger.ts';
import { Secret } from '../../lib/vault/secret.ts';
import type { AuthorizerPorts } from './compose.ts';

/** What the function behind the authorizer is told of its caller. All values are strings: API Gateway's rule. */
export interface CallerContext {
  /** The kind of credential: a person signed in to the portal. */
  kind: 'user';
  sub: string;
}

const BUDGET_MS = 4_000;

/** RFC 6750 §2.1 */
const BEARER = /^Bearer +(?<token>[A-Za-z0-9\-._~+/]+=*)$/i;

/**
 * Lets in whoever carries a good access token of the portal's client. The answer is cached by token and route.
 * @throws {KeySetUnavailable | OutOfTime} when nothing can be said about the token: API Gateway makes a 500 of it,
 *   and a browser that holds a good token is not sent to sign in again
 */
export async function authorize(
  event: { headers?: Record<string, string | undefined> },
  { verifier, log }: AuthorizerPorts,
): Promise<{ isAuthorized: boolean; context: CallerContext | Record<string, never> }> {
  const token = BEARER.exec(event.headers?.authorization ?? '')?.groups?.token;
  if (token === undefined) return { isAuthorized: false, context: {} };
  try {
    const { sub } = await verifier.verify(new Secret(token), createDeadline(BUDGET_MS));
    return { isAuthorized: true, context: { kind: 'user', sub } };
  } catch (error) {
    log.warn('A caller was not let in.', { error: errorFacts(error) });
    if (error instanceof KeySetUnavailable || error instanceof OutOfTime) throw error;
    return { isAuthorized: false, context: {} };
  }
}
