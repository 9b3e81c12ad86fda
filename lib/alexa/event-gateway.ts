import type { Deadline } from '../deadline.ts';
import { EventRejected, GatewayTokenRefused, GatewayUnavailable, GrantDead } from '../outcomes/gateway.ts';
import type { Outcome } from '../outcomes/outcome.ts';
import type { Secret } from '../vault/secret.ts';

/** @see https://developer.amazon.com/docs/smarthome/send-events.html */
export const EVENT_GATEWAYS = {
  NA: 'https://api.amazonalexa.com/v3/events',
  EU: 'https://api.eu.amazonalexa.com/v3/events',
  FE: 'https://api.fe.amazonalexa.com/v3/events',
} as const;

/** After these the link sends no more events until the customer links again. */
const FINAL = new Set([
  'SKILL_DISABLED_EXCEPTION',
  'SKILL_NOT_FOUND_EXCEPTION',
  'ACCOUNT_NOT_FOUND_EXCEPTION',
]);
/** Said of a link that is new, too: its enablement may not have spread yet. */
const PASSING = new Set(['SKILL_NEVER_ENABLED_EXCEPTION']);
const MAX_REASON = 64;

function codeIn(text: string): string {
  try {
    const { payload } = JSON.parse(text) as { payload?: { code?: unknown } };
    return typeof payload?.code === 'string' ? payload.code.slice(0, MAX_REASON) : 'no code';
  } catch {
    return 'no JSON';
  }
}

/**
 * Reads the gateway's answer. Only 202 is success.
 * @returns undefined when the event was taken
 */
export function outcomeOfEvent(status: number, text: string): Outcome | undefined {
  if (status === 202) return undefined;
  const code = codeIn(text);
  if (status === 401) return new GatewayTokenRefused();
  if (FINAL.has(code)) return new GrantDead(code);
  if (status === 429 || status >= 500 || PASSING.has(code))
    return new GatewayUnavailable(`${status} ${code}`);
  return new EventRejected(status, code);
}

/**
 * Sends an event.
 * @throws {GatewayTokenRefused | GrantDead | EventRejected | GatewayUnavailable}
 */
export async function sendEvent(
  url: string,
  event: object,
  token: Secret,
  deadline: Deadline,
): Promise<void> {
  let status: number;
  let text: string;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token.reveal()}` },
      body: JSON.stringify(event),
      redirect: 'error',
      signal: AbortSignal.timeout(Math.max(1, deadline.remaining())),
    });
    status = response.status;
    text = await response.text();
  } catch (cause) {
    throw new GatewayUnavailable('no answer', { cause });
  }
  const outcome = outcomeOfEvent(status, text);
  if (outcome !== undefined) throw outcome;
}
