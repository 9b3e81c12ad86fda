import type { EventLog } from './event-log.ts';
import { readEventMessage } from './event-message.ts';
import { GatewayError, gatewayRefusal } from './gateway-error.ts';
import type { Incoming, Reply } from './http.ts';
import type { Ledger } from './ledger.ts';
import type { Tokens } from './tokens.ts';

/** What the event gateway needs. */
export interface EventGatewayPorts {
  tokens: Tokens;
  events: EventLog;
  ledger: Ledger;
  log?: (line: string) => void;
}

const WITHHELD = '(withheld)';

/**
 * The Alexa event gateway, `POST /v3/events`: 202 and no body for a good message. The access token must stand in the
 * Authorization header and in the message's scope, be the same in both, and be alive.
 */
export function createEventGateway(ports: EventGatewayPorts): (request: Incoming) => Reply {
  const { tokens, events, ledger, log } = ports;

  function accept(request: Incoming): Reply {
    if (request.body === 'too-large') {
      throw new GatewayError('REQUEST_ENTITY_TOO_LARGE_EXCEPTION', 'A message has at most 256 KB.');
    }
    const token = bearerOf(request.headers.authorization);
    const access = token === undefined ? undefined : tokens.readAccess(token);
    if (token === undefined || access === undefined) {
      throw new GatewayError('INVALID_ACCESS_TOKEN_EXCEPTION', 'The access token is invalid or has expired.');
    }
    const { scopeToken, message } = readEventMessage(request.body);
    if (scopeToken !== token) {
      throw new GatewayError(
        'INVALID_ACCESS_TOKEN_EXCEPTION',
        'The scope carries another token than the header.',
      );
    }
    events.add({ amazonUser: access.amazonUser, message: withhold(token, message) });
    ledger.note('events');
    log?.(`amazon: event accepted for ${access.amazonUser}`);
    return { status: 202 };
  }

  return (request) => {
    try {
      return accept(request);
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      log?.(`amazon: event refused: ${error.code}: ${error.message}`);
      return gatewayRefusal(error.status, error.code, error.message);
    }
  };
}

/** The token of an Authorization header. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
}

/** The message with the token blotted out wherever it stands, keys and longer texts included. */
function withhold(token: string, message: Record<string, unknown>): unknown {
  // The token has no character that JSON escapes, so it stands in the text as it is.
  return JSON.parse(JSON.stringify(message).replaceAll(token, WITHHELD));
}
