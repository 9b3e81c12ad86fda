import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorResponse } from '../../lib/alexa/responses.ts';
import * as directive from '../../lib/outcomes/directive.ts';
import * as home from '../../lib/outcomes/home.ts';
import * as identity from '../../lib/outcomes/identity.ts';
import * as service from '../../lib/outcomes/service.ts';
import { createChecker } from '../../local/alexa/checks/checker.ts';

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl';
const scope = { type: 'BearerToken', token: TOKEN };
const header = (namespace: string, name: string) => ({
  namespace,
  name,
  messageId: 'm-1',
  correlationToken: 'c-1',
  payloadVersion: '3',
});
const MESSAGES = {
  control: {
    directive: {
      header: header('Alexa.PowerController', 'TurnOn'),
      endpoint: { endpointId: 'k3f9a2:light#kitchen', scope },
      payload: {},
    },
  },
  discovery: { directive: { header: header('Alexa.Discovery', 'Discover'), payload: { scope } } },
  acceptGrant: {
    directive: {
      header: header('Alexa.Authorization', 'AcceptGrant'),
      payload: { grant: { code: 'ANcodecode' }, grantee: scope },
    },
  },
};

/** Outcomes of every kind, and what Alexa hears of each. */
const ERRORS: readonly (readonly [string, unknown, string])[] = [
  ['not a token', new identity.TokenMalformed(), 'INVALID_AUTHORIZATION_CREDENTIAL'],
  ['a forged token', new identity.TokenForged(), 'INVALID_AUTHORIZATION_CREDENTIAL'],
  ['an expired token', new identity.TokenExpired(), 'EXPIRED_AUTHORIZATION_CREDENTIAL'],
  ['a revoked link', new identity.LinkRevoked(), 'INVALID_AUTHORIZATION_CREDENTIAL'],
  ['a deleted user', new identity.UserDeleted(), 'INVALID_AUTHORIZATION_CREDENTIAL'],
  ['another issuer', new identity.TokenMismatched('issuer'), 'INTERNAL_ERROR'],
  ['no key set', new identity.KeySetUnavailable(), 'INTERNAL_ERROR'],
  ['a broken directive', new directive.DirectiveMalformed('header'), 'INVALID_DIRECTIVE'],
  ['payload version 2', new directive.PayloadVersionUnsupported('2'), 'INVALID_DIRECTIVE'],
  ['a partition', new directive.ScopeUnsupported('BearerTokenWithPartition'), 'INVALID_DIRECTIVE'],
  ['an unknown endpoint', new directive.EndpointUnknown('not_a_member'), 'NO_SUCH_ENDPOINT'],
  ['a paused home', new directive.HomePaused('k3f9a2'), 'CLOUD_CONTROL_DISABLED'],
  ['a blocked address', new home.HomeAddressBlocked('private'), 'BRIDGE_UNREACHABLE'],
  ['a plain http address', new home.HomePlainHttp(), 'BRIDGE_UNREACHABLE'],
  ['a wanted certificate', new home.HomeWantsCertificate('certificate required'), 'BRIDGE_UNREACHABLE'],
  ['an unresolved name', new home.HomeNameUnresolved('home.example'), 'BRIDGE_UNREACHABLE'],
  ['a refused connection', new home.HomeConnectionRefused('ECONNREFUSED'), 'BRIDGE_UNREACHABLE'],
  ['failed TLS', new home.HomeTlsFailed('CERT_HAS_EXPIRED'), 'BRIDGE_UNREACHABLE'],
  ['a timeout', new home.HomeTimedOut('answer'), 'BRIDGE_UNREACHABLE'],
  ['a lost connection', new home.HomeConnectionLost('ECONNRESET'), 'BRIDGE_UNREACHABLE'],
  ['too large an answer', new home.HomeAnswerTooLarge(5), 'BRIDGE_UNREACHABLE'],
  ['a web page', new home.HomeAnswerNotJson(200, 'text/html'), 'BRIDGE_UNREACHABLE'],
  ['nonsense', new home.HomeAnswerInvalid('event'), 'INTERNAL_ERROR'],
  ['a redirect', new home.HomeRedirects(302, 'https://login.example'), 'BRIDGE_UNREACHABLE'],
  ['status 500', new home.HomeFailed(500), 'BRIDGE_UNREACHABLE'],
  ['a refused token', new home.HomeTokenRefused(), 'BRIDGE_UNREACHABLE'],
  ['a ban', new home.HomeForbids(), 'BRIDGE_UNREACHABLE'],
  ['status 400', new home.HomeRejects(400), 'BRIDGE_UNREACHABLE'],
  ['no smart_home', new home.SmartHomeNotEnabled(), 'INTERNAL_ERROR'],
  ['status 429', new home.HomeThrottles(), 'RATE_LIMIT_EXCEEDED'],
  ['a home left alone', new home.HomeLeftAlone('home_timed_out', 5), 'BRIDGE_UNREACHABLE'],
  ['no store', new service.StoreUnavailable('GetItem'), 'INTERNAL_ERROR'],
  ['no vault', new service.VaultUnavailable('Decrypt'), 'INTERNAL_ERROR'],
  ['a broken seal', new service.SealBroken('connection'), 'INTERNAL_ERROR'],
  ['no time', new service.OutOfTime('waiting'), 'INTERNAL_ERROR'],
  ['a defect', new TypeError(`Cannot read ${TOKEN}`), 'INTERNAL_ERROR'],
  ['a thrown text', TOKEN, 'INTERNAL_ERROR'],
  ['nothing', undefined, 'INTERNAL_ERROR'],
];

describe('every error as a valid message', () => {
  const { check } = createChecker();

  it.each(ERRORS)('%s', (_what, error, type) => {
    for (const message of [MESSAGES.control, MESSAGES.discovery]) {
      const answer = errorResponse(message, error);
      expect(check(answer, { directive: message })).toEqual([]);
      expect(answer.event.payload.type).toBe(type);
      expect(JSON.stringify(answer)).not.toContain(TOKEN);
    }
    const answer = errorResponse(MESSAGES.acceptGrant, error);
    expect(check(answer, { directive: MESSAGES.acceptGrant })).toEqual([]);
    expect(answer.event.payload.type).toBe('ACCEPT_GRANT_FAILED');
  });

  it('whatever the message looked like', () => {
    // The schema takes a while over each message, and has seen every error above.
    const { check: checkOwn } = createChecker({ schemaPath: '' });
    const json = fc.jsonValue({ maxDepth: 3 });
    const headers = fc.record(
      {
        namespace: json,
        name: json,
        messageId: fc.oneof(json, fc.uuid()),
        correlationToken: fc.oneof(json, fc.string({ minLength: 1 })),
      },
      { requiredKeys: [] },
    );
    const endpoints = fc.record(
      { endpointId: fc.oneof(json, fc.string(), fc.constant('k3f9a2:a')), scope: fc.constant(scope) },
      { requiredKeys: [] },
    );
    const messages = fc.oneof(
      json,
      fc.record({
        directive: fc.oneof(
          json,
          fc.record(
            { header: fc.oneof(json, headers), endpoint: fc.oneof(json, endpoints), payload: json },
            { requiredKeys: [] },
          ),
        ),
      }),
    );
    const errors = fc.constantFrom(...ERRORS.map(([, error]) => error));
    fc.assert(
      fc.property(messages, errors, (message, error) => {
        expect(checkOwn(errorResponse(message, error), { directive: message })).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
