import { describe, expect, test } from 'vitest';
import { parseDirective } from '../../lib/alexa/message.ts';
import { errorResponse } from '../../lib/alexa/responses.ts';
import type { AnyOutcome, OutcomeCode } from '../../lib/outcomes/codes.ts';
import * as outcomes from '../../lib/outcomes/index.ts';
import { toAlexaError } from '../../lib/outcomes/to-alexa.ts';
import { toHttpError } from '../../lib/outcomes/to-http.ts';
import { toSpeech } from '../../lib/outcomes/to-speech.ts';
import { LANGUAGES } from '../../lib/speech/language.ts';
import { SENTENCES } from '../../lib/speech/sentences.ts';
import { createChecker } from '../../local/alexa/checks/checker.ts';

const CANARY = 'canary-in-an-error-text';

/** One of each: a new outcome does not compile until it stands here. */
const SAMPLES: { readonly [Code in OutcomeCode]: () => Extract<AnyOutcome, { code: Code }> } = {
  token_malformed: () => new outcomes.TokenMalformed(),
  token_forged: () => new outcomes.TokenForged(),
  token_expired: () => new outcomes.TokenExpired(),
  token_mismatched: () => new outcomes.TokenMismatched('scope'),
  key_set_unavailable: () => new outcomes.KeySetUnavailable(),
  user_info_unavailable: () => new outcomes.UserInfoUnavailable('status 500'),
  login_service_unavailable: () => new outcomes.LoginServiceUnavailable('AdminDeleteUser'),
  link_revoked: () => new outcomes.LinkRevoked(),
  user_deleted: () => new outcomes.UserDeleted(),
  directive_malformed: () => new outcomes.DirectiveMalformed('header'),
  payload_version_unsupported: () => new outcomes.PayloadVersionUnsupported('2'),
  scope_unsupported: () => new outcomes.ScopeUnsupported('DirectedUserId'),
  endpoint_unknown: () => new outcomes.EndpointUnknown('not_a_member'),
  home_paused: () => new outcomes.HomePaused('k1'),
  endpoint_secured: () => new outcomes.EndpointSecured('Alexa.LockController/Unlock'),
  home_plain_http: () => new outcomes.HomePlainHttp(),
  home_wants_certificate: () => new outcomes.HomeWantsCertificate('certificate required'),
  home_address_blocked: () => new outcomes.HomeAddressBlocked('loopback'),
  home_name_unresolved: () => new outcomes.HomeNameUnresolved('home.example'),
  home_connection_refused: () => new outcomes.HomeConnectionRefused('ECONNREFUSED'),
  home_tls_failed: () => new outcomes.HomeTlsFailed('CERT_HAS_EXPIRED'),
  home_without_tls: () => new outcomes.HomeWithoutTls(),
  home_timed_out: () => new outcomes.HomeTimedOut('answer'),
  home_connection_lost: () => new outcomes.HomeConnectionLost('ECONNRESET'),
  home_answer_too_large: () => new outcomes.HomeAnswerTooLarge(1_000_000),
  home_answer_not_json: () => new outcomes.HomeAnswerNotJson(200, 'text/html'),
  home_answer_invalid: () => new outcomes.HomeAnswerInvalid('event.header'),
  home_redirects: () => new outcomes.HomeRedirects(302, 'https://login.example'),
  home_failed: () => new outcomes.HomeFailed(502),
  home_token_refused: () => new outcomes.HomeTokenRefused(),
  home_forbids: () => new outcomes.HomeForbids(),
  home_rejects: () => new outcomes.HomeRejects(400),
  home_login_wall: () => new outcomes.HomeLoginWall(),
  home_websocket_refused: () => new outcomes.HomeWebSocketRefused(400),
  smart_home_not_enabled: () => new outcomes.SmartHomeNotEnabled(),
  home_throttles: () => new outcomes.HomeThrottles(),
  home_left_alone: () => new outcomes.HomeLeftAlone('home_timed_out', null),
  home_refuses_command: () => new outcomes.HomeRefusesCommand('auth/long_lived_access_token', 'unauthorized'),
  home_intents_not_enabled: () => new outcomes.IntentsNotEnabled(),
  home_conversation_not_enabled: () => new outcomes.ConversationNotEnabled(),
  assistant_gone: () => new outcomes.AssistantGone(),
  link_missing: () => new outcomes.LinkMissing(),
  no_home: () => new outcomes.NoHome(),
  store_unavailable: () => new outcomes.StoreUnavailable('GetItem'),
  store_conflict: () => new outcomes.StoreConflict('account'),
  vault_unavailable: () => new outcomes.VaultUnavailable('Decrypt'),
  seal_broken: () => new outcomes.SealBroken('connection'),
  out_of_time: () => new outcomes.OutOfTime('waiting'),
  function_unavailable: () => new outcomes.FunctionUnavailable('acceptgrant'),
  grant_dead: () => new outcomes.GrantDead('invalid_grant'),
  gateway_token_refused: () => new outcomes.GatewayTokenRefused(),
  event_rejected: () => new outcomes.EventRejected(400, 'INVALID_REQUEST_EXCEPTION'),
  event_too_large: () => new outcomes.EventTooLarge(),
  event_permission_missing: () => new outcomes.EventPermissionMissing(),
  gateway_unavailable: () => new outcomes.GatewayUnavailable('503 no code', 'unknown'),
  enablement_missing: () => new outcomes.EnablementMissing('SKILL_NEVER_ENABLED_EXCEPTION'),
  too_many_hints: () => new outcomes.TooManyHints(3),
  queue_unavailable: () => new outcomes.QueueUnavailable('looks'),
  grant_refused: () => new outcomes.GrantRefused('invalid_grant'),
  login_with_amazon_unavailable: () => new outcomes.LoginWithAmazonUnavailable('status 500'),
  messaging_credentials_invalid: () => new outcomes.MessagingCredentialsInvalid('missing'),
  request_invalid: () => new outcomes.RequestInvalid('url', 'Give the address.'),
  not_found: () => new outcomes.NotFound('home'),
  method_not_allowed: () => new outcomes.MethodNotAllowed('GET'),
  forbidden: () => new outcomes.Forbidden('disconnect this home'),
  sign_in_state_invalid: () => new outcomes.SignInStateInvalid(),
  too_many_homes: () => new outcomes.TooManyHomes(10),
  invitation_invalid: () => new outcomes.InvitationInvalid(),
  invitation_not_yours: () => new outcomes.InvitationNotYours(),
  too_many_invitations: () => new outcomes.TooManyInvitations(10),
};

const all: readonly outcomes.Outcome[] = Object.values(SAMPLES).map((make) => make());

/** The only ones that may cost somebody their link. */
const UNLINKING: Readonly<Record<string, string>> = {
  token_malformed: 'INVALID_AUTHORIZATION_CREDENTIAL',
  token_forged: 'INVALID_AUTHORIZATION_CREDENTIAL',
  token_expired: 'EXPIRED_AUTHORIZATION_CREDENTIAL',
  link_revoked: 'INVALID_AUTHORIZATION_CREDENTIAL',
  user_deleted: 'INVALID_AUTHORIZATION_CREDENTIAL',
};

/** What is thrown that is no outcome: defects, and things that are not even errors. */
const UNEXPECTED: readonly (readonly [string, unknown])[] = [
  ['an error', new Error(CANARY)],
  ['a type error', new TypeError(`cannot read ${CANARY}`)],
  ['an error with a code of ours', Object.assign(new Error(CANARY), { code: 'token_forged' })],
  ['an object like an outcome', { code: 'token_expired', message: CANARY, data: {} }],
  ['a text', CANARY],
  ['nothing', undefined],
  ['null', null],
  ['an error from HTTP', Object.assign(new Error(CANARY), { statusCode: 401, expose: true })],
];

describe('the samples', () => {
  test('are every class of outcome that there is', () => {
    const classes = Object.values(outcomes).filter(
      (value) => typeof value === 'function' && value.prototype instanceof outcomes.Outcome,
    );
    expect(new Set(all.map((outcome) => outcome.constructor))).toEqual(new Set(classes));
    expect(all.map(({ code }) => code)).toEqual(Object.keys(SAMPLES));
  });

  test.each(all.map((outcome) => [outcome.code, outcome] as const))(
    '%s: has a name and a sentence',
    (_code, outcome) => {
      expect(outcome.name).toBe(outcome.constructor.name);
      expect(outcome.message).toMatch(/^\S.*\.$/s);
    },
  );

  test('carry what led to them', () => {
    const cause = new Error('below');
    expect(new outcomes.StoreUnavailable('GetItem', { cause }).cause).toBe(cause);
    expect(new outcomes.HomeTlsFailed('X', {}, { cause }).cause).toBe(cause);
  });
});

describe('to Alexa', () => {
  test('exactly five outcomes may unlink a user', () => {
    const unlinking = all
      .map((outcome) => [outcome.code, toAlexaError(outcome).type] as const)
      .filter(([, type]) => type.includes('AUTHORIZATION_CREDENTIAL'));
    expect(Object.fromEntries(unlinking)).toEqual(UNLINKING);
  });

  test.each([
    ['home_throttles', 'RATE_LIMIT_EXCEEDED'],
    ['home_timed_out', 'BRIDGE_UNREACHABLE'],
    ['home_of_an_earlier_version', 'BRIDGE_UNREACHABLE'],
    ['', 'BRIDGE_UNREACHABLE'],
    ['token_expired', 'BRIDGE_UNREACHABLE'],
  ])('a home left alone because of "%s" is %s', (because, type) => {
    expect(toAlexaError(new outcomes.HomeLeftAlone(because, null)).type).toBe(type);
  });

  const checker = createChecker();
  const directive = {
    directive: {
      header: {
        namespace: 'Alexa.PowerController',
        name: 'TurnOn',
        messageId: 'message-1',
        correlationToken: 'correlation',
        payloadVersion: '3',
      },
      endpoint: { endpointId: 'k1:light#a', scope: { type: 'BearerToken', token: 'link-token-123456' } },
      payload: {},
    },
  };

  test.each(all.map((outcome) => [outcome.code, outcome] as const))(
    '%s is a valid message',
    (_code, outcome) => {
      expect(parseDirective(directive).token.reveal()).toBe('link-token-123456');
      const answer = errorResponse(directive, outcome);
      expect(checker.check(answer, { directive })).toEqual([]);
      expect(answer.event.payload.message).toBe(outcome.message);
    },
  );

  test.each(UNEXPECTED)('%s is INTERNAL_ERROR, without its text', (_name, thrown) => {
    const answer = errorResponse(directive, thrown);
    expect(answer.event.payload.type).toBe('INTERNAL_ERROR');
    expect(JSON.stringify(answer)).not.toContain(CANARY);
    expect(checker.check(answer, { directive })).toEqual([]);
  });

  test('nothing that is handled unlinks a user by accident of inheritance', () => {
    class Derived extends outcomes.Outcome {
      readonly code = 'constructor';
    }
    expect(toAlexaError(new Derived(CANARY, {}))).toEqual({
      type: 'INTERNAL_ERROR',
      message: expect.not.stringContaining(CANARY),
    });
    expect(toHttpError(new Derived(CANARY, {}))).toMatchObject({ statusCode: 500 });
    expect(JSON.stringify(toHttpError(new Derived(CANARY, {})))).not.toContain(CANARY);
  });
});

describe('to HTTP', () => {
  test.each(all.map((outcome) => [outcome.code, outcome] as const))(
    '%s has a status and says what it is',
    (code, outcome) => {
      const { statusCode, body } = toHttpError(outcome);
      expect(statusCode).toBeGreaterThanOrEqual(400);
      expect(statusCode).toBeLessThan(600);
      expect(body.error).toMatchObject({ code, message: outcome.message });
      expect(
        Object.keys(body.error).every((name) => ['code', 'message', 'field', 'remedy'].includes(name)),
      ).toBe(true);
    },
  );

  test("what a home did wrong is the home's, with a remedy", () => {
    const ofHomes = all.filter(({ code }) => code.startsWith('home_') && code !== 'home_paused');
    expect(ofHomes.length).toBeGreaterThan(15);
    for (const outcome of ofHomes) {
      const { statusCode, body } = toHttpError(outcome);
      expect([outcome.code, statusCode]).toEqual([outcome.code, 422]);
      expect(body.error.remedy).toMatch(/\.$/);
    }
  });

  test("what failed on our side is never the caller's fault", () => {
    const ours: OutcomeCode[] = [
      'key_set_unavailable',
      'user_info_unavailable',
      'store_unavailable',
      'vault_unavailable',
      'seal_broken',
      'out_of_time',
      'function_unavailable',
      'messaging_credentials_invalid',
    ];
    for (const code of ours) expect(toHttpError(SAMPLES[code]()).statusCode).toBeGreaterThanOrEqual(500);
  });

  test('a request that does not fit names the field', () => {
    expect(toHttpError(new outcomes.RequestInvalid('headers.x', 'No.'))).toEqual({
      statusCode: 400,
      body: { error: { code: 'request_invalid', message: 'No.', field: 'headers.x' } },
    });
  });

  test.each(UNEXPECTED)('%s is 500, without its text', (_name, thrown) => {
    const { statusCode, body } = toHttpError(thrown);
    expect(statusCode).toBe(500);
    expect(body.error.code).toBe('internal_error');
    expect(JSON.stringify(body)).not.toContain(CANARY);
  });
});

describe('to speech', () => {
  /** Technical words that nobody wants to hear from a loudspeaker. */
  const MACHINE = /[{}<>_]|\b(token|HTTP|status [0-9]|JSON|URL|null|undefined|error code|timeout)\b/i;

  test.each(
    LANGUAGES.flatMap((language) => all.map((outcome) => [language, outcome.code, outcome] as const)),
  )('%s: %s is a sentence', (language, _code, outcome) => {
    const said = SENTENCES[language][toSpeech(outcome).sentence];
    expect(said).toMatch(/^\p{Lu}.*[.?]$/u);
    expect(said).not.toMatch(MACHINE);
    expect(said.length).toBeLessThan(200);
  });

  test('each sentence of a failure is another one in each language, and no two languages share one', () => {
    const keys = [...new Set(all.map((outcome) => toSpeech(outcome).sentence))];
    const said = LANGUAGES.flatMap((language) => keys.map((key) => SENTENCES[language][key]));
    expect(new Set(said).size).toBe(said.length);
  });

  test('only a link that is missing or over brings the card for linking', () => {
    const linking = all.filter((outcome) => toSpeech(outcome).linkAccount).map(({ code }) => code);
    expect(linking.toSorted()).toEqual([...Object.keys(UNLINKING), 'link_missing'].toSorted());
  });

  test.each(UNEXPECTED)('%s is our fault, and says nothing of itself', (_what, thrown) => {
    expect(toSpeech(thrown)).toEqual({ sentence: 'ourFault', linkAccount: false });
  });

  test.each([
    ['that was reached and did not answer may still do it', new outcomes.HomeTimedOut('answer'), 'slow'],
    ['that was not reached will not', new outcomes.HomeTimedOut('connect'), 'away'],
    ['nor one that was not asked', new outcomes.HomeLeftAlone('home_timed_out', 1), 'away'],
    ['that is left alone for its token', new outcomes.HomeLeftAlone('home_token_refused', null), 'refused'],
    ['that is left alone for its load', new outcomes.HomeLeftAlone('home_throttles', 1), 'throttled'],
    ['that is left alone for its certificate', new outcomes.HomeLeftAlone('home_tls_failed', 1), 'insecure'],
    ['that is left alone for an odd reason', new outcomes.HomeLeftAlone('constructor', 1), 'ourFault'],
  ])('a home %s', (_what, outcome, sentence) => {
    expect(toSpeech(outcome).sentence).toBe(sentence);
  });
});
