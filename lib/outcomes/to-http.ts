import type { OutcomeCode } from './codes.ts';
import { Outcome } from './outcome.ts';
import { REMEDIES } from './remedies.ts';

/** The body of every failed answer of the account API. */
export interface HttpErrorBody {
  error: { code: string; message: string; field?: string; remedy?: string };
}

/**
 * The one table from outcomes to HTTP statuses (RFC 9110). What a home did wrong is 422: the request was
 * understood, and it is the home named in it that has to be put right.
 */
const STATUS = {
  token_malformed: 401,
  token_forged: 401,
  token_expired: 401,
  token_mismatched: 401,
  link_revoked: 401,
  user_deleted: 410,
  key_set_unavailable: 503,
  login_service_unavailable: 503,
  user_info_unavailable: 503,

  directive_malformed: 400,
  payload_version_unsupported: 400,
  scope_unsupported: 400,
  endpoint_unknown: 404,
  home_paused: 409,
  endpoint_secured: 403,

  home_address_blocked: 422,
  home_plain_http: 422,
  home_name_unresolved: 422,
  home_connection_refused: 422,
  home_tls_failed: 422,
  home_without_tls: 422,
  home_wants_certificate: 422,
  home_timed_out: 422,
  home_connection_lost: 422,
  home_answer_too_large: 422,
  home_answer_not_json: 422,
  home_answer_invalid: 422,
  home_redirects: 422,
  home_failed: 422,
  home_token_refused: 422,
  home_forbids: 422,
  home_rejects: 422,
  home_login_wall: 422,
  home_websocket_refused: 422,
  smart_home_not_enabled: 422,
  home_throttles: 422,
  home_left_alone: 422,
  home_refuses_command: 422,
  home_intents_not_enabled: 422,
  home_conversation_not_enabled: 422,
  assistant_gone: 422,

  store_unavailable: 503,
  store_conflict: 409,
  vault_unavailable: 503,
  seal_broken: 500,
  out_of_time: 504,
  function_unavailable: 503,

  grant_dead: 409,
  gateway_token_refused: 502,
  event_rejected: 502,
  event_too_large: 502,
  event_permission_missing: 502,
  gateway_unavailable: 503,
  enablement_missing: 503,
  grant_refused: 422,
  login_with_amazon_unavailable: 503,
  messaging_credentials_invalid: 500,

  request_invalid: 400,
  not_found: 404,
  method_not_allowed: 405,
  forbidden: 403,
  sign_in_state_invalid: 400,
  too_many_hints: 429,
  queue_unavailable: 503,
  too_many_homes: 409,
  invitation_invalid: 404,
  invitation_not_yours: 403,
  too_many_invitations: 409,

  link_missing: 401,
  no_home: 404,
} as const satisfies Record<OutcomeCode, number>;

/**
 * What a client of the account API is told of a failure. An error that is no outcome is ours, and its text
 * stays here: a bare 500.
 */
export function toHttpError(error: unknown): { statusCode: number; body: HttpErrorBody } {
  if (!(error instanceof Outcome) || !Object.hasOwn(STATUS, error.code)) {
    return {
      statusCode: 500,
      body: { error: { code: 'internal_error', message: 'Something failed on our side. Please try again.' } },
    };
  }
  const code = error.code as OutcomeCode;
  const field = error.data.field;
  const remedy = REMEDIES[code];
  return {
    statusCode: STATUS[code],
    body: {
      error: {
        code,
        message: error.message,
        ...(typeof field === 'string' && { field }),
        ...(remedy !== undefined && { remedy }),
      },
    },
  };
}
