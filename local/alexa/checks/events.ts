import { checkEndpoints } from './discovery.ts';
import { endpointIdPattern } from './echo.ts';
import { arrayAt, isObject, type JsonObject, objectAt, stringAt, unknownFields, valueAt } from './json.ts';
import type { Check, Problem } from './problem.ts';
import { isAlexaTime, propertyKey } from './properties.ts';

/** AddOrUpdateReport: at most 256 KB (Alexa.Discovery interface). */
const maxReportBytes = 256 * 1024;

/** Why a state changed (Amazon's message schema); a doorbell is never pressed by Alexa itself. */
const changeCauses = [
  'APP_INTERACTION',
  'PHYSICAL_INTERACTION',
  'PERIODIC_POLL',
  'RULE_TRIGGER',
  'VOICE_INTERACTION',
  'ALEXA_INTERACTION',
  'INVALID_CREDENTIALS',
  'SUBSCRIPTION_EXPIRED',
];
const pressCauses = changeCauses.slice(0, 5);

/** What may be sent to the event gateway, how each is looked at, and where its scope is. */
const events: Readonly<Record<string, { readonly scope: 'endpoint' | 'payload'; readonly check: Check }>> = {
  'Alexa/ChangeReport': { scope: 'endpoint', check: checkChangeReport },
  'Alexa.Discovery/AddOrUpdateReport': { scope: 'payload', check: checkAddOrUpdateReport },
  'Alexa.Discovery/DeleteReport': { scope: 'payload', check: checkDeleteReport },
  'Alexa.DoorbellEventSource/DoorbellPress': { scope: 'endpoint', check: checkDoorbellPress },
  // The second half of an answer that was deferred; it is told apart by its correlation token.
  'Alexa/Response': { scope: 'endpoint', check: checkDeferredAnswer },
  'Alexa/ErrorResponse': { scope: 'endpoint', check: checkDeferredAnswer },
};

/** Events to the gateway: known, with their scope (a Login with Amazon token), and right in themselves. */
export const checkEvents: Check = (subject) => {
  if (subject.directive !== undefined) return [];
  const event = events[`${subject.namespace}/${subject.name}`];
  if (event === undefined) {
    return [
      problem('event-name', '/event/header', `${subject.namespace}/${subject.name} is no event that we send`),
    ];
  }
  return [...checkScope(subject.message, event.scope), ...event.check(subject)];
};

function checkScope(message: JsonObject, where: 'endpoint' | 'payload'): readonly Problem[] {
  const path = `/event/${where}/scope`;
  const scope = valueAt(message, 'event', where, 'scope');
  const other = where === 'endpoint' ? 'payload' : 'endpoint';
  const misplaced =
    valueAt(message, 'event', other, 'scope') === undefined
      ? []
      : [problem('event-scope', `/event/${other}/scope`, `this event has its scope in ${where}`)];
  if (!isObject(scope)) return [problem('event-scope', path, 'an event carries its scope'), ...misplaced];
  const problems: Problem[] = [...misplaced];
  if (scope.type !== 'BearerToken')
    problems.push(problem('event-scope', `${path}/type`, 'type is "BearerToken"'));
  if (typeof scope.token !== 'string' || scope.token === '') {
    problems.push(problem('event-scope', `${path}/token`, 'token is a string, not empty'));
  } else if (/^eyJ/.test(scope.token)) {
    // Login with Amazon's tokens are opaque; a JWT here is the account link's or the home's.
    problems.push(problem('credential-leak', `${path}/token`, 'this is no Login with Amazon token'));
  }
  for (const field of unknownFields(scope, ['type', 'token'])) {
    problems.push(problem('event-scope', `${path}/${field}`, `${field} does not belong in a scope`));
  }
  return problems;
}

function checkChangeReport({ message }: Parameters<Check>[0]): readonly Problem[] {
  const change = objectAt(message, 'event', 'payload', 'change');
  const changed = arrayAt(change, 'properties');
  const problems: Problem[] = [
    ...noCorrelationToken(message),
    ...checkEventEndpoint(message),
    ...checkCause(objectAt(change, 'cause'), changeCauses, '/event/payload/change/cause'),
  ];
  if (changed === undefined) {
    problems.push(problem('change-report', '/event/payload/change/properties', 'properties is an array'));
  }
  const keys = new Set((changed ?? []).filter(isObject).map(propertyKey));
  (arrayAt(message, 'context', 'properties') ?? []).forEach((property, index) => {
    if (isObject(property) && keys.has(propertyKey(property))) {
      const path = `/context/properties/${index}`;
      problems.push(problem('change-report', path, 'a changed property is not repeated in context'));
    }
  });
  return problems;
}

function checkAddOrUpdateReport({ message }: Parameters<Check>[0]): readonly Problem[] {
  const bytes = Buffer.byteLength(JSON.stringify(message));
  return [
    ...noCorrelationToken(message),
    ...noEndpoint(message),
    ...checkEndpoints(arrayAt(message, 'event', 'payload', 'endpoints'), '/event/payload/endpoints'),
    ...(bytes > maxReportBytes
      ? [problem('event-size', '', `${bytes} bytes; Alexa takes ${maxReportBytes}`)]
      : []),
  ];
}

/** By hand, because Amazon's schema does not know this message. */
function checkDeleteReport({ message }: Parameters<Check>[0]): readonly Problem[] {
  const path = '/event/payload/endpoints';
  const payload = objectAt(message, 'event', 'payload') ?? {};
  const problems: Problem[] = [...noCorrelationToken(message), ...noEndpoint(message)];
  for (const field of unknownFields(payload, ['endpoints', 'scope'])) {
    problems.push(
      problem('delete-report', `/event/payload/${field}`, `${field} does not belong in a DeleteReport`),
    );
  }
  const endpoints = arrayAt(payload, 'endpoints');
  if (endpoints === undefined || endpoints.length === 0 || endpoints.length > 300) {
    problems.push(problem('delete-report', path, 'endpoints is an array of 1–300'));
  }
  const seen = new Set<unknown>();
  (endpoints ?? []).forEach((endpoint, index) => {
    const at = `${path}/${index}`;
    const id = valueAt(endpoint, 'endpointId');
    if (!isObject(endpoint) || typeof id !== 'string' || !endpointIdPattern.test(id)) {
      problems.push(problem('delete-report', at, 'an endpoint is named by a valid endpointId'));
    } else if (unknownFields(endpoint, ['endpointId']).length > 0) {
      problems.push(problem('delete-report', at, 'an endpoint is named by its endpointId alone'));
    } else if (seen.has(id)) problems.push(problem('delete-report', at, 'this endpointId comes twice'));
    seen.add(id);
  });
  return problems;
}

function checkDoorbellPress({ message }: Parameters<Check>[0]): readonly Problem[] {
  const payload = objectAt(message, 'event', 'payload') ?? {};
  const timestamp = payload.timestamp;
  const whole = typeof timestamp === 'string' && isAlexaTime(timestamp) && !timestamp.includes('.');
  return [
    ...noCorrelationToken(message),
    ...checkEventEndpoint(message),
    ...checkCause(objectAt(payload, 'cause'), pressCauses, '/event/payload/cause'),
    ...(whole
      ? []
      : [
          problem(
            'doorbell',
            '/event/payload/timestamp',
            'timestamp is UTC with Z and no fraction of a second',
          ),
        ]),
  ];
}

function checkDeferredAnswer({ message }: Parameters<Check>[0]): readonly Problem[] {
  const token = stringAt(message, 'event', 'header', 'correlationToken');
  return [
    ...checkEventEndpoint(message),
    ...(token === undefined || token === ''
      ? [
          problem(
            'correlation-token',
            '/event/header/correlationToken',
            'a deferred answer carries the correlation token of its directive',
          ),
        ]
      : []),
  ];
}

function checkCause(
  cause: JsonObject | undefined,
  known: readonly string[],
  path: string,
): readonly Problem[] {
  if (typeof cause?.type === 'string' && known.includes(cause.type)) return [];
  return [problem('event-cause', `${path}/type`, `cause.type is one of ${known.join(', ')}`)];
}

function checkEventEndpoint(message: JsonObject): readonly Problem[] {
  const id = valueAt(message, 'event', 'endpoint', 'endpointId');
  const endpoint = objectAt(message, 'event', 'endpoint') ?? {};
  return [
    ...(typeof id === 'string' && endpointIdPattern.test(id)
      ? []
      : [problem('endpoint-id', '/event/endpoint/endpointId', 'the event names a valid endpoint')]),
    ...unknownFields(endpoint, ['endpointId', 'scope']).map((field) =>
      problem('envelope', `/event/endpoint/${field}`, `${field} does not belong in an event's endpoint`),
    ),
  ];
}

function noEndpoint(message: JsonObject): readonly Problem[] {
  return valueAt(message, 'event', 'endpoint') === undefined
    ? []
    : [problem('endpoint-id', '/event/endpoint', 'this event is about endpoints in its payload')];
}

function noCorrelationToken(message: JsonObject): readonly Problem[] {
  const path = '/event/header/correlationToken';
  return valueAt(message, 'event', 'header', 'correlationToken') === undefined
    ? []
    : [problem('correlation-token', path, 'an event answers nothing and has no correlation token')];
}

function problem(rule: string, path: string, message: string): Problem {
  return { rule, path, message };
}
