import { randomUUID } from 'node:crypto';
import { type VettedDiscovery, vetEndpoints } from '../alexa/discovery.ts';
import type { Deadline } from '../deadline.ts';
import type { Connection } from '../homes/connections.ts';
import { HomeAnswerInvalid } from '../outcomes/home.ts';
import type { HomeAsker } from './ask-home.ts';

/** A Discover directive as a home is asked it: without a scope. */
export const discoverMessage = () => ({
  directive: {
    header: { namespace: 'Alexa.Discovery', name: 'Discover', messageId: randomUUID(), payloadVersion: '3' },
    payload: {},
  },
});

/**
 * The endpoints in a home's answer to Discover.
 * @throws {HomeAnswerInvalid} for anything but a Discover.Response with a list
 */
export function endpointsIn(answer: Record<string, unknown>): unknown[] {
  const event = answer.event as
    | { header?: { name?: unknown }; payload?: { endpoints?: unknown } }
    | undefined;
  const endpoints = event?.payload?.endpoints;
  if (event?.header?.name !== 'Discover.Response' || !Array.isArray(endpoints)) {
    throw new HomeAnswerInvalid('payload.endpoints');
  }
  return endpoints;
}

/**
 * Asks a home for its devices and checks each against Alexa's limits.
 * @throws any outcome of a home
 */
export function discoverHome(
  asker: HomeAsker,
  connection: Connection,
  deadline: Deadline,
): Promise<VettedDiscovery> {
  const read = (answer: Record<string, unknown>) => vetEndpoints(endpointsIn(answer), connection.home);
  return asker.ask(connection, discoverMessage(), { repeatable: true, discovery: true, read }, deadline);
}
