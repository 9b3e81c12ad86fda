import { randomUUID } from 'node:crypto';
import type { Secret } from '../vault/secret.ts';
import { MAX_ENDPOINTS, type VettedEndpoint } from './discovery.ts';

/** Amazon says 256 KB and not which kind; the smaller is right in either case. */
const MAX_MESSAGE_BYTES = 256_000;
/** For the envelope, and for the customer's token, which Amazon gives up to 2,048 bytes. */
const ROOM_FOR_THE_REST = 4_000;

const report = (name: 'AddOrUpdateReport' | 'DeleteReport', endpoints: readonly object[], token: Secret) => ({
  event: {
    header: { namespace: 'Alexa.Discovery', name, messageId: randomUUID(), payloadVersion: '3' },
    payload: { endpoints, scope: { type: 'BearerToken', token: token.reveal() } },
  },
});

/**
 * Tells Alexa of devices that are new or different; each replaces what Alexa knew of it.
 * @param endpoints as the user's Alexa sees them, at most what `inMessages` puts together
 * @param token the customer's access token of Login with Amazon
 * @see https://developer.amazon.com/docs/device-apis/alexa-discovery.html#addorupdatereport-event
 */
export const addOrUpdateReport = (endpoints: readonly VettedEndpoint[], token: Secret) =>
  report('AddOrUpdateReport', endpoints, token);

/**
 * Tells Alexa of devices that are gone.
 * @see https://developer.amazon.com/docs/device-apis/alexa-discovery.html#deletereport-event
 */
export const deleteReport = (endpoints: readonly { endpointId: string }[], token: Secret) =>
  report(
    'DeleteReport',
    endpoints.map(({ endpointId }) => ({ endpointId })),
    token,
  );

/**
 * Divides endpoints, in their order, into as many as one message of Alexa's takes: 300, and 256 KB with all that
 * belongs to it.
 */
export function inMessages<T extends object>(endpoints: readonly T[]): T[][] {
  const messages: T[][] = [];
  let bytes = 0;
  for (const endpoint of endpoints) {
    const size = Buffer.byteLength(JSON.stringify(endpoint)) + 1;
    const last = messages.at(-1);
    bytes += size;
    if (
      last === undefined ||
      last.length === MAX_ENDPOINTS ||
      bytes > MAX_MESSAGE_BYTES - ROOM_FOR_THE_REST
    ) {
      messages.push([endpoint]);
      bytes = size;
    } else {
      last.push(endpoint);
    }
  }
  return messages;
}
