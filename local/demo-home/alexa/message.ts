import { randomUUID } from 'node:crypto';

/** Any JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object (not null, not a list). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A directive as Home Assistant reads it; `endpoint` is kept whole because it is echoed whole. */
export interface Directive {
  readonly namespace: string;
  readonly name: string;
  readonly instance?: string;
  readonly correlationToken?: string;
  readonly payload: JsonObject;
  readonly endpoint?: JsonObject;
  readonly endpointId?: string;
}

/** The message is no directive that Home Assistant can read; it answers those with a bare HTTP 500. */
export class UnreadableDirective extends Error {
  constructor(reason: string) {
    super(`Not a directive: ${reason}`);
    this.name = 'UnreadableDirective';
  }
}

/** An error that Alexa is told about; the type is Alexa's (`NO_SUCH_ENDPOINT`, `INVALID_VALUE` …). */
export class AlexaError extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.name = 'AlexaError';
    this.type = type;
  }
}

/**
 * Reads a directive.
 *
 * @throws {UnreadableDirective} where Home Assistant fails before it can answer Alexa: no header or payload,
 *   a `payloadVersion` other than the text "3", an endpoint without id
 */
export function readDirective(message: unknown): Directive {
  const directive = isObject(message) ? message.directive : undefined;
  if (!isObject(directive)) throw new UnreadableDirective('no directive');
  const { header, payload, endpoint } = directive;
  if (!isObject(header)) throw new UnreadableDirective('no header');
  if (header.payloadVersion !== '3') throw new UnreadableDirective('payloadVersion is not "3"');
  if (!isObject(payload)) throw new UnreadableDirective('no payload');
  const { namespace, name, instance, correlationToken } = header;
  if (typeof namespace !== 'string' || typeof name !== 'string') {
    throw new UnreadableDirective('no namespace or name');
  }
  if ('endpoint' in directive && !(isObject(endpoint) && typeof endpoint.endpointId === 'string')) {
    throw new UnreadableDirective('an endpoint without endpointId');
  }
  return {
    namespace,
    name,
    payload,
    ...(typeof instance === 'string' ? { instance } : {}),
    ...(typeof correlationToken === 'string' ? { correlationToken } : {}),
    ...(isObject(endpoint) ? { endpoint, endpointId: String(endpoint.endpointId) } : {}),
  };
}

/** What an event says; `properties` becomes the context. */
export interface EventContent {
  readonly namespace?: string;
  readonly name?: string;
  readonly payload?: JsonObject;
  readonly properties?: readonly JsonObject[];
}

/**
 * Builds the answer to a directive: new message id, correlation token mirrored, and the endpoint echoed
 * unchanged with scope and cookie, which Home Assistant really does.
 */
export function answer(directive: Directive, content: EventContent): JsonObject {
  const { namespace = 'Alexa', name = 'Response', payload = {}, properties } = content;
  return {
    event: {
      header: {
        namespace,
        name,
        messageId: randomUUID(),
        payloadVersion: '3',
        ...(directive.correlationToken ? { correlationToken: directive.correlationToken } : {}),
      },
      payload,
      ...(directive.endpoint ? { endpoint: directive.endpoint } : {}),
    },
    ...(properties ? { context: { properties } } : {}),
  };
}

/** An ErrorResponse; always of namespace `Alexa`, and without context. */
export function errorAnswer(directive: Directive, type: string, message: string): JsonObject {
  return answer(directive, { name: 'ErrorResponse', payload: { type, message } });
}

/** Now, as Home Assistant writes it to Alexa: whole seconds, UTC. */
export function alexaTime(at: Date = new Date(Date.now())): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
