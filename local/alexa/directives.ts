import { randomBytes, randomUUID } from 'node:crypto';
import type { JsonObject } from './checks/json.ts';

/** A directive as Alexa sends it: `{"directive": {header, endpoint?, payload}}`. */
export type Directive = {
  readonly directive: {
    readonly header: JsonObject;
    readonly endpoint?: JsonObject;
    readonly payload: JsonObject;
  };
};

/** What an ordinary directive is made of. */
export type DirectiveParts = {
  readonly namespace: string;
  readonly name: string;
  readonly endpointId: string;
  readonly payload: JsonObject;
  readonly instance: string | undefined;
  readonly cookie: Readonly<Record<string, string>>;
  readonly token: string;
};

/** A directive to one endpoint, its token in `endpoint.scope`. */
export function endpointDirective(parts: DirectiveParts): Directive {
  const { namespace, name, instance, token, endpointId, cookie, payload } = parts;
  return {
    directive: {
      header: {
        ...header(namespace, name),
        ...(instance === undefined ? {} : { instance }),
        // Alexa's own are long and opaque, with every character of base64.
        correlationToken: randomBytes(96).toString('base64'),
      },
      endpoint: { scope: bearer(token), endpointId, cookie },
      payload,
    },
  };
}

/** Discovery: no endpoint and no correlation token; its token is in the payload. */
export function discoverDirective(token: string): Directive {
  return { directive: { header: header('Alexa.Discovery', 'Discover'), payload: { scope: bearer(token) } } };
}

/** AcceptGrant: Login with Amazon's code, and whose it is. */
export function acceptGrantDirective(token: string, code: string): Directive {
  return {
    directive: {
      header: header('Alexa.Authorization', 'AcceptGrant'),
      payload: { grant: { type: 'OAuth2.AuthorizationCode', code }, grantee: bearer(token) },
    },
  };
}

function header(namespace: string, name: string): JsonObject {
  return { namespace, name, payloadVersion: '3', messageId: randomUUID() };
}

function bearer(token: string): JsonObject {
  return { type: 'BearerToken', token };
}
