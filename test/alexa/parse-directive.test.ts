import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEndpointId, parseDirective, sketchDirective } from '../../lib/alexa/message.ts';
import {
  DirectiveMalformed,
  PayloadVersionUnsupported,
  ScopeUnsupported,
} from '../../lib/outcomes/directive.ts';
import { Outcome } from '../../lib/outcomes/outcome.ts';

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl';
const scope = { type: 'BearerToken', token: TOKEN };
const header = {
  namespace: 'Alexa.PowerController',
  name: 'TurnOn',
  messageId: 'm-1',
  correlationToken: 'c-1',
  payloadVersion: '3',
};
const endpoint = { endpointId: 'k3f9a2:light#kitchen', scope, cookie: { a: 'b' } };
const discover = { ...header, namespace: 'Alexa.Discovery', name: 'Discover' };
const grant = { type: 'OAuth2.AuthorizationCode', code: 'ANcodecodecode' };
const acceptGrant = { ...header, namespace: 'Alexa.Authorization', name: 'AcceptGrant' };

describe('where each family of directives carries its token', () => {
  it.each([
    ['an endpoint', { header, endpoint, payload: {} }],
    ['an endpoint without a payload', { header, endpoint }],
    ['discovery', { header: discover, payload: { scope } }],
    ['AcceptGrant', { header: acceptGrant, payload: { grant, grantee: scope } }],
    [
      'an endpoint whose scope is in the payload',
      { header, endpoint: { endpointId: 'k3f9a2:a' }, payload: { scope } },
    ],
  ])('%s', (_family, directive) => {
    const received = parseDirective({ directive });
    expect(received.token.reveal()).toBe(TOKEN);
    expect(JSON.stringify(received)).not.toContain(TOKEN);
    expect(JSON.stringify(received.directive)).not.toMatch(/scope|grant(?!")|code"/);
  });

  it("keeps AcceptGrant's code a secret too", () => {
    const received = parseDirective({
      directive: { header: acceptGrant, payload: { grant, grantee: scope } },
    });
    expect(received.grantCode?.reveal()).toBe(grant.code);
    expect(received.directive.payload).toEqual({});
    expect(JSON.stringify(received)).not.toContain(grant.code);
  });

  it('keeps header, endpoint, cookie, instance and payload as they came', () => {
    const ranged = {
      ...header,
      namespace: 'Alexa.RangeController',
      name: 'SetRangeValue',
      instance: 'fan.a',
    };
    const { directive } = parseDirective({
      directive: { header: ranged, endpoint, payload: { rangeValue: 7 } },
    });
    expect(directive).toEqual({
      header: ranged,
      endpoint: { endpointId: endpoint.endpointId, cookie: endpoint.cookie },
      payload: { rangeValue: 7 },
    });
  });

  it('takes a cookie of null for none', () => {
    const { directive } = parseDirective({ directive: { header, endpoint: { ...endpoint, cookie: null } } });
    expect(directive.endpoint).toEqual({ endpointId: endpoint.endpointId });
  });
});

describe('messages that are no directive', () => {
  it.each<[string, unknown, string]>([
    ['null', null, 'the top'],
    ['a list', [], 'the top'],
    ['a text', 'directive', 'the top'],
    ['nothing inside', {}, 'directive'],
    ['a directive that is a list', { directive: [] }, 'directive'],
    ['no header', { directive: { payload: {} } }, 'header'],
    ['no namespace', { directive: { header: { ...header, namespace: '' } } }, 'header.namespace'],
    ['a name that is a number', { directive: { header: { ...header, name: 7 } } }, 'header.name'],
    ['no message id', { directive: { header: { ...header, messageId: undefined } } }, 'header.messageId'],
    [
      'a correlation token that is an object',
      { directive: { header: { ...header, correlationToken: {} }, endpoint } },
      'header.correlationToken',
    ],
    [
      'an empty instance',
      { directive: { header: { ...header, instance: '' }, endpoint } },
      'header.instance',
    ],
    ['a payload that is a list', { directive: { header, endpoint, payload: [] } }, 'payload'],
    ['a payload of null', { directive: { header, endpoint, payload: null } }, 'payload'],
    ['an endpoint of null', { directive: { header, endpoint: null } }, 'endpoint'],
    ['no endpoint id', { directive: { header, endpoint: { scope } } }, 'endpoint.endpointId'],
    ['no scope', { directive: { header, endpoint: { endpointId: 'k3f9a2:a' } } }, 'endpoint.scope'],
    [
      'an empty token',
      { directive: { header, endpoint: { ...endpoint, scope: { ...scope, token: '' } } } },
      'endpoint.scope.token',
    ],
    [
      'a token that is a number',
      { directive: { header, endpoint: { ...endpoint, scope: { ...scope, token: 5 } } } },
      'endpoint.scope.token',
    ],
    [
      'a scope without type',
      { directive: { header: discover, payload: { scope: { token: TOKEN } } } },
      'payload.scope.type',
    ],
    [
      'a cookie that is a text',
      { directive: { header, endpoint: { ...endpoint, cookie: 'x' } } },
      'endpoint.cookie',
    ],
    ['discovery without a scope', { directive: { header: discover, payload: {} } }, 'payload.scope'],
    [
      'AcceptGrant without a grantee',
      { directive: { header: acceptGrant, payload: { grant } } },
      'payload.grantee',
    ],
    [
      'AcceptGrant without a grant',
      { directive: { header: acceptGrant, payload: { grantee: scope } } },
      'payload.grant',
    ],
    [
      'AcceptGrant without a code',
      { directive: { header: acceptGrant, payload: { grantee: scope, grant: {} } } },
      'payload.grant.code',
    ],
  ])('%s', (_what, message, at) => {
    expect(() => parseDirective(message)).toThrow(new DirectiveMalformed(at));
  });

  it.each([
    ['2', '2'],
    [3, 'none'],
    [undefined, 'none'],
    ['3.1', '3.1'],
    // A token that strayed into the field is not repeated.
    [TOKEN, 'unknown'],
  ])('payload version %j', (payloadVersion, version) => {
    const message = { directive: { header: { ...header, payloadVersion }, endpoint, payload: {} } };
    expect(() => parseDirective(message)).toThrow(new PayloadVersionUnsupported(version));
  });

  it.each([
    ['BearerTokenWithPartition', 'BearerTokenWithPartition'],
    ['DirectedUserId', 'DirectedUserId'],
    [TOKEN, 'unknown'],
  ])('a scope of type %s', (type, named) => {
    const message = {
      directive: { header, endpoint: { ...endpoint, scope: { type, token: TOKEN, partition: 'room' } } },
    };
    expect(() => parseDirective(message)).toThrow(new ScopeUnsupported(named));
  });
});

/** JSON that now and then has the shape of a directive, with a secret in any place. */
const anyMessage = (() => {
  const json = fc.jsonValue({ maxDepth: 3 });
  const secret = fc.constant(TOKEN);
  const value = fc.oneof({ weight: 3, arbitrary: json }, { weight: 1, arbitrary: secret });
  const record = (fields: Record<string, fc.Arbitrary<unknown>>) => fc.record(fields, { requiredKeys: [] });
  const anyScope = fc.oneof(
    value,
    record({ type: fc.oneof(value, fc.constant('BearerToken')), token: value }),
  );
  const anyHeader = record({
    namespace: fc.oneof(value, fc.constantFrom('Alexa', 'Alexa.Discovery', 'Alexa.Authorization')),
    name: fc.oneof(value, fc.constantFrom('ReportState', 'Discover', 'AcceptGrant')),
    messageId: fc.oneof(value, fc.uuid()),
    correlationToken: value,
    instance: value,
    payloadVersion: fc.oneof(value, fc.constant('3')),
  });
  const directive = record({
    header: fc.oneof(value, anyHeader, fc.constant(header)),
    endpoint: fc.oneof(value, record({ endpointId: value, scope: anyScope, cookie: value })),
    payload: fc.oneof(
      value,
      record({ scope: anyScope, grantee: anyScope, grant: fc.oneof(value, record({ code: value })) }),
    ),
  });
  return fc.oneof(value, record({ directive: fc.oneof(value, directive) }));
})();

/** Where Alexa's own words belong and are kept: a secret there is no token of anybody. */
const withoutKept = (received: ReturnType<typeof parseDirective>) => {
  const { header: _header, endpoint: _endpoint, payload: _payload, ...rest } = received.directive;
  return JSON.stringify({ ...received, directive: rest });
};

describe('anything at all', () => {
  it('is a directive or an outcome, and no secret is told', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        try {
          expect(withoutKept(parseDirective(message))).not.toContain(TOKEN);
        } catch (error) {
          if (!(error instanceof Outcome)) throw error;
          expect(`${error.message} ${JSON.stringify(error.data)}`).not.toContain(TOKEN.slice(0, 12));
        }
      }),
      { numRuns: 600 },
    );
  });

  it('can be sketched', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const { endpointId, correlationToken } = sketchDirective(message);
        expect(endpointId === undefined || isEndpointId(endpointId)).toBe(true);
        expect(correlationToken).not.toBe('');
      }),
    );
  });
});
