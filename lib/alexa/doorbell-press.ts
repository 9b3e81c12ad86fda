import { randomUUID } from 'node:crypto';
import type { Secret } from '../vault/secret.ts';
import type { VettedEndpoint } from './discovery.ts';

const NAMESPACE = 'Alexa.DoorbellEventSource';

/** Whether somebody can ring here. */
export const isDoorbell = ({ capabilities }: VettedEndpoint): boolean =>
  capabilities.some((capability) => capability.interface === NAMESPACE);

export interface DoorbellPress {
  /** As Alexa knows it, with the home's key. */
  endpointId: string;
  /** When, epoch milliseconds. */
  at: number;
}

/**
 * A DoorbellPress. Its time has no fraction of a second: Amazon's schema allows none here.
 * @param token the customer's access token of Login with Amazon; events carry it in the body too
 * @see https://developer.amazon.com/docs/device-apis/alexa-doorbelleventsource.html
 */
export function doorbellPress({ endpointId, at }: DoorbellPress, token: Secret) {
  return {
    context: {},
    event: {
      header: { namespace: NAMESPACE, name: 'DoorbellPress', messageId: randomUUID(), payloadVersion: '3' },
      endpoint: { scope: { type: 'BearerToken', token: token.reveal() }, endpointId },
      payload: {
        cause: { type: 'PHYSICAL_INTERACTION' },
        timestamp: `${new Date(at).toISOString().slice(0, 19)}Z`,
      },
    },
  };
}
