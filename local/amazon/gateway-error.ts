import { randomUUID } from 'node:crypto';
import type { Reply } from './http.ts';
import { json } from './http.ts';

/** The event gateway's errors with their HTTP status (Alexa, "Send Events to the Alexa Event Gateway"). */
export const GATEWAY_ERROR_STATUS = {
  INVALID_REQUEST_EXCEPTION: 400,
  INVALID_ACCESS_TOKEN_EXCEPTION: 401,
  SKILL_DISABLED_EXCEPTION: 403,
  SKILL_NEVER_ENABLED_EXCEPTION: 403,
  INSUFFICIENT_PERMISSION_EXCEPTION: 403,
  SKILL_NOT_FOUND_EXCEPTION: 404,
  ACCOUNT_NOT_FOUND_EXCEPTION: 404,
  REQUEST_ENTITY_TOO_LARGE_EXCEPTION: 413,
  THROTTLING_EXCEPTION: 429,
  INTERNAL_SERVICE_EXCEPTION: 500,
  SERVICE_UNAVAILABLE_EXCEPTION: 503,
} as const;

/** Value of `payload.code` in a refusal of the gateway. */
export type GatewayErrorCode = keyof typeof GATEWAY_ERROR_STATUS;

/** A refusal of the gateway: `code` and the message (as `description`) go to the caller. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: GatewayErrorCode;
  readonly status: number;

  constructor(code: GatewayErrorCode, description: string, options?: ErrorOptions) {
    super(description, options);
    this.code = code;
    this.status = GATEWAY_ERROR_STATUS[code];
  }
}

/** A refusal in the gateway's shape. */
export function gatewayRefusal(status: number, code: string, description: string): Reply {
  return json(status, {
    header: { namespace: 'System', name: 'Exception', messageId: randomUUID() },
    payload: { code, description },
  });
}
