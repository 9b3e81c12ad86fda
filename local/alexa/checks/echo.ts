import { isObject, unknownFields, valueAt } from './json.ts';
import type { Check, Problem } from './problem.ts';

/** Endpoint ids: up to 256 characters, and no dot (Amazon's message schema, `model.EndpointId`). */
export const endpointIdPattern = /^[a-zA-Z0-9_\-=#;:?@&]{1,256}$/;

/**
 * A response carries the directive's correlation token and endpoint id exactly, and neither when the directive
 * had none. Amazon's schema cannot see this: both are optional in it.
 */
export const checkEcho: Check = ({ message, name, directive }) => {
  if (directive === undefined) return [];
  return [
    ...checkCorrelationToken(
      valueAt(message, 'event', 'header', 'correlationToken'),
      valueAt(directive, 'header', 'correlationToken'),
    ),
    ...checkEndpoint(
      valueAt(message, 'event', 'endpoint'),
      valueAt(directive, 'endpoint', 'endpointId'),
      name === 'DeferredResponse',
    ),
  ];
};

function checkCorrelationToken(answered: unknown, asked: unknown): readonly Problem[] {
  const path = '/event/header/correlationToken';
  const usable = typeof asked === 'string' && asked !== '';
  if (usable && answered !== asked) {
    const how = answered === undefined ? 'is missing' : 'differs';
    return [{ rule: 'correlation-token', path, message: `the directive's correlation token ${how}` }];
  }
  if (!usable && answered !== undefined && answered !== asked) {
    return [{ rule: 'correlation-token', path, message: 'the directive carried no correlation token' }];
  }
  return [];
}

function checkEndpoint(endpoint: unknown, asked: unknown, deferred: boolean): readonly Problem[] {
  const path = '/event/endpoint';
  if (endpoint === undefined) {
    // The synchronous half of a deferred answer has no endpoint; Amazon's schema forbids one there.
    const expected = typeof asked === 'string' && endpointIdPattern.test(asked) && !deferred;
    return expected ? [{ rule: 'endpoint-id', path, message: "the directive's endpoint is missing" }] : [];
  }
  if (!isObject(endpoint)) return [{ rule: 'endpoint-id', path, message: 'endpoint is an object' }];
  const problems: Problem[] = [];
  if (asked === undefined) {
    problems.push({ rule: 'endpoint-id', path, message: 'the directive named no endpoint' });
  } else if (endpoint.endpointId !== asked) {
    problems.push({
      rule: 'endpoint-id',
      path: `${path}/endpointId`,
      message: "endpointId differs from the directive's",
    });
  }
  for (const field of unknownFields(endpoint, ['endpointId', 'scope'])) {
    // The cookie belongs to the directive; Alexa does not need it back, and it may hold what a home put there.
    const rule = field === 'cookie' ? 'cookie-leak' : 'envelope';
    problems.push({
      rule,
      path: `${path}/${field}`,
      message: `${field} does not belong in a response's endpoint`,
    });
  }
  return problems;
}
