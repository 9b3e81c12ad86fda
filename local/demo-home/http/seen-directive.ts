import { isObject, type JsonObject } from '../alexa/message.ts';

function part(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

const hasToken = (owner: unknown, name: string): boolean => part(part(owner, name), 'token') !== undefined;

/**
 * What a request to the smart home route asked for, for the ledger: names and the endpoint's id, and whether
 * a scope still carried a token. Never the token itself. Empty where the body is no directive.
 */
export function directiveInBody(body: Buffer): {
  readonly directive?: string;
  readonly endpointId?: string;
  readonly carriedScope?: boolean;
} {
  let message: unknown;
  try {
    message = JSON.parse(body.toString());
  } catch {
    return {};
  }
  const directive: unknown = part(message, 'directive');
  const header = part(directive, 'header');
  if (!isObject(directive) || !isObject(header)) return {};
  const { endpoint, payload }: JsonObject = directive;
  const endpointId = part(endpoint, 'endpointId');
  return {
    directive: `${String(header.namespace)}/${String(header.name)}`,
    ...(typeof endpointId === 'string' ? { endpointId } : {}),
    carriedScope: hasToken(endpoint, 'scope') || hasToken(payload, 'scope') || hasToken(payload, 'grantee'),
  };
}
