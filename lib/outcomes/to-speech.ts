import type { Sentences } from '../speech/sentences.ts';
import type { OutcomeCode } from './codes.ts';
import { HomeLeftAlone, HomeTimedOut } from './home.ts';
import { Outcome } from './outcome.ts';

/** Which sentence is said of a failure. */
export type SpokenFailure = keyof {
  [Name in keyof Sentences as Sentences[Name] extends string ? Name : never]: true;
};

/**
 * The one table from outcomes to what the custom skill says. Nobody speaking with Alexa can look at a log or a field, so
 * what is no fault of the home's or the link's is ours.
 */
const SPOKEN = {
  link_missing: 'linkMissing',
  token_malformed: 'linkEnded',
  token_forged: 'linkEnded',
  token_expired: 'linkEnded',
  link_revoked: 'linkEnded',
  user_deleted: 'linkEnded',
  token_mismatched: 'ourFault',
  key_set_unavailable: 'ourFault',
  login_service_unavailable: 'ourFault',
  user_info_unavailable: 'ourFault',
  no_home: 'noHome',

  directive_malformed: 'ourFault',
  payload_version_unsupported: 'ourFault',
  scope_unsupported: 'ourFault',
  endpoint_unknown: 'notConfigured',
  home_paused: 'pausedHome',
  endpoint_secured: 'notConfigured',

  home_address_blocked: 'blocked',
  home_name_unresolved: 'away',
  home_connection_refused: 'away',
  home_tls_failed: 'insecure',
  home_without_tls: 'insecure',
  home_plain_http: 'insecure',
  home_wants_certificate: 'blocked',
  home_timed_out: 'slow',
  home_connection_lost: 'away',
  home_answer_too_large: 'homeFailed',
  home_answer_not_json: 'blocked',
  home_answer_invalid: 'homeFailed',
  home_redirects: 'blocked',
  home_failed: 'homeFailed',
  home_token_refused: 'refused',
  home_forbids: 'blocked',
  home_rejects: 'blocked',
  home_login_wall: 'blocked',
  home_websocket_refused: 'blocked',
  smart_home_not_enabled: 'intentsNotEnabled',
  home_intents_not_enabled: 'intentsNotEnabled',
  home_conversation_not_enabled: 'conversationNotEnabled',
  assistant_gone: 'assistantGone',
  home_throttles: 'throttled',
  home_left_alone: 'away',
  home_refuses_command: 'refused',

  store_unavailable: 'ourFault',
  store_conflict: 'ourFault',
  vault_unavailable: 'ourFault',
  seal_broken: 'ourFault',
  out_of_time: 'ourFault',
  function_unavailable: 'ourFault',

  grant_dead: 'ourFault',
  gateway_token_refused: 'ourFault',
  event_rejected: 'ourFault',
  event_too_large: 'ourFault',
  event_permission_missing: 'ourFault',
  gateway_unavailable: 'ourFault',
  enablement_missing: 'ourFault',
  grant_refused: 'ourFault',
  login_with_amazon_unavailable: 'ourFault',
  messaging_credentials_invalid: 'ourFault',

  request_invalid: 'ourFault',
  not_found: 'ourFault',
  method_not_allowed: 'ourFault',
  forbidden: 'ourFault',
  sign_in_state_invalid: 'ourFault',
  too_many_hints: 'ourFault',
  queue_unavailable: 'ourFault',
  too_many_homes: 'ourFault',
  invitation_invalid: 'ourFault',
  invitation_not_yours: 'ourFault',
  too_many_invitations: 'ourFault',
} as const satisfies Record<OutcomeCode, SpokenFailure>;

/** A home that is left alone is spoken of as what it is left alone for. */
const codeOf = (error: Outcome): string => (error instanceof HomeLeftAlone ? error.data.because : error.code);

/** The home took too long to be reached, now or a moment ago: it heard nothing, and will do nothing. */
const wasNotReached = (error: unknown): boolean =>
  (error instanceof HomeTimedOut && error.data.phase === 'connect') ||
  (error instanceof HomeLeftAlone && error.data.because === 'home_timed_out');

/** Failures after which linking anew helps: the answer carries the card for it. */
const LINKED_ANEW: ReadonlySet<SpokenFailure> = new Set(['linkMissing', 'linkEnded']);

/**
 * What somebody who speaks with the skill hears of a failure.
 * @returns the sentence, and whether the card for linking an account goes with it. An error that is no outcome is ours.
 */
export function toSpeech(error: unknown): { sentence: SpokenFailure; linkAccount: boolean } {
  if (wasNotReached(error)) return { sentence: 'away', linkAccount: false };
  const code = error instanceof Outcome ? codeOf(error) : '';
  const sentence = Object.hasOwn(SPOKEN, code) ? SPOKEN[code as OutcomeCode] : 'ourFault';
  return { sentence, linkAccount: LINKED_ANEW.has(sentence) };
}
