import { randomUUID } from 'node:crypto';
import { toAlexaError } from '../outcomes/to-alexa.ts';
import { type AlexaResponse, type Directive, sketchDirective } from './message.ts';

/**
 * The header of an answer: a fresh message id, and Alexa's own correlation token.
 * @param to the directive that is answered; its correlation token is echoed when it has one
 */
export function responseHeader(namespace: string, name: string, correlationToken?: string) {
  return {
    namespace,
    name,
    messageId: randomUUID(),
    ...(correlationToken !== undefined && { correlationToken }),
    payloadVersion: '3' as const,
  };
}

/**
 * The answer to a message that failed, whatever the message looked like and whatever was thrown.
 * @see https://developer.amazon.com/docs/device-apis/alexa-errorresponse.html
 * @see https://developer.amazon.com/docs/device-apis/alexa-authorization.html for AcceptGrant's own
 */
export function errorResponse(message: unknown, error: unknown): AlexaResponse {
  const { correlationToken, endpointId, isAcceptGrant } = sketchDirective(message);
  if (isAcceptGrant) return acceptGrantFailed(toAlexaError(error).message, correlationToken);
  return {
    event: {
      header: responseHeader('Alexa', 'ErrorResponse', correlationToken),
      ...(endpointId !== undefined && { endpoint: { endpointId } }),
      payload: { ...toAlexaError(error) },
    },
  };
}

export function acceptGrantResponse(directive: Directive): AlexaResponse {
  const { correlationToken } = directive.header;
  return {
    event: {
      header: responseHeader('Alexa.Authorization', 'AcceptGrant.Response', correlationToken),
      payload: {},
    },
  };
}

function acceptGrantFailed(message: string, correlationToken?: string): AlexaResponse {
  return {
    event: {
      header: responseHeader('Alexa.Authorization', 'ErrorResponse', correlationToken),
      payload: { type: 'ACCEPT_GRANT_FAILED', message },
    },
  };
}

export function discoverResponse(directive: Directive, endpoints: readonly object[]): AlexaResponse {
  const { correlationToken } = directive.header;
  return {
    event: {
      header: responseHeader('Alexa.Discovery', 'Discover.Response', correlationToken),
      payload: { endpoints },
    },
  };
}
