import { randomUUID } from 'node:crypto';
import type { Secret } from '../vault/secret.ts';
import type { Property } from './message.ts';

/** Why a state changed, as far as Porchlight knows. */
export type ChangeCause = 'PHYSICAL_INTERACTION' | 'APP_INTERACTION' | 'PERIODIC_POLL' | 'RULE_TRIGGER';

export interface Change {
  /** As Alexa knows it, with the home's key. */
  endpointId: string;
  cause: ChangeCause;
  changed: readonly Property[];
  unchanged: readonly Property[];
}

/**
 * A ChangeReport. What changed is in the payload, everything else of the device's state in the context; no property
 * is in both.
 * @param token the customer's access token of Login with Amazon; events carry it in the body too
 * @see https://developer.amazon.com/docs/smarthome/state-reporting-for-a-smart-home-skill.html
 */
export function changeReport({ endpointId, cause, changed, unchanged }: Change, token: Secret) {
  return {
    event: {
      header: { namespace: 'Alexa', name: 'ChangeReport', messageId: randomUUID(), payloadVersion: '3' },
      endpoint: { scope: { type: 'BearerToken', token: token.reveal() }, endpointId },
      payload: { change: { cause: { type: cause }, properties: changed } },
    },
    context: { properties: unchanged },
  };
}
