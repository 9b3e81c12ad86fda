import type { OutcomeCode } from '../../lib/outcomes/codes.ts';
import type { frame } from './en/frame.ts';
import type { OwnerFacingCode } from './outcome-words.ts';

type Failure = keyof typeof frame.failures;

/** What the API may answer besides what owners have words for. */
type OtherCode = Exclude<OutcomeCode, OwnerFacingCode> | 'internal_error';

/**
 * What each of them is to a person. All codes are here, or it does not compile; those of Alexa's directives and of the
 * event gateway should never come to a page.
 */
export const OTHER_CODES: Readonly<Record<OtherCode, Failure>> = {
  forbidden: 'forbidden',
  home_paused: 'home_paused',
  not_found: 'not_found',
  request_invalid: 'request_invalid',
  // Another version of the page is being served, or of the API.
  method_not_allowed: 'unknown',
  user_deleted: 'user_deleted',
  link_missing: 'sign_in_needed',
  token_malformed: 'sign_in_needed',
  token_forged: 'sign_in_needed',
  token_expired: 'sign_in_needed',
  token_mismatched: 'sign_in_needed',
  link_revoked: 'sign_in_needed',

  internal_error: 'service_trouble',
  enablement_missing: 'service_trouble',
  function_unavailable: 'service_trouble',
  key_set_unavailable: 'service_trouble',
  login_service_unavailable: 'service_trouble',
  out_of_time: 'service_trouble',
  queue_unavailable: 'service_trouble',
  seal_broken: 'service_trouble',
  store_unavailable: 'service_trouble',
  too_many_hints: 'service_trouble',
  vault_unavailable: 'service_trouble',

  directive_malformed: 'service_trouble',
  endpoint_secured: 'service_trouble',
  endpoint_unknown: 'service_trouble',
  payload_version_unsupported: 'service_trouble',
  scope_unsupported: 'service_trouble',
  event_permission_missing: 'service_trouble',
  event_rejected: 'service_trouble',
  event_too_large: 'service_trouble',
  gateway_token_refused: 'service_trouble',
  gateway_unavailable: 'service_trouble',
  grant_refused: 'service_trouble',
  login_with_amazon_unavailable: 'service_trouble',
  messaging_credentials_invalid: 'service_trouble',
};
