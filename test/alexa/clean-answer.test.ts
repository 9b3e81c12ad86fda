import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alexaTime } from '../../lib/alexa/alexa-time.ts';
import { cleanAnswer } from '../../lib/alexa/clean-answer.ts';
import type { AlexaResponse, Directive } from '../../lib/alexa/message.ts';
import { HomeAnswerInvalid } from '../../lib/outcomes/home.ts';
import { createChecker } from '../../local/alexa/checks/checker.ts';

type Json = Record<string, unknown>;

const NOW = Date.parse('2026-03-01T10:00:00.000Z');
const ENDPOINT = 'k3f9a2:light#kitchen';
const { check } = createChecker();

function asked(name: string, payload: Json = {}, instance?: string): Directive {
  const [namespace = '', directive = ''] = name.split('/');
  const header = { namespace, name: directive, messageId: 'asked', correlationToken: 'c+1/==' };
  return {
    header: { ...header, ...(instance !== undefined && { instance }), payloadVersion: '3' },
    endpoint: { endpointId: ENDPOINT, cookie: { a: 'b' } },
    payload,
  };
}

/** Cleans, and has the result checked as an answer to the directive. */
function clean(directive: Directive, answer: Json): AlexaResponse {
  const cleaned = cleanAnswer(directive, answer, () => NOW);
  expect(check(cleaned, { directive })).toEqual([]);
  return cleaned;
}

const event = (name: string, payload: Json = {}): Json => {
  const [namespace, given] = name.split('/');
  return {
    header: {
      namespace,
      name: given,
      messageId: 'of-the-home',
      correlationToken: 'other',
      payloadVersion: '3',
    },
    endpoint: {
      endpointId: 'light#kitchen',
      scope: { type: 'BearerToken', token: 'Atza|home' },
      cookie: { x: 'y' },
    },
    payload,
  };
};

const property = (namespace: string, name: string, value: unknown, more: Json = {}): Json => ({
  namespace,
  name,
  value,
  timeOfSample: '2026-03-01T09:59:58Z',
  uncertaintyInMilliseconds: 0,
  ...more,
});

const power = (value: string, more: Json = {}) =>
  property('Alexa.PowerController', 'powerState', value, more);

describe('answers as Home Assistant gives them', () => {
  it('TurnOn: header, endpoint and correlation token are our own, the state is the home’s', () => {
    const directive = asked('Alexa.PowerController/TurnOn');
    const answer = clean(directive, {
      event: event('Alexa/Response'),
      context: { properties: [power('ON')] },
    });
    expect(answer.event.header).toMatchObject({
      namespace: 'Alexa',
      name: 'Response',
      correlationToken: 'c+1/==',
    });
    expect(answer.event.header.messageId).not.toBe('of-the-home');
    expect(answer.event.endpoint).toEqual({ endpointId: ENDPOINT });
    expect(answer.context).toEqual({
      properties: [power('ON', { timeOfSample: '2026-03-01T09:59:58.000Z' })],
    });
  });

  it.each<[string, Json, Json]>([
    ['no time', { timeOfSample: undefined }, { timeOfSample: '2026-03-01T10:00:00.000Z' }],
    ['no uncertainty', { uncertaintyInMilliseconds: undefined }, { uncertaintyInMilliseconds: 0 }],
    ['an uncertainty of 1.5', { uncertaintyInMilliseconds: 1.5 }, { uncertaintyInMilliseconds: 0 }],
    ['an uncertainty of -1', { uncertaintyInMilliseconds: -1 }, { uncertaintyInMilliseconds: 0 }],
    ['an uncertainty of 500', { uncertaintyInMilliseconds: 500 }, { uncertaintyInMilliseconds: 500 }],
    [
      'microseconds and an offset',
      { timeOfSample: '2026-03-01T11:59:58.123456+02:00' },
      { timeOfSample: '2026-03-01T09:59:58.123Z' },
    ],
    ['unknown fields', { scope: 'x', token: 'y', note: 1 }, {}],
    ['an instance of null', { instance: null }, {}],
  ])('a property with %s', (_what, given, kept) => {
    const answer = clean(asked('Alexa/ReportState'), {
      event: event('Alexa/StateReport'),
      context: { properties: [power('ON', given)] },
    });
    const expected = { ...power('ON'), timeOfSample: '2026-03-01T09:59:58.000Z', ...kept };
    const [first] = answer.context?.properties ?? [];
    expect({ ...first, timeOfSample: alexaTime(first?.timeOfSample, 0) }).toEqual(expected);
  });

  it.each<[string, unknown]>([
    ['a text', 'ON'],
    ['null', null],
    ['no value', { namespace: 'Alexa', name: 'x' }],
    ['no name', { namespace: 'Alexa', value: 1 }],
    ['an empty name', { namespace: 'Alexa', name: '', value: 1 }],
    ['an empty namespace', { namespace: '', name: 'x', value: 1 }],
  ])('a property that is none (%s) is left out', (_what, broken) => {
    const answer = clean(asked('Alexa/ReportState'), {
      event: event('Alexa/StateReport'),
      context: { properties: [broken, power('OFF')] },
    });
    expect(answer.context?.properties).toHaveLength(1);
  });

  it('a property that comes twice goes on once, as it came first', () => {
    const answer = clean(asked('Alexa/ReportState'), {
      event: event('Alexa/StateReport'),
      context: { properties: [power('ON'), power('OFF'), power('OFF', { instance: 'other' })] },
    });
    expect(answer.context?.properties.map(({ value, instance }) => [value, instance])).toEqual([
      ['ON', undefined],
      ['OFF', 'other'],
    ]);
  });

  it.each([undefined, null, [], {}, { properties: null }])(
    'a state report with a context of %j still has a list of properties',
    (context) => {
      const answer = clean(asked('Alexa/ReportState'), { event: event('Alexa/StateReport'), context });
      expect(answer.context).toEqual({ properties: [] });
    },
  );

  it('a scene that starts says why and when, and nothing else', () => {
    const payload = { cause: { type: 'VOICE_INTERACTION' }, timestamp: '2026-03-01T09:59:59.0Z' };
    const answer = clean(asked('Alexa.SceneController/Activate'), {
      event: event('Alexa.SceneController/ActivationStarted', {
        ...payload,
        scope: { token: 'x' },
        cookie: {},
      }),
    });
    expect(answer.event.payload).toEqual({
      cause: { type: 'VOICE_INTERACTION' },
      timestamp: '2026-03-01T09:59:59.000Z',
    });
    expect(answer.context).toBeUndefined();
  });

  it('a security panel keeps the fields of its answer', () => {
    const answer = clean(asked('Alexa.SecurityPanelController/Arm', { armState: 'ARMED_AWAY' }), {
      event: event('Alexa.SecurityPanelController/Arm.Response', { exitDelayInSeconds: 30 }),
      context: { properties: [property('Alexa.SecurityPanelController', 'armState', 'ARMED_AWAY')] },
    });
    expect(answer.event.payload).toEqual({ exitDelayInSeconds: 30 });
  });
});

describe('what never comes out', () => {
  it.each<[string, Json]>([
    ['in the endpoint', { event: event('Alexa/Response') }],
    ['in the payload', { event: event('Alexa/Response', { scope: { token: 'Atza|home' } }) }],
    [
      'as grantee',
      { event: event('Alexa/Response', { grantee: { token: 'Atza|home' }, token: 'Atza|home' }) },
    ],
    ['beside the event', { event: event('Alexa/Response'), directive: { token: 'Atza|home' } }],
    ['in the context', { event: event('Alexa/Response'), context: { properties: [], scope: 'Atza|home' } }],
    ['in the event', { event: { ...event('Alexa/Response'), scope: { token: 'Atza|home' } } }],
    [
      'in an error',
      {
        event: event('Alexa/ErrorResponse', {
          type: 'INVALID_VALUE',
          message: 'no',
          scope: 'Atza|home',
          cookie: {},
        }),
      },
    ],
    [
      'in a security panel’s answer',
      { event: event('Alexa/Response', { exitDelayInSeconds: 3, authorization: 'Atza|home' }) },
    ],
  ])('a token %s', (_where, answer) => {
    const text = JSON.stringify(clean(asked('Alexa.PowerController/TurnOn'), answer));
    expect(text).not.toMatch(/Atza|scope|cookie|grantee|BearerToken/);
  });
});

describe('answers that do not fit', () => {
  it.each<[string, string]>([
    ['Alexa.PowerController/TurnOn', 'Alexa.Discovery/Discover.Response'],
    ['Alexa.PowerController/TurnOn', 'Alexa.Authorization/AcceptGrant.Response'],
    ['Alexa.PowerController/TurnOn', 'Alexa/StateReport'],
    ['Alexa.PowerController/TurnOn', 'Alexa/ChangeReport'],
    ['Alexa.PowerController/TurnOn', 'Alexa.PowerController/TurnOn'],
    ['Alexa.PowerController/TurnOn', 'Alexa.LockController/Response'],
    ['Alexa/ReportState', 'Alexa/Response'],
    ['Alexa.SceneController/Activate', 'Alexa/Response'],
    // Nothing of ours could bring the answer later.
    ['Alexa.LockController/Lock', 'Alexa/DeferredResponse'],
  ])('%s is not answered by %s', (name, given) => {
    expect(() => cleanAnswer(asked(name), { event: event(given) }, () => NOW)).toThrow(
      new HomeAnswerInvalid('event.header.name'),
    );
  });

  it.each<[string, Json, string]>([
    ['no event', {}, 'event'],
    ['an event that is a list', { event: [] }, 'event'],
    ['no header', { event: { payload: {} } }, 'event.header'],
    ['a header without a name', { event: { header: { namespace: 'Alexa' } } }, 'event.header'],
    ['a name that is a number', { event: { header: { namespace: 'Alexa', name: 1 } } }, 'event.header'],
  ])('%s', (_what, answer, at) => {
    expect(() => cleanAnswer(asked('Alexa.PowerController/TurnOn'), answer, () => NOW)).toThrow(
      new HomeAnswerInvalid(at),
    );
  });

  it('a scene that does not say what Alexa must know', () => {
    const answer = { event: event('Alexa.SceneController/ActivationStarted', { cause: 'x' }) };
    expect(() => cleanAnswer(asked('Alexa.SceneController/Activate'), answer, () => NOW)).toThrow(
      HomeAnswerInvalid,
    );
  });
});

describe('errors of a home', () => {
  const failed = (payload: Json, name = 'Alexa/ErrorResponse') =>
    clean(asked('Alexa.ThermostatController/SetTargetTemperature'), {
      event: event(name, payload),
      context: { properties: [power('ON')] },
    });

  it.each<[Json, string, Json]>([
    [{ type: 'NO_SUCH_ENDPOINT', message: 'gone' }, 'Alexa', { type: 'NO_SUCH_ENDPOINT', message: 'gone' }],
    [{ type: 'INVALID_VALUE' }, 'Alexa', { type: 'INVALID_VALUE', message: '' }],
    [{ type: 'INVALID_VALUE', message: 7 }, 'Alexa', { type: 'INVALID_VALUE', message: '' }],
    // The credential types would delete the customer's link.
    [
      { type: 'INVALID_AUTHORIZATION_CREDENTIAL', message: 'm' },
      'Alexa',
      { type: 'BRIDGE_UNREACHABLE', message: 'm' },
    ],
    [
      { type: 'EXPIRED_AUTHORIZATION_CREDENTIAL', message: 'm' },
      'Alexa',
      { type: 'BRIDGE_UNREACHABLE', message: 'm' },
    ],
    // Grants are none of a home's business.
    [{ type: 'ACCEPT_GRANT_FAILED', message: 'm' }, 'Alexa', { type: 'INTERNAL_ERROR', message: 'm' }],
    // Home Assistant says them all under Alexa.
    [
      { type: 'THERMOSTAT_IS_OFF', message: 'm' },
      'Alexa.ThermostatController',
      { type: 'THERMOSTAT_IS_OFF', message: 'm' },
    ],
    [
      { type: 'UNSUPPORTED_THERMOSTAT_MODE', message: 'm' },
      'Alexa.ThermostatController',
      { type: 'UNSUPPORTED_THERMOSTAT_MODE', message: 'm' },
    ],
    // Home Assistant drops the field that this one must have, which Alexa would not take.
    [
      { type: 'REQUESTED_SETPOINTS_TOO_CLOSE', message: 'm' },
      'Alexa',
      { type: 'INVALID_VALUE', message: 'm' },
    ],
    [
      {
        type: 'REQUESTED_SETPOINTS_TOO_CLOSE',
        message: 'm',
        minimumTemperatureDelta: { value: 2, scale: 'CELSIUS' },
      },
      'Alexa.ThermostatController',
      {
        type: 'REQUESTED_SETPOINTS_TOO_CLOSE',
        message: 'm',
        minimumTemperatureDelta: { value: 2, scale: 'CELSIUS' },
      },
    ],
    // An error of Home Assistant's own that Alexa does not know.
    [{ type: 'INVALID_TARGET_STATE', message: 'm' }, 'Alexa', { type: 'INVALID_VALUE', message: 'm' }],
    [{ type: 'SOMETHING_NEW', message: 'm' }, 'Alexa', { type: 'INTERNAL_ERROR', message: 'm' }],
    [{ message: 'm' }, 'Alexa', { type: 'INTERNAL_ERROR', message: 'm' }],
    [{ type: {}, message: 'm' }, 'Alexa', { type: 'INTERNAL_ERROR', message: 'm' }],
    // Names that every JavaScript object has are no error types.
    [{ type: 'constructor', message: 'm' }, 'Alexa', { type: 'INTERNAL_ERROR', message: 'm' }],
    [{ type: '__proto__', message: 'm' }, 'Alexa', { type: 'INTERNAL_ERROR', message: 'm' }],
    [{ type: 'toString', message: 'm' }, 'Alexa', { type: 'INTERNAL_ERROR', message: 'm' }],
    // One field is required, and Home Assistant leaves it out.
    [
      { type: 'NOT_SUPPORTED_IN_CURRENT_MODE', message: 'm' },
      'Alexa',
      { type: 'NOT_SUPPORTED_IN_CURRENT_MODE', message: 'm', currentDeviceMode: 'OTHER' },
    ],
    [
      { type: 'NOT_SUPPORTED_IN_CURRENT_MODE', message: 'm', currentDeviceMode: 'COLOR' },
      'Alexa',
      { type: 'NOT_SUPPORTED_IN_CURRENT_MODE', message: 'm', currentDeviceMode: 'COLOR' },
    ],
    [
      { type: 'VALUE_OUT_OF_RANGE', message: 'm', validRange: { minimumValue: 1, maximumValue: 9 } },
      'Alexa',
      { type: 'VALUE_OUT_OF_RANGE', message: 'm', validRange: { minimumValue: 1, maximumValue: 9 } },
    ],
    [
      { type: 'VALUE_OUT_OF_RANGE', message: 'm', validRange: { minimumValue: 1 } },
      'Alexa',
      { type: 'VALUE_OUT_OF_RANGE', message: 'm' },
    ],
    [
      { type: 'INVALID_VALUE', message: 'm', validRange: { minimumValue: 1, maximumValue: 9 }, token: 'x' },
      'Alexa',
      { type: 'INVALID_VALUE', message: 'm' },
    ],
  ])('%j', (payload, namespace, expected) => {
    const answer = failed(payload);
    expect(answer.event.header).toMatchObject({
      namespace,
      name: 'ErrorResponse',
      correlationToken: 'c+1/==',
    });
    expect(answer.event.payload).toEqual(expected);
    expect(answer.event.endpoint).toEqual({ endpointId: ENDPOINT });
    expect(answer.context).toBeUndefined();
  });

  it.each(['Alexa.ThermostatController', 'Alexa.Nonsense', ''])(
    'whatever namespace the home gives it: %j',
    (namespace) => {
      expect(
        failed({ type: 'ENDPOINT_BUSY', message: 'm' }, `${namespace}/ErrorResponse`).event.header,
      ).toMatchObject({
        namespace: 'Alexa',
      });
    },
  );

  it('an alarm panel', () => {
    const answer = clean(asked('Alexa.SecurityPanelController/Disarm'), {
      event: event('Alexa/ErrorResponse', { type: 'UNAUTHORIZED', message: 'wrong code' }),
    });
    expect(answer.event.header.namespace).toBe('Alexa.SecurityPanelController');
  });

  it('an error of another interface is none that Alexa takes', () => {
    const answer = clean(asked('Alexa.PowerController/TurnOn'), {
      event: event('Alexa/ErrorResponse', { type: 'THERMOSTAT_IS_OFF', message: 'm' }),
    });
    expect(answer.event.header.namespace).toBe('Alexa');
    expect(answer.event.payload).toEqual({ type: 'INTERNAL_ERROR', message: 'm' });
  });

  it('a film that must not be skipped', () => {
    const answer = clean(asked('Alexa.SeekController/AdjustSeekPosition'), {
      event: event('Alexa/ErrorResponse', { type: 'ACTION_NOT_PERMITTED_FOR_CONTENT', message: 'm' }),
    });
    expect(answer.event.header.namespace).toBe('Alexa.Video');
  });

  it('an essay is shortened', () => {
    expect(
      String(failed({ type: 'INVALID_VALUE', message: 'x'.repeat(9_000) }).event.payload.message),
    ).toHaveLength(500);
  });
});

describe('times', () => {
  it.each<[unknown, string]>([
    ['2026-03-01T09:59:58Z', '2026-03-01T09:59:58.000Z'],
    ['2026-03-01T09:59:58.9999999Z', '2026-03-01T09:59:58.999Z'],
    ['2026-03-01T09:59:58+05:30', '2026-03-01T04:29:58.000Z'],
    ['yesterday', '2026-03-01T10:00:00.000Z'],
    [undefined, '2026-03-01T10:00:00.000Z'],
    [1_772_000_000_000, '2026-03-01T10:00:00.000Z'],
    // A year of five digits is none that Alexa reads.
    ['+012345-01-01T00:00:00Z', '2026-03-01T10:00:00.000Z'],
    ['-000001-01-01T00:00:00Z', '2026-03-01T10:00:00.000Z'],
  ])('%j', (given, expected) => {
    expect(alexaTime(given, NOW)).toBe(expected);
  });
});

describe('whatever a home answers', () => {
  const json = fc.jsonValue({ maxDepth: 3 });
  const names = fc.constantFrom(
    'Alexa/Response',
    'Alexa/StateReport',
    'Alexa/ErrorResponse',
    'Alexa/DeferredResponse',
    'Alexa.SceneController/ActivationStarted',
    'Alexa.PowerController/ErrorResponse',
    'Alexa.PowerController/Response',
  );
  const properties = fc.record(
    {
      namespace: fc.oneof(json, fc.constantFrom('Alexa.PowerController', 'Alexa.EndpointHealth')),
      name: fc.oneof(json, fc.constantFrom('powerState', 'connectivity')),
      instance: json,
      value: json,
      timeOfSample: fc.oneof(json, fc.constant('2026-03-01T09:59:58Z')),
      uncertaintyInMilliseconds: json,
      scope: json,
    },
    { requiredKeys: [] },
  );
  const payloads = fc.record(
    {
      type: fc.oneof(
        json,
        fc.constantFrom('INVALID_VALUE', 'VALUE_OUT_OF_RANGE', 'THERMOSTAT_IS_OFF', 'valueOf'),
      ),
      message: json,
      validRange: json,
      cause: fc.oneof(json, fc.constant({ type: 'VOICE_INTERACTION' })),
      timestamp: fc.oneof(json, fc.constant('2026-03-01T09:59:58Z')),
      scope: json,
      cookie: json,
      token: json,
    },
    { requiredKeys: [] },
  );
  const answers = fc.oneof(
    fc.dictionary(fc.constantFrom('event', 'context', 'directive'), json),
    fc.record(
      {
        event: fc
          .tuple(names, fc.oneof(json, payloads))
          .map(([name, payload]): Json => ({ ...event(name), payload })),
        context: fc.oneof(
          json,
          fc.record({ properties: fc.oneof(json, fc.array(fc.oneof(json, properties))) }),
        ),
      },
      { requiredKeys: ['event'] },
    ),
  );
  const directives = fc.constantFrom(
    asked('Alexa.PowerController/TurnOn'),
    asked('Alexa.PowerController/TurnOff', {}, 'i'),
    asked('Alexa/ReportState'),
    asked('Alexa.SceneController/Activate'),
    asked('Alexa.ThermostatController/SetThermostatMode', { thermostatMode: { value: 'HEAT' } }),
  );
  // Values of properties are the home's to say; the schema would refuse most of what is made up here.
  const { check: checkOwn } = createChecker({ schemaPath: '' });

  it('Alexa gets a valid message, or the home is to blame', () => {
    fc.assert(
      fc.property(directives, answers, (directive, answer) => {
        let cleaned: AlexaResponse;
        try {
          cleaned = cleanAnswer(directive, answer, () => NOW);
        } catch (error) {
          if (error instanceof HomeAnswerInvalid) return;
          throw error;
        }
        expect(checkOwn(cleaned, { directive })).toEqual([]);
      }),
      { numRuns: 1_500 },
    );
  });
});
