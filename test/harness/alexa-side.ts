import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { AlexaResponse } from '../../lib/alexa/message.ts';
import { createChecker } from '../../local/alexa/checks/checker.ts';
import type { World } from './world.ts';

type Json = Record<string, unknown>;

/** A directive as Alexa sends it, open to being bent out of shape. */
export interface Message {
  directive: { header: Json; endpoint?: Json; payload: Json };
}

const header = (namespace: string, name: string): Json => ({
  namespace,
  name,
  messageId: randomUUID(),
  payloadVersion: '3',
});

/** A directive for one endpoint. */
export function toEndpoint(
  token: string,
  endpointId: string,
  directive: string,
  payload: Json = {},
  extra: Json = {},
): Message {
  const [namespace = '', name = ''] = directive.split('/');
  return {
    directive: {
      header: { ...header(namespace, name), correlationToken: randomBytes(48).toString('base64'), ...extra },
      endpoint: { scope: { type: 'BearerToken', token }, endpointId, cookie: { shelf: 'biscuits' } },
      payload,
    },
  };
}

export const turnOn = (token: string, endpointId: string): Message =>
  toEndpoint(token, endpointId, 'Alexa.PowerController/TurnOn');

export const reportState = (token: string, endpointId: string): Message =>
  toEndpoint(token, endpointId, 'Alexa/ReportState');

export const discovery = (token: string): Message => ({
  directive: {
    header: header('Alexa.Discovery', 'Discover'),
    payload: { scope: { type: 'BearerToken', token } },
  },
});

/** Alexa's side of the bridge: invokes the directive function, and has every answer checked. */
export function createAlexaSide(world: World) {
  const checker = createChecker();

  async function send(message: unknown, remainingMs?: number): Promise<AlexaResponse> {
    const answer = (await world.invoke('directive', message, remainingMs)) as AlexaResponse;
    expect(checker.check(answer, { directive: message })).toEqual([]);
    return answer;
  }
  return {
    send,
    checker,
    /** `Alexa/Response`, or the error's type. */
    outcome: async (message: unknown, remainingMs?: number): Promise<string> => {
      const { header, payload } = (await send(message, remainingMs)).event;
      return header.name === 'ErrorResponse' ? String(payload.type) : `${header.namespace}/${header.name}`;
    },
    /** The ids that a user's Alexa discovers. */
    discover: async (token: string, remainingMs?: number): Promise<string[]> => {
      const { header, payload } = (await send(discovery(token), remainingMs)).event;
      expect(header.name).toBe('Discover.Response');
      return (payload.endpoints as { endpointId: string }[]).map(({ endpointId }) => endpointId);
    },
  };
}
