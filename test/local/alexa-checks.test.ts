import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createChecker } from '../../local/alexa/checks/checker.ts';
import { deviations } from '../../local/alexa/checks/deviations.ts';
import { SchemaFileError } from '../../local/alexa/checks/schema.ts';

type Json = Record<string, unknown>;
type Message = { event: { header: Json; endpoint?: Json; payload: Json }; context?: Json };

const linkToken = 'opaque-link-token-0123456789';
const time = '2026-05-04T10:20:30.123Z';
const amazonSchema = process.env.ALEXA_MESSAGE_SCHEMA ?? '';

function directiveOf(namespace: string, name: string, payload: Json = {}) {
  const header = {
    namespace,
    name,
    payloadVersion: '3',
    messageId: randomUUID(),
    correlationToken: 'eyJlooksLikeOneBut/IsNot+abc==',
  };
  const scope = { type: 'BearerToken', token: linkToken };
  return {
    directive: {
      header,
      endpoint: { endpointId: 'k3f9a2:light#kitchen', scope, cookie: { a: 'b' } },
      payload,
    },
  };
}

function answerTo(
  directive: { directive: { header: Json; endpoint?: Json } },
  namespace: string,
  name: string,
  payload: Json = {},
  context?: Json,
): Message {
  const { correlationToken } = directive.directive.header;
  return {
    event: {
      header: {
        namespace,
        name,
        payloadVersion: '3',
        messageId: randomUUID(),
        ...(correlationToken === undefined ? {} : { correlationToken }),
      },
      ...(directive.directive.endpoint === undefined
        ? {}
        : { endpoint: { endpointId: directive.directive.endpoint.endpointId } }),
      payload,
    },
    ...(context === undefined ? {} : { context }),
  };
}

const power = () => ({
  namespace: 'Alexa.PowerController',
  name: 'powerState',
  value: 'ON',
  timeOfSample: time,
  uncertaintyInMilliseconds: 0,
});
const brightness = () => ({
  ...power(),
  namespace: 'Alexa.BrightnessController',
  name: 'brightness',
  value: 40,
});

const capability = (name: string) => ({ type: 'AlexaInterface', interface: name, version: '3' });
const endpoint = (id = 'k3f9a2:light#kitchen'): Json => ({
  endpointId: id,
  friendlyName: 'Kitchen light',
  description: 'light.kitchen via Home Assistant',
  manufacturerName: 'Home Assistant',
  displayCategories: ['LIGHT'],
  cookie: {},
  capabilities: [
    capability('Alexa'),
    {
      ...capability('Alexa.PowerController'),
      properties: { supported: [{ name: 'powerState' }], proactivelyReported: true, retrievable: true },
    },
  ],
});
const withoutEndpoint = (namespace: string, name: string) => ({
  directive: {
    header: { namespace, name, payloadVersion: '3', messageId: randomUUID() },
    payload: { scope: { type: 'BearerToken', token: linkToken } },
  },
});
const scope = () => ({ type: 'BearerToken', token: 'Atza|an-amazon-token' });

/** Right messages: each kind with the directive it answers, or none for an event. */
const kinds: Record<string, () => { directive?: Json; message: Message }> = {
  response: () => {
    const directive = directiveOf('Alexa.PowerController', 'TurnOn');
    return {
      directive,
      message: answerTo(directive, 'Alexa', 'Response', {}, { properties: [power(), brightness()] }),
    };
  },
  state: () => {
    const directive = directiveOf('Alexa', 'ReportState');
    return { directive, message: answerTo(directive, 'Alexa', 'StateReport', {}, { properties: [power()] }) };
  },
  error: () => {
    const directive = directiveOf('Alexa.PowerController', 'TurnOn');
    return {
      directive,
      message: answerTo(directive, 'Alexa', 'ErrorResponse', {
        type: 'BRIDGE_UNREACHABLE',
        message: 'no answer',
      }),
    };
  },
  thermostatError: () => {
    const directive = directiveOf('Alexa.ThermostatController', 'SetThermostatMode');
    const payload = { type: 'UNSUPPORTED_THERMOSTAT_MODE', message: 'no such mode' };
    return {
      directive,
      message: answerTo(directive, 'Alexa.ThermostatController', 'ErrorResponse', payload),
    };
  },
  scene: () => {
    const directive = directiveOf('Alexa.SceneController', 'Activate');
    const payload = { cause: { type: 'VOICE_INTERACTION' }, timestamp: time };
    return {
      directive,
      message: answerTo(directive, 'Alexa.SceneController', 'ActivationStarted', payload, { properties: [] }),
    };
  },
  deferred: () => {
    const directive = directiveOf('Alexa.LockController', 'Lock');
    const message = answerTo(directive, 'Alexa', 'DeferredResponse', { estimatedDeferralInSeconds: 10 });
    delete message.event.endpoint;
    return { directive, message };
  },
  discovery: () => {
    const directive = withoutEndpoint('Alexa.Discovery', 'Discover');
    return {
      directive,
      message: answerTo(directive, 'Alexa.Discovery', 'Discover.Response', {
        endpoints: [endpoint(), endpoint('k3f9a2:light#hall')],
      }),
    };
  },
  grant: () => {
    const directive = {
      directive: {
        header: {
          namespace: 'Alexa.Authorization',
          name: 'AcceptGrant',
          payloadVersion: '3',
          messageId: randomUUID(),
        },
        payload: {
          grant: { type: 'OAuth2.AuthorizationCode', code: 'ANcode12345' },
          grantee: { type: 'BearerToken', token: linkToken },
        },
      },
    };
    return { directive, message: answerTo(directive, 'Alexa.Authorization', 'AcceptGrant.Response') };
  },
  grantFailed: () => {
    const { directive = {} } = kinds.grant?.() ?? {};
    const payload = { type: 'ACCEPT_GRANT_FAILED', message: 'no' };
    return {
      directive,
      message: answerTo(
        directive as ReturnType<typeof withoutEndpoint>,
        'Alexa.Authorization',
        'ErrorResponse',
        payload,
      ),
    };
  },
  change: () => ({
    message: {
      event: {
        header: { namespace: 'Alexa', name: 'ChangeReport', payloadVersion: '3', messageId: randomUUID() },
        endpoint: { endpointId: 'k3f9a2:light#kitchen', scope: scope() },
        payload: { change: { cause: { type: 'PHYSICAL_INTERACTION' }, properties: [power()] } },
      },
      context: { properties: [brightness()] },
    },
  }),
  added: () => ({
    message: {
      event: {
        header: {
          namespace: 'Alexa.Discovery',
          name: 'AddOrUpdateReport',
          payloadVersion: '3',
          messageId: randomUUID(),
        },
        payload: { endpoints: [endpoint()], scope: scope() },
      },
    },
  }),
  deleted: () => ({
    message: {
      event: {
        header: {
          namespace: 'Alexa.Discovery',
          name: 'DeleteReport',
          payloadVersion: '3',
          messageId: randomUUID(),
        },
        payload: { endpoints: [{ endpointId: 'k3f9a2:light#kitchen' }], scope: scope() },
      },
    },
  }),
  doorbell: () => ({
    message: {
      event: {
        header: {
          namespace: 'Alexa.DoorbellEventSource',
          name: 'DoorbellPress',
          payloadVersion: '3',
          messageId: randomUUID(),
        },
        endpoint: { endpointId: 'k3f9a2:event#door', scope: scope() },
        payload: { cause: { type: 'PHYSICAL_INTERACTION' }, timestamp: '2026-05-04T10:20:30Z' },
      },
      context: {},
    },
  }),
  later: () => ({
    message: {
      event: {
        header: {
          namespace: 'Alexa',
          name: 'Response',
          payloadVersion: '3',
          messageId: randomUUID(),
          correlationToken: 'abc',
        },
        endpoint: { endpointId: 'k3f9a2:lock#front', scope: scope() },
        payload: {},
      },
    },
  }),
};

/** Sets (or with undefined removes) the field at a JSON pointer. */
function plant(message: unknown, pointer: string, value: unknown): void {
  const fields = pointer.split('/').slice(1);
  const last = fields.pop() ?? '';
  let at = message as Json;
  for (const field of fields) {
    at[field] ??= {};
    at = at[field] as Json;
  }
  if (value === undefined) delete at[last];
  else at[last] = value;
}

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => endpoint(`k3f9a2:light#${index}`));
const jwt = 'eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl';
const P0 = '/context/properties/0';
const E0 = '/event/payload/endpoints/0';

/** [kind of message, where the fault is planted, the faulty value, the rule that must catch it] */
const faults: [kind: string, pointer: string, value: unknown, rule: string][] = [
  ['response', '/event/header/correlationToken', 'another', 'correlation-token'],
  ['response', '/event/header/correlationToken', undefined, 'correlation-token'],
  ['discovery', '/event/header/correlationToken', 'invented', 'correlation-token'],
  ['response', '/event/endpoint/endpointId', 'k3f9a2:light#hall', 'endpoint-id'],
  ['response', '/event/endpoint/endpointId', 'light#kitchen', 'endpoint-id'],
  ['response', '/event/endpoint', undefined, 'endpoint-id'],
  ['state', '/event/endpoint', undefined, 'endpoint-id'],
  ['error', '/event/endpoint', undefined, 'endpoint-id'],
  ['discovery', '/event/endpoint', { endpointId: 'k3f9a2:light#kitchen' }, 'endpoint-id'],
  ['grant', '/event/endpoint', { endpointId: 'k3f9a2:light#kitchen' }, 'endpoint-id'],
  ['response', '/event/header/messageId', '', 'message-id'],
  ['response', '/event/header/messageId', 'with space', 'message-id'],
  ['response', '/event/header/messageId', 'under_score', 'message-id'],
  ['response', '/event/header/messageId', 'a'.repeat(128), 'message-id'],
  ['response', '/event/header/messageId', undefined, 'message-id'],
  ['change', '/event/header/messageId', 'a.b', 'message-id'],
  ['response', '/event/header/payloadVersion', '2', 'payload-version'],
  ['response', '/event/header/payloadVersion', 3, 'payload-version'],
  ['response', '/event/header/instance', 'x', 'envelope'],
  ['response', '/event/payload', undefined, 'envelope'],
  ['response', '/event', undefined, 'envelope'],
  ['response', '/event/header', undefined, 'envelope'],
  ['response', '/extra', 1, 'envelope'],
  ['response', '/event/endpoint/extra', 1, 'envelope'],
  ['response', '/context', 'text', 'envelope'],
  ['response', '/event/header/name', 'StateReport', 'answer-name'],
  ['response', '/event/header/namespace', 'Alexa.PowerController', 'answer-name'],
  ['state', '/event/header/name', 'Response', 'answer-name'],
  ['discovery', '/event/header/name', 'Response', 'answer-name'],
  ['discovery', '/event/header/namespace', 'Alexa', 'answer-name'],
  ['grant', '/event/header/name', 'Response', 'answer-name'],
  ['grantFailed', '/event/header/namespace', 'Alexa', 'answer-name'],
  ['scene', '/event/header/namespace', 'Alexa', 'answer-name'],
  ['error', '/event/header/namespace', 'Alexa.ThermostatController', 'answer-name'],
  ['response', `${P0}/timeOfSample`, '2026-05-04T10:20:30.123456Z', 'time-of-sample'],
  ['response', `${P0}/timeOfSample`, '2026-05-04T10:20:30+00:00', 'time-of-sample'],
  ['response', `${P0}/timeOfSample`, '2026-05-04T10:20:30.Z', 'time-of-sample'],
  ['response', `${P0}/timeOfSample`, '2026-02-30T10:20:30Z', 'time-of-sample'],
  ['response', `${P0}/timeOfSample`, '2026-13-01T10:20:30Z', 'time-of-sample'],
  ['response', `${P0}/timeOfSample`, undefined, 'time-of-sample'],
  ['change', '/event/payload/change/properties/0/timeOfSample', 'now', 'time-of-sample'],
  ['response', `${P0}/uncertaintyInMilliseconds`, -1, 'uncertainty'],
  ['response', `${P0}/uncertaintyInMilliseconds`, 0.5, 'uncertainty'],
  ['response', `${P0}/uncertaintyInMilliseconds`, '0', 'uncertainty'],
  ['response', `${P0}/uncertaintyInMilliseconds`, undefined, 'uncertainty'],
  ['response', `${P0}/value`, undefined, 'property'],
  ['response', `${P0}/namespace`, '', 'property'],
  ['response', `${P0}/name`, undefined, 'property'],
  ['response', `${P0}/instance`, 1, 'property'],
  ['response', `${P0}/source`, 'x', 'property'],
  ['response', '/context/properties/1', power(), 'property'],
  ['response', '/context/properties/1', 'text', 'property'],
  ['response', '/event/endpoint/scope', { type: 'BearerToken', token: 'x' }, 'credential-leak'],
  ['response', '/event/endpoint/cookie', { a: 'b' }, 'cookie-leak'],
  ['response', '/event/payload/token', 'x', 'credential-leak'],
  ['response', '/event/payload/access_token', 'x', 'credential-leak'],
  ['error', '/event/payload/message', `failed with ${jwt}`, 'credential-leak'],
  ['error', '/event/payload/message', `sent Authorization: Bearer 0123456789abcdef`, 'credential-leak'],
  ['error', '/event/payload/message', `refused ${linkToken}`, 'credential-leak'],
  ['grantFailed', '/event/payload/message', 'code ANcode12345 was used', 'credential-leak'],
  ['grantFailed', '/event/payload/message', 'Atzr|abc was refused', 'credential-leak'],
  ['state', `${P0}/value`, { deep: [{ deeper: 'Atza|abc' }] }, 'credential-leak'],
  ['response', '/event/payload', { type: 'BearerToken' }, 'credential-leak'],
  ['discovery', `${E0}/cookie`, { token: 'x' }, 'credential-leak'],
  ['discovery', `${E0}/description`, jwt, 'credential-leak'],
  ['response', `/event/payload/${jwt}`, 1, 'credential-leak'],
  ['error', '/event/payload/type', 'SOMETHING_ELSE', 'error-response'],
  ['error', '/event/payload/type', 'toString', 'error-response'],
  ['error', '/event/payload/type', 'THERMOSTAT_IS_OFF', 'error-response'],
  ['error', '/event/payload/type', undefined, 'error-response'],
  ['error', '/event/payload/message', undefined, 'error-response'],
  ['error', '/event/payload/message', 5, 'error-response'],
  ['error', '/event/payload/detail', 'x', 'error-response'],
  ['error', '/event/payload/validRange', { minimumValue: 1, maximumValue: 2 }, 'error-response'],
  ['error', '/event/payload', { type: 'NOT_SUPPORTED_IN_CURRENT_MODE', message: '' }, 'error-response'],
  [
    'error',
    '/event/payload',
    { type: 'NOT_SUPPORTED_IN_CURRENT_MODE', message: '', currentDeviceMode: 'ODD' },
    'error-response',
  ],
  [
    'error',
    '/event/payload',
    { type: 'VALUE_OUT_OF_RANGE', message: '', validRange: { minimumValue: 1 } },
    'error-response',
  ],
  ['error', '/context', { properties: [] }, 'error-response'],
  ['thermostatError', '/event/payload/type', 'BRIDGE_UNREACHABLE', 'error-response'],
  [
    'thermostatError',
    '/event/payload',
    { type: 'REQUESTED_SETPOINTS_TOO_CLOSE', message: '' },
    'error-response',
  ],
  ['state', '/context', undefined, 'state-report'],
  ['state', '/event/payload/extra', 1, 'state-report'],
  ['grant', '/event/payload/extra', 1, 'accept-grant'],
  ['grant', '/context', {}, 'accept-grant'],
  ['scene', '/event/payload/timestamp', '2026-05-04T10:20:30.123456Z', 'scene'],
  ['scene', '/event/payload/cause', { type: 'BOREDOM' }, 'scene'],
  ['deferred', '/event/payload/estimatedDeferralInSeconds', 1.5, 'deferred'],
  ['discovery', '/context', {}, 'discovery'],
  ['discovery', '/event/payload/extra', 1, 'discovery'],
  ['discovery', '/event/payload/endpoints', undefined, 'discovery'],
  ['discovery', '/event/payload/endpoints', many(301), 'discovery'],
  ['discovery', '/event/payload/endpoints/1', endpoint(), 'discovery'],
  ['discovery', '/event/payload/endpoints/1', 'text', 'discovery'],
  ['discovery', `${E0}/endpointId`, 'light.kitchen', 'discovery'],
  ['discovery', `${E0}/endpointId`, '', 'discovery'],
  ['discovery', `${E0}/endpointId`, 'a'.repeat(257), 'discovery'],
  ['discovery', `${E0}/friendlyName`, '', 'discovery'],
  ['discovery', `${E0}/friendlyName`, 'a'.repeat(129), 'discovery'],
  ['discovery', `${E0}/description`, undefined, 'discovery'],
  ['discovery', `${E0}/description`, 'a'.repeat(129), 'discovery'],
  ['discovery', `${E0}/manufacturerName`, '', 'discovery'],
  ['discovery', `${E0}/displayCategories`, [], 'discovery'],
  ['discovery', `${E0}/cookie`, { n: 1 }, 'discovery'],
  ['discovery', `${E0}/additionalAttributes`, { model: 'a'.repeat(257) }, 'discovery'],
  ['discovery', `${E0}/capabilities`, undefined, 'discovery'],
  ['discovery', `${E0}/capabilities`, [capability('Alexa.PowerController')], 'discovery'],
  [
    'discovery',
    `${E0}/capabilities`,
    Array.from({ length: 101 }, (_, n) => ({
      ...capability(n === 0 ? 'Alexa' : 'Alexa.ModeController'),
      instance: `i${n}`,
    })),
    'discovery',
  ],
  ['discovery', `${E0}/capabilities/1`, capability('Alexa'), 'discovery'],
  ['discovery', `${E0}/capabilities/1/type`, 'Interface', 'discovery'],
  ['discovery', `${E0}/capabilities/1/version`, '3.0', 'discovery'],
  ['discovery', `${E0}/capabilities/1/version`, 3, 'discovery'],
  ['discovery', `${E0}/capabilities/1/interface`, 'PowerController', 'discovery'],
  ['change', '/event/endpoint/scope', undefined, 'event-scope'],
  ['change', '/event/endpoint/scope/token', '', 'event-scope'],
  ['change', '/event/endpoint/scope/type', 'Token', 'event-scope'],
  ['change', '/event/endpoint/scope/partition', 'x', 'event-scope'],
  ['change', '/event/payload/scope', scope(), 'event-scope'],
  ['change', '/event/endpoint/scope/token', jwt, 'credential-leak'],
  ['change', '/event/endpoint/endpointId', undefined, 'endpoint-id'],
  ['change', '/event/endpoint/cookie', {}, 'envelope'],
  ['change', '/event/payload/change/cause', undefined, 'event-cause'],
  ['change', '/event/payload/change/cause/type', 'BOREDOM', 'event-cause'],
  ['change', '/event/payload/change/properties', undefined, 'change-report'],
  ['change', '/context/properties/0', power(), 'change-report'],
  ['change', '/event/header/correlationToken', 'x', 'correlation-token'],
  ['change', '/event/header/name', 'Changed', 'event-name'],
  ['change', '/context/properties/0/value', jwt, 'credential-leak'],
  ['added', '/event/payload/scope', undefined, 'event-scope'],
  ['added', '/event/endpoint', { endpointId: 'a' }, 'endpoint-id'],
  ['added', `${E0}/capabilities`, [], 'discovery'],
  [
    'added',
    '/event/payload/endpoints',
    many(1).map((one) => ({ ...one, cookie: { big: 'x'.repeat(256 * 1024) } })),
    'event-size',
  ],
  ['deleted', '/event/payload/scope', undefined, 'event-scope'],
  ['deleted', '/event/payload/endpoints', [], 'delete-report'],
  ['deleted', '/event/payload/endpoints', many(1), 'delete-report'],
  ['deleted', '/event/payload/endpoints', ['a'], 'delete-report'],
  ['deleted', '/event/payload/endpoints', [{ endpointId: 'a' }, { endpointId: 'a' }], 'delete-report'],
  ['deleted', '/event/payload/endpoints', [{ endpointId: 'light.kitchen' }], 'delete-report'],
  ['deleted', '/event/payload/extra', 1, 'delete-report'],
  ['doorbell', '/event/payload/timestamp', '2026-05-04T10:20:30.1Z', 'doorbell'],
  ['doorbell', '/event/payload/cause/type', 'ALEXA_INTERACTION', 'event-cause'],
  ['later', '/event/header/correlationToken', undefined, 'correlation-token'],
  ['later', '/event/endpoint/scope', undefined, 'event-scope'],
];

function make(kind: string) {
  const made = kinds[kind]?.();
  if (made === undefined) throw new Error(`no kind ${kind}`);
  return made;
}

/** Our own assertions alone, whatever the environment names. */
const own = () => createChecker({ schemaPath: '' });

describe('our own assertions', () => {
  it.each(Object.keys(kinds))('find nothing wrong with a right %s', (kind) => {
    const { message, ...context } = make(kind);
    expect(own().check(message, context)).toEqual([]);
  });

  it.each(faults)('do not pass over a %s with a fault at %s', (kind, pointer, value, rule) => {
    const { message, ...context } = make(kind);
    plant(message, pointer, value);
    const problems = own().check(message, context);
    expect(problems.map((problem) => problem.rule)).toContain(rule);
    // A problem tells of a leak without spreading it.
    expect(JSON.stringify(problems.map((problem) => problem.message))).not.toContain(linkToken);
    expect(JSON.stringify(problems.map((problem) => problem.message))).not.toContain(jwt);
  });

  it.each([null, undefined, 'text', 5, []])('refuse %j as a message', (message) => {
    expect(own().check(message, { directive: directiveOf('Alexa', 'ReportState') })).toHaveLength(1);
  });

  it('want a message id that is not the directive’s own, and never the same twice', () => {
    const checker = own();
    const directive = directiveOf('Alexa', 'ReportState');
    const message = answerTo(directive, 'Alexa', 'StateReport', {}, { properties: [] });
    message.event.header.messageId = directive.directive.header.messageId;
    expect(checker.check(message, { directive }).map(({ rule }) => rule)).toEqual(['message-id-fresh']);

    const fresh = answerTo(directive, 'Alexa', 'StateReport', {}, { properties: [] });
    expect(checker.check(fresh, { directive })).toEqual([]);
    expect(checker.check(fresh, { directive }).map(({ rule }) => rule)).toEqual(['message-id-fresh']);
    expect(own().check(fresh, { directive })).toEqual([]);
  });

  it('let only an error answer a directive that names nothing', () => {
    const error = answerTo({ directive: { header: {} } }, 'Alexa', 'ErrorResponse', {
      type: 'INVALID_DIRECTIVE',
      message: '',
    });
    const response = answerTo({ directive: { header: {} } }, 'Alexa', 'Response');
    expect(own().check(error, { directive: {} })).toEqual([]);
    expect(
      own()
        .check(response, { directive: {} })
        .map(({ rule }) => rule),
    ).toEqual(['answer-name']);
  });

  it.each([
    ['Alexa.Discovery', 'Discover'],
    ['Alexa.Authorization', 'AcceptGrant'],
  ])('let %s/%s not be deferred', (namespace, name) => {
    const directive = withoutEndpoint(namespace, name);
    const message = answerTo(directive, 'Alexa', 'DeferredResponse');
    expect(
      own()
        .check(message, { directive })
        .map(({ rule }) => rule),
    ).toContain('answer-name');
  });
});

/** A schema of the shape of Amazon's, small enough to see through. */
const smallSchema = {
  $schema: 'http://json-schema.org/draft-04/schema#',
  definitions: {
    property: {
      anyOf: ['powerState', 'brightness'].map((name) => ({
        type: 'object',
        required: ['name', 'value'],
        properties: { name: { enum: [name] }, value: { enum: name === 'powerState' ? ['ON', 'OFF'] : [40] } },
      })),
    },
  },
  oneOf: [
    {
      oneOf: [
        {
          required: ['event', 'context'],
          properties: {
            event: {
              properties: {
                header: { properties: { namespace: { enum: ['Alexa'] }, name: { enum: ['StateReport'] } } },
              },
            },
            context: { properties: { properties: { items: { $ref: '#/definitions/property' } } } },
          },
        },
      ],
    },
    ...['Discover.Response', 'AddOrUpdateReport'].map((name) => ({
      properties: {
        event: {
          properties: {
            header: { properties: { namespace: { enum: ['Alexa.Discovery'] }, name: { enum: [name] } } },
            payload: {
              properties: {
                endpoints: {
                  items: { properties: { displayCategories: { items: { enum: ['LIGHT', 'OTHER'] } } } },
                },
              },
            },
          },
        },
      },
    })),
  ],
};

describe('a message schema', () => {
  let directory = '';
  let schemaPath = '';

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'alexa-schema-'));
    schemaPath = join(directory, 'schema.json');
    await writeFile(schemaPath, JSON.stringify(smallSchema));
  });
  afterAll(() => rm(directory, { recursive: true }));

  it('is applied besides our own assertions, with the meant variant’s error alone', () => {
    const checker = createChecker({ schemaPath });
    const { directive, message } = make('state');
    expect(checker.check(message, { directive })).toEqual([]);
    const again = make('state');
    plant(again.message, `${P0}/value`, 'MAYBE');
    expect(checker.check(again.message, { directive: again.directive })).toEqual([
      { rule: 'amazon-schema', path: `${P0}/value`, message: 'must be one of ON, OFF' },
    ]);
    expect(checker.counts()).toEqual({ schema: 2, assertions: 2, deviations: 0 });
    expect(checker.summary()).toBe(
      "Alexa messages: 2 checked with our own assertions, 2 against Amazon's schema (no deviations)",
    );
  });

  it('says in one line that it knows no such property, and no such message', () => {
    const checker = createChecker({ schemaPath });
    const state = make('state');
    plant(state.message, `${P0}/name`, 'sparkle');
    expect(checker.check(state.message, { directive: state.directive })).toEqual([
      { rule: 'amazon-schema', path: P0, message: 'is none of the variants that the schema knows' },
    ]);
    const scene = make('scene');
    expect(checker.check(scene.message, { directive: scene.directive })).toEqual([
      { rule: 'amazon-schema', path: '/event/header', message: 'the schema knows no such message' },
    ]);
  });

  it('is forgiven an accepted deviation, which is counted, and nothing else with it', () => {
    const checker = createChecker({ schemaPath });
    const newer = make('discovery');
    plant(newer.message, `${E0}/displayCategories`, ['VACUUM_CLEANER']);
    expect(checker.check(newer.message, { directive: newer.directive })).toEqual([]);
    const deleted = make('deleted');
    expect(checker.check(deleted.message)).toEqual([]);
    const invented = make('discovery');
    plant(invented.message, `${E0}/displayCategories`, ['VACUUM_CLEANER', 'TOASTER_OVEN_DELUXE']);
    expect(checker.check(invented.message, { directive: invented.directive })).toEqual([
      { rule: 'amazon-schema', path: `${E0}/displayCategories/0`, message: 'must be one of LIGHT, OTHER' },
    ]);
    expect(checker.counts()).toMatchObject({ schema: 3, assertions: 3 });
    expect(checker.summary()).toContain('newer display categories: 2, DeleteReport: 1');
  });

  it('is not needed, and its absence is told', () => {
    const checker = own();
    checker.check(make('state').message, make('state'));
    expect(checker.counts()).toEqual({ schema: 0, assertions: 1, deviations: 0 });
    expect(checker.summary()).toContain("none against Amazon's schema");
  });

  it.each([
    ['missing', undefined],
    ['no JSON', '{'],
    ['no object', '[]'],
    ['another schema', '{"oneOf":[{"type":"object"}]}'],
  ])('that is %s is refused, never skipped', async (name, text) => {
    const path = join(directory, `${name}.json`);
    if (text !== undefined) await writeFile(path, text);
    expect(() => createChecker({ schemaPath: path })).toThrow(SchemaFileError);
  });

  it('has a reason for every deviation', () => {
    for (const { id, reason } of deviations) expect(`${id}: ${reason}`).toMatch(/: .{40}/);
  });
});

describe.skipIf(amazonSchema === '')("Amazon's own schema", () => {
  it.each(Object.keys(kinds))('agrees that a right %s is right', (kind) => {
    const { message, ...context } = make(kind);
    const checker = createChecker({ schemaPath: amazonSchema });
    expect(checker.check(message, context)).toEqual([]);
    expect(checker.counts().deviations).toBe(kind === 'deleted' ? 1 : 0);
  });

  it.each([
    ['response', `${P0}/value`, 'MAYBE', `${P0}/value`],
    ['response', '/context/properties/1/value', 101, '/context/properties/1/value'],
    ['error', '/event/payload/validRange', {}, '/event/payload'],
    ['error', '/context', {}, ''],
    ['discovery', `${E0}/displayCategories`, ['NONSENSE'], `${E0}/displayCategories/0`],
    [
      'discovery',
      `${E0}/capabilities/1/properties/supported/0/name`,
      'sparkle',
      `${E0}/capabilities/1/properties/supported/0/name`,
    ],
    ['doorbell', '/event/payload/timestamp', '2026-05-04T10:20:30.1Z', '/event/payload/timestamp'],
  ])('sees the fault in a %s at %s', (kind, pointer, value, path) => {
    const { message, ...context } = make(kind);
    plant(message, pointer, value);
    const problems = createChecker({ schemaPath: amazonSchema }).check(message, context);
    const found = problems.filter(({ rule }) => rule === 'amazon-schema');
    expect(found.map((problem) => problem.path)).toContain(path);
    expect(found.length).toBeLessThan(4);
  });

  it('is forgiven a media player’s playback state, if that is right', () => {
    const playback = {
      ...power(),
      namespace: 'Alexa.PlaybackStateReporter',
      name: 'playbackState',
      value: { state: 'PLAYING' },
    };
    const checker = createChecker({ schemaPath: amazonSchema });
    const right = make('state');
    plant(right.message, '/context/properties/1', playback);
    expect(checker.check(right.message, { directive: right.directive })).toEqual([]);
    const changed = make('change');
    plant(changed.message, '/event/payload/change/properties/0', playback);
    expect(checker.check(changed.message)).toEqual([]);
    const discovery = make('discovery');
    plant(discovery.message, `${E0}/capabilities/2`, {
      ...capability('Alexa.PlaybackStateReporter'),
      properties: { supported: [{ name: 'playbackState' }], retrievable: true, proactivelyReported: true },
    });
    expect(checker.check(discovery.message, { directive: discovery.directive })).toEqual([]);
    expect(checker.counts().deviations).toBe(3);
    const wrong = make('state');
    plant(wrong.message, '/context/properties/1', { ...playback, value: { state: 'HUMMING' } });
    expect(checker.check(wrong.message, { directive: wrong.directive }).map(({ rule }) => rule)).toEqual([
      'amazon-schema',
    ]);
  });

  it('takes the mode CUSTOM among those that a thermostat supports, and no invented one', () => {
    const thermostat = (modes: string[]) => ({
      type: 'AlexaInterface',
      interface: 'Alexa.ThermostatController',
      version: '3',
      properties: { supported: [{ name: 'thermostatMode' }], proactivelyReported: true, retrievable: true },
      configuration: { supportedModes: modes, supportsScheduling: false },
    });
    const checker = createChecker({ schemaPath: amazonSchema });
    const custom = make('discovery');
    plant(custom.message, `${E0}/capabilities/1`, thermostat(['HEAT', 'CUSTOM', 'OFF']));
    expect(checker.check(custom.message, { directive: custom.directive })).toEqual([]);
    expect(checker.summary()).toContain('thermostat mode CUSTOM: 1');
    const invented = make('discovery');
    plant(invented.message, `${E0}/capabilities/1`, thermostat(['CUSTOM', 'SAUNA']));
    expect(checker.check(invented.message, { directive: invented.directive })).not.toEqual([]);
  });
});
