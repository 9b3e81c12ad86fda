import type { Deadline } from '../deadline.ts';
import { isObject } from '../json.ts';
import {
  EventPermissionMissing,
  EventRejected,
  EventTooLarge,
  GatewayTokenRefused,
  GatewayUnavailable,
  GrantDead,
} from '../outcomes/gateway.ts';
import type { Outcome } from '../outcomes/outcome.ts';
import type { Secret } from '../vault/secret.ts';

/** @see https://developer.amazon.com/docs/smarthome/send-events.html */
export const EVENT_GATEWAYS = {
  NA: 'https://api.amazonalexa.com/v3/events',
  EU: 'https://api.eu.amazonalexa.com/v3/events',
  FE: 'https://api.fe.amazonalexa.com/v3/events',
} as const;

/** What a refusal means that its HTTP status alone does not say. */
const BY_CODE = new Map<string, (code: string, status: number) => Outcome>([
  // After these three the link sends no more events until the customer links again.
  ['SKILL_DISABLED_EXCEPTION', (code) => new GrantDead(code)],
  ['SKILL_NOT_FOUND_EXCEPTION', (code) => new GrantDead(code)],
  ['ACCOUNT_NOT_FOUND_EXCEPTION', (code) => new GrantDead(code)],
  // Said of a link that is new, too: its enablement may not have spread yet.
  ['SKILL_NEVER_ENABLED_EXCEPTION', (code, status) => new GatewayUnavailable(`${status} ${code}`, 'no')],
  ['INSUFFICIENT_PERMISSION_EXCEPTION', () => new EventPermissionMissing()],
  ['REQUEST_ENTITY_TOO_LARGE_EXCEPTION', () => new EventTooLarge()],
]);

const MAX_CODE = 64;
const MAX_DESCRIPTION = 200;
/** A piece of a token so long is worth hiding. */
const PIECE = 12;

/**
 * The gateway's words, cut short.
 * @returns undefined where they may quote a token, or a piece of one
 */
function harmless(description: string, token: Secret): string | undefined {
  const text = description.slice(0, MAX_DESCRIPTION);
  if (/Atz[ar]|Bearer|eyJ/i.test(text)) return undefined;
  const secret = token.reveal();
  for (let start = 0; start + PIECE <= text.length; start += 1) {
    if (secret.includes(text.slice(start, start + PIECE))) return undefined;
  }
  return text;
}

/** `payload.code` and `payload.description` of a refusal, where it is one. */
function refusalIn(text: string): { code?: string; description?: string } {
  try {
    const { payload } = JSON.parse(text) as { payload?: unknown };
    const { code, description } = isObject(payload) ? payload : {};
    return {
      ...(typeof code === 'string' && { code: code.slice(0, MAX_CODE) }),
      ...(typeof description === 'string' && { description }),
    };
  } catch {
    return {};
  }
}

/**
 * Reads the gateway's answer. Only 202 is success.
 * @param token that the event was sent with; nothing of it may end up in a log
 * @returns undefined when the event was taken
 */
export function outcomeOfEvent(status: number, text: string, token: Secret): Outcome | undefined {
  if (status === 202) return undefined;
  if (status === 401) return new GatewayTokenRefused();
  const { code = 'no code', description } = refusalIn(text);
  const known = BY_CODE.get(code)?.(code, status);
  if (known !== undefined) return known;
  if (status === 413) return new EventTooLarge();
  if (status === 429) return new GatewayUnavailable(`${status} ${code}`, 'no');
  // An error that is not in the gateway's own form came from something before or behind it.
  if (status >= 500)
    return new GatewayUnavailable(`${status} ${code}`, code === 'no code' ? 'unknown' : 'no');
  return new EventRejected(status, code, description && harmless(description, token));
}

/** Nothing was sent: no address, no connection, or nobody there that proves to be the gateway. */
const NOT_SENT =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

function unanswered(cause: unknown): GatewayUnavailable {
  const reason = cause instanceof Error ? (cause.cause as { code?: unknown } | undefined) : undefined;
  const isUnsent = typeof reason?.code === 'string' && NOT_SENT.test(reason.code);
  return new GatewayUnavailable('no answer', isUnsent ? 'no' : 'unknown', { cause });
}

/**
 * Sends an event.
 * @throws {GatewayTokenRefused | GrantDead | EventRejected | EventTooLarge | EventPermissionMissing}
 * @throws {GatewayUnavailable} which says whether the event surely was not taken
 */
export async function sendEvent(
  url: string,
  event: object,
  token: Secret,
  deadline: Deadline,
): Promise<void> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token.reveal()}` },
      body: JSON.stringify(event),
      redirect: 'error',
      signal: AbortSignal.timeout(Math.max(1, deadline.remaining())),
    });
  } catch (cause) {
    throw unanswered(cause);
  }
  // The status says all that counts; what follows may break off.
  const text = await response.text().catch(() => '');
  const outcome = outcomeOfEvent(response.status, text, token);
  if (outcome !== undefined) throw outcome;
}
