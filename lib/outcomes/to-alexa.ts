import type { OutcomeCode } from './codes.ts';
import { HomeLeftAlone } from './home.ts';
import { Outcome } from './outcome.ts';

/**
 * Error types of `Alexa`/`ErrorResponse` that Porchlight itself sends.
 * @see https://developer.amazon.com/docs/device-apis/alexa-errorresponse.html
 */
export type AlexaErrorType =
  | 'BRIDGE_UNREACHABLE'
  | 'CLOUD_CONTROL_DISABLED'
  | 'ENDPOINT_BUSY'
  | 'EXPIRED_AUTHORIZATION_CREDENTIAL'
  | 'INSUFFICIENT_PERMISSIONS'
  | 'INTERNAL_ERROR'
  | 'INVALID_AUTHORIZATION_CREDENTIAL'
  | 'INVALID_DIRECTIVE'
  | 'NO_SUCH_ENDPOINT'
  | 'RATE_LIMIT_EXCEEDED';

/**
 * The one table from outcomes to Alexa's error types.
 *
 * The two credential types make Alexa delete the customer's link, and only the customer can link again. So
 * they stand here for what is positively bad and for nothing else; every fault of ours, of AWS or of a home
 * is another type.
 */
const ALEXA_ERROR_TYPES = {
  token_malformed: 'INVALID_AUTHORIZATION_CREDENTIAL',
  token_forged: 'INVALID_AUTHORIZATION_CREDENTIAL',
  token_expired: 'EXPIRED_AUTHORIZATION_CREDENTIAL',
  link_revoked: 'INVALID_AUTHORIZATION_CREDENTIAL',
  user_deleted: 'INVALID_AUTHORIZATION_CREDENTIAL',
  token_mismatched: 'INTERNAL_ERROR',
  key_set_unavailable: 'INTERNAL_ERROR',
  login_service_unavailable: 'INTERNAL_ERROR',
  user_info_unavailable: 'INTERNAL_ERROR',

  directive_malformed: 'INVALID_DIRECTIVE',
  payload_version_unsupported: 'INVALID_DIRECTIVE',
  scope_unsupported: 'INVALID_DIRECTIVE',
  endpoint_unknown: 'NO_SUCH_ENDPOINT',
  home_paused: 'CLOUD_CONTROL_DISABLED',
  endpoint_secured: 'INSUFFICIENT_PERMISSIONS',

  home_address_blocked: 'BRIDGE_UNREACHABLE',
  home_plain_http: 'BRIDGE_UNREACHABLE',
  home_name_unresolved: 'BRIDGE_UNREACHABLE',
  home_connection_refused: 'BRIDGE_UNREACHABLE',
  home_tls_failed: 'BRIDGE_UNREACHABLE',
  home_without_tls: 'BRIDGE_UNREACHABLE',
  home_wants_certificate: 'BRIDGE_UNREACHABLE',
  home_timed_out: 'BRIDGE_UNREACHABLE',
  home_connection_lost: 'BRIDGE_UNREACHABLE',
  home_answer_too_large: 'BRIDGE_UNREACHABLE',
  home_answer_not_json: 'BRIDGE_UNREACHABLE',
  home_answer_invalid: 'INTERNAL_ERROR',
  home_redirects: 'BRIDGE_UNREACHABLE',
  home_failed: 'BRIDGE_UNREACHABLE',
  home_token_refused: 'BRIDGE_UNREACHABLE',
  home_forbids: 'BRIDGE_UNREACHABLE',
  home_rejects: 'BRIDGE_UNREACHABLE',
  home_login_wall: 'BRIDGE_UNREACHABLE',
  home_websocket_refused: 'BRIDGE_UNREACHABLE',
  smart_home_not_enabled: 'INTERNAL_ERROR',
  home_throttles: 'RATE_LIMIT_EXCEEDED',
  home_left_alone: 'BRIDGE_UNREACHABLE',
  home_refuses_command: 'INTERNAL_ERROR',
  home_intents_not_enabled: 'INTERNAL_ERROR',
  home_conversation_not_enabled: 'INTERNAL_ERROR',
  assistant_gone: 'INTERNAL_ERROR',

  store_unavailable: 'INTERNAL_ERROR',
  store_conflict: 'INTERNAL_ERROR',
  vault_unavailable: 'INTERNAL_ERROR',
  seal_broken: 'INTERNAL_ERROR',
  out_of_time: 'INTERNAL_ERROR',
  function_unavailable: 'INTERNAL_ERROR',

  grant_dead: 'INTERNAL_ERROR',
  gateway_token_refused: 'INTERNAL_ERROR',
  event_rejected: 'INTERNAL_ERROR',
  event_too_large: 'INTERNAL_ERROR',
  event_permission_missing: 'INTERNAL_ERROR',
  gateway_unavailable: 'INTERNAL_ERROR',
  enablement_missing: 'INTERNAL_ERROR',
  grant_refused: 'INTERNAL_ERROR',
  login_with_amazon_unavailable: 'INTERNAL_ERROR',
  messaging_credentials_invalid: 'INTERNAL_ERROR',

  request_invalid: 'INTERNAL_ERROR',
  not_found: 'INTERNAL_ERROR',
  method_not_allowed: 'INTERNAL_ERROR',
  forbidden: 'INTERNAL_ERROR',
  sign_in_state_invalid: 'INTERNAL_ERROR',
  too_many_hints: 'INTERNAL_ERROR',
  queue_unavailable: 'INTERNAL_ERROR',
  too_many_homes: 'INTERNAL_ERROR',
  invitation_invalid: 'INTERNAL_ERROR',
  invitation_not_yours: 'INTERNAL_ERROR',
  too_many_invitations: 'INTERNAL_ERROR',

  link_missing: 'INTERNAL_ERROR',
  no_home: 'NO_SUCH_ENDPOINT',
} as const satisfies Record<OutcomeCode, AlexaErrorType>;

/**
 * A home that is left alone answers as what it is left alone for: throttled is something else than away. The
 * reason comes from the registry, so it counts only as far as it is a known outcome of a home.
 */
function codeOf(error: Outcome): string {
  if (!(error instanceof HomeLeftAlone)) return error.code;
  const { because } = error.data;
  return Object.hasOwn(ALEXA_ERROR_TYPES, because) && /^(smart_)?home_/.test(because) ? because : error.code;
}

/**
 * What Alexa is told of a failure.
 * @returns the error type, and a message for Amazon's logs (Alexa speaks by the type alone). An error that is
 *   no outcome is ours, and its text stays here: `INTERNAL_ERROR`.
 */
export function toAlexaError(error: unknown): { type: AlexaErrorType; message: string } {
  if (error instanceof Outcome && Object.hasOwn(ALEXA_ERROR_TYPES, codeOf(error))) {
    return { type: ALEXA_ERROR_TYPES[codeOf(error) as OutcomeCode], message: error.message };
  }
  return { type: 'INTERNAL_ERROR', message: 'The bridge failed.' };
}
