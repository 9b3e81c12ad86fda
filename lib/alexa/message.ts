import { isObject, type Json } from '../json.ts';
import { DirectiveMalformed, PayloadVersionUnsupported, ScopeUnsupported } from '../outcomes/directive.ts';
import { Secret } from '../vault/secret.ts';

/** @see https://developer.amazon.com/docs/device-apis/message-guide.html */
export interface Header {
  namespace: string;
  name: string;
  messageId: string;
  correlationToken?: string;
  instance?: string;
  payloadVersion: '3';
}

/** A directive as Porchlight works with it: validated, and the token taken out of it. */
export interface Directive {
  header: Header;
  /** Without its scope. */
  endpoint?: { endpointId: string; cookie?: Record<string, string> };
  /** Without its scope; for AcceptGrant without grant and grantee too. */
  payload: Record<string, unknown>;
}

/** A directive, and the token that came with it. */
export interface ReceivedDirective {
  directive: Directive;
  token: Secret;
  /** AcceptGrant's code for Login with Amazon. */
  grantCode?: Secret;
}

/** A property of an endpoint's state. */
export interface Property {
  namespace: string;
  instance?: string;
  name: string;
  value: unknown;
  timeOfSample: string;
  uncertaintyInMilliseconds: number;
}

/** An answer of ours to Alexa. */
export interface AlexaResponse {
  event: {
    header: Header;
    endpoint?: { endpointId: string };
    payload: Record<string, unknown>;
  };
  context?: { properties: Property[] };
}

function objectAt(parent: Json, name: string, at: string): Json {
  const value = parent[name];
  if (!isObject(value)) throw new DirectiveMalformed(at);
  return value;
}

function stringAt(parent: Json, name: string, at: string): string {
  const value = parent[name];
  if (typeof value !== 'string' || value === '') throw new DirectiveMalformed(at);
  return value;
}

function optionalString(parent: Json, name: string, at: string): string | undefined {
  return parent[name] === undefined ? undefined : stringAt(parent, name, at);
}

/** A value as it may be named in an error: a short word, never what may be a token in the wrong place. */
const named = (value: string): string => (/^[A-Za-z0-9.]{1,32}$/.test(value) ? value : 'unknown');

function parseHeader(header: Json): Header {
  const namespace = stringAt(header, 'namespace', 'header.namespace');
  const name = stringAt(header, 'name', 'header.name');
  const messageId = stringAt(header, 'messageId', 'header.messageId');
  const version = header.payloadVersion;
  if (version !== '3') {
    throw new PayloadVersionUnsupported(typeof version === 'string' ? named(version) : 'none');
  }
  const correlationToken = optionalString(header, 'correlationToken', 'header.correlationToken');
  const instance = optionalString(header, 'instance', 'header.instance');
  return {
    namespace,
    name,
    messageId,
    ...(correlationToken !== undefined && { correlationToken }),
    ...(instance !== undefined && { instance }),
    payloadVersion: '3',
  };
}

/** The token of a scope or grantee, which must be a bearer token. */
function tokenOf(scope: unknown, at: string): Secret {
  if (!isObject(scope)) throw new DirectiveMalformed(at);
  const type = stringAt(scope, 'type', `${at}.type`);
  if (type !== 'BearerToken') throw new ScopeUnsupported(named(type));
  return new Secret(stringAt(scope, 'token', `${at}.token`));
}

function parseEndpoint(endpoint: Json): NonNullable<Directive['endpoint']> {
  const endpointId = stringAt(endpoint, 'endpointId', 'endpoint.endpointId');
  const { cookie } = endpoint;
  if (cookie === undefined || cookie === null) return { endpointId };
  if (!isObject(cookie)) throw new DirectiveMalformed('endpoint.cookie');
  return { endpointId, cookie: cookie as Record<string, string> };
}

/**
 * Reads a message from Alexa and takes the token from where that family of directives carries it: the endpoint's
 * scope, the payload's scope (discovery), or the payload's grantee (AcceptGrant).
 * @throws {DirectiveMalformed | PayloadVersionUnsupported | ScopeUnsupported}
 */
export function parseDirective(message: unknown): ReceivedDirective {
  if (!isObject(message)) throw new DirectiveMalformed('the top');
  const raw = objectAt(message, 'directive', 'directive');
  const header = parseHeader(objectAt(raw, 'header', 'header'));
  const {
    scope: payloadScope,
    grantee,
    grant,
    ...payload
  } = raw.payload === undefined ? {} : objectAt(raw, 'payload', 'payload');

  if (header.namespace === 'Alexa.Authorization' && header.name === 'AcceptGrant') {
    const token = tokenOf(grantee, 'payload.grantee');
    if (!isObject(grant)) throw new DirectiveMalformed('payload.grant');
    const grantCode = new Secret(stringAt(grant, 'code', 'payload.grant.code'));
    return { directive: { header, payload: {} }, token, grantCode };
  }
  if (raw.endpoint !== undefined) {
    const rawEndpoint = objectAt(raw, 'endpoint', 'endpoint');
    const token = tokenOf(rawEndpoint.scope ?? payloadScope, 'endpoint.scope');
    return { directive: { header, endpoint: parseEndpoint(rawEndpoint), payload }, token };
  }
  return { directive: { header, payload }, token: tokenOf(payloadScope, 'payload.scope') };
}

/** What can be made out of a message that may be anything. */
export interface DirectiveSketch {
  correlationToken?: string;
  endpointId?: string;
  /** `namespace/name`, for logs; only where both look like Alexa's own words. */
  directive?: string;
  isAcceptGrant: boolean;
}

const WORD = /^[A-Za-z][A-Za-z0-9.]{0,63}$/;

/**
 * As much of a message as is needed to answer it, however broken the rest is: the correlation token and the
 * endpoint are echoed even in an error about the message itself.
 */
export function sketchDirective(message: unknown): DirectiveSketch {
  const raw = isObject(message) && isObject(message.directive) ? message.directive : {};
  const header = isObject(raw.header) ? raw.header : {};
  const endpoint = isObject(raw.endpoint) ? raw.endpoint : {};
  const { correlationToken, namespace, name } = header;
  const { endpointId } = endpoint;
  const isWord = (value: unknown) => typeof value === 'string' && WORD.test(value);
  return {
    ...(typeof correlationToken === 'string' && correlationToken !== '' && { correlationToken }),
    ...(typeof endpointId === 'string' && isEndpointId(endpointId) && { endpointId }),
    ...(isWord(namespace) && isWord(name) && { directive: `${namespace}/${name}` }),
    isAcceptGrant: namespace === 'Alexa.Authorization' && name === 'AcceptGrant',
  };
}

/** Alexa's rule for endpoint ids: no dot, at most 256 characters. */
export function isEndpointId(id: string): boolean {
  return /^[a-zA-Z0-9_\-=#;:?@&]{1,256}$/.test(id);
}
