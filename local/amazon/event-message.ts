import { GatewayError } from './gateway-error.ts';
import { isRecord } from './http.ts';

/** A message that the gateway would take, if its token is good. */
export interface EventMessage {
  /** The token in the message's own scope. */
  scopeToken: string;
  message: Record<string, unknown>;
}

type Fields = Record<string, unknown>;
type Check = (event: Fields, context: Fields) => void;

/** Limits of one discovery message (Alexa.Discovery). */
const MAX_ENDPOINTS = 300;
const MAX_CAPABILITIES = 100;
const ENDPOINT_ID = /^[a-zA-Z0-9_\-=#;:?@&]{1,256}$/;
const MESSAGE_ID = /^[a-zA-Z0-9-]{1,127}$/;
/** UTC, at most milliseconds. */
const SAMPLE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/;
/** A doorbell's time carries no fraction at all. */
const PRESS_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const CAUSES = new Set([
  'APP_INTERACTION',
  'PHYSICAL_INTERACTION',
  'PERIODIC_POLL',
  'RULE_TRIGGER',
  'VOICE_INTERACTION',
  'ALEXA_INTERACTION',
  'INVALID_CREDENTIALS',
  'SUBSCRIPTION_EXPIRED',
]);

/** What is particular to each message; any other Alexa event is held to the common rules only. */
const CHECKS = new Map<string, Check>([
  ['Alexa/ChangeReport', checkChangeReport],
  ['Alexa/Response', checkDeferred],
  ['Alexa/ErrorResponse', checkDeferred],
  ['Alexa.Discovery/AddOrUpdateReport', (event) => endpointsOf(event).forEach(checkDiscovered)],
  ['Alexa.Discovery/DeleteReport', (event) => void endpointsOf(event)],
  ['Alexa.DoorbellEventSource/DoorbellPress', checkPress],
]);

/**
 * Reads a message as the event gateway does.
 * @throws GatewayError INVALID_REQUEST_EXCEPTION naming the field, REQUEST_ENTITY_TOO_LARGE_EXCEPTION above 300 endpoints
 */
export function readEventMessage(body: Buffer): EventMessage {
  let message: unknown;
  try {
    message = JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new GatewayError('INVALID_REQUEST_EXCEPTION', 'The message is not JSON.', { cause });
  }
  const root = record(message, 'message');
  const event = record(root.event, 'event');
  const header = record(event.header, 'event.header');
  const namespace = text(header.namespace, 'event.header.namespace', /^Alexa(?:\.[A-Za-z.]+)?$/);
  const name = text(header.name, 'event.header.name', /^[A-Za-z]+$/);
  text(header.messageId, 'event.header.messageId', MESSAGE_ID);
  text(header.payloadVersion, 'event.header.payloadVersion', /^3$/);
  const payload = record(event.payload, 'event.payload');
  const context = root.context === undefined ? {} : record(root.context, 'context');

  const discovery = namespace === 'Alexa.Discovery';
  const [holder, path] = discovery
    ? [payload, 'event.payload']
    : [record(event.endpoint, 'event.endpoint'), 'event.endpoint'];
  if (!discovery) text(holder.endpointId, 'event.endpoint.endpointId', ENDPOINT_ID);
  const scope = record(holder.scope, `${path}.scope`);
  text(scope.type, `${path}.scope.type`, /^BearerToken$/);
  const scopeToken = text(scope.token, `${path}.scope.token`, /^.+$/);

  CHECKS.get(`${namespace}/${name}`)?.(event, context);
  return { scopeToken, message: root };
}

function checkChangeReport(event: Fields, context: Fields): void {
  const change = record(record(event.payload, 'event.payload').change, 'event.payload.change');
  checkCause(change.cause, 'event.payload.change.cause');
  const changed = propertiesOf(change.properties, 'event.payload.change.properties');
  if (changed.length === 0) throw invalid('event.payload.change.properties', 'must not be empty');
  const unchanged =
    context.properties === undefined ? [] : propertiesOf(context.properties, 'context.properties');
  const twice = unchanged.find((property) => changed.includes(property));
  if (twice !== undefined) throw invalid('context.properties', `repeats the changed property ${twice}`);
}

function checkDeferred(event: Fields): void {
  const header = record(event.header, 'event.header');
  text(header.correlationToken, 'event.header.correlationToken', /^.+$/s);
}

function checkPress(event: Fields): void {
  const payload = record(event.payload, 'event.payload');
  checkCause(payload.cause, 'event.payload.cause');
  text(payload.timestamp, 'event.payload.timestamp', PRESS_TIME);
}

function checkDiscovered(endpoint: Fields, index: number): void {
  const path = `event.payload.endpoints[${index}]`;
  for (const member of ['friendlyName', 'description', 'manufacturerName']) {
    text(endpoint[member], `${path}.${member}`, /^.{1,128}$/s);
  }
  list(endpoint.displayCategories, `${path}.displayCategories`);
  const capabilities = list(endpoint.capabilities, `${path}.capabilities`);
  if (capabilities.length > MAX_CAPABILITIES)
    throw invalid(`${path}.capabilities`, 'has more than 100 entries');
}

function endpointsOf(event: Fields): Fields[] {
  const endpoints = list(record(event.payload, 'event.payload').endpoints, 'event.payload.endpoints');
  if (endpoints.length > MAX_ENDPOINTS) {
    throw new GatewayError(
      'REQUEST_ENTITY_TOO_LARGE_EXCEPTION',
      `A message carries at most ${MAX_ENDPOINTS} endpoints.`,
    );
  }
  return endpoints.map((value, index) => {
    const endpoint = record(value, `event.payload.endpoints[${index}]`);
    text(endpoint.endpointId, `event.payload.endpoints[${index}].endpointId`, ENDPOINT_ID);
    return endpoint;
  });
}

/** Checks each property and gives its identity: namespace, instance, name. */
function propertiesOf(value: unknown, path: string): string[] {
  return list(value, path).map((item, index) => {
    const at = `${path}[${index}]`;
    const property = record(item, at);
    const namespace = text(property.namespace, `${at}.namespace`, /^Alexa/);
    const name = text(property.name, `${at}.name`, /^.+$/);
    if (property.value === undefined) throw invalid(`${at}.value`, 'is missing');
    text(property.timeOfSample, `${at}.timeOfSample`, SAMPLE_TIME);
    const uncertainty = property.uncertaintyInMilliseconds;
    if (typeof uncertainty !== 'number' || uncertainty < 0) {
      throw invalid(`${at}.uncertaintyInMilliseconds`, 'must be a number, 0 or more');
    }
    return [namespace, property.instance ?? '', name].join(' ');
  });
}

function checkCause(value: unknown, path: string): void {
  const type = record(value, path).type;
  if (typeof type !== 'string' || !CAUSES.has(type)) throw invalid(`${path}.type`, 'is not a known cause');
}

function record(value: unknown, path: string): Fields {
  if (isRecord(value)) return value;
  throw invalid(path, 'must be an object');
}

function list(value: unknown, path: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw invalid(path, 'must be a list');
}

function text(value: unknown, path: string, pattern: RegExp): string {
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw invalid(path, 'is missing or malformed');
}

/** Names the place and never the value, which may be a token. */
function invalid(path: string, what: string): GatewayError {
  return new GatewayError('INVALID_REQUEST_EXCEPTION', `${path} ${what}.`);
}
