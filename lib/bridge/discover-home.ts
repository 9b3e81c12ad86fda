import { type VettedDiscovery, vetEndpoints } from '../alexa/discovery.ts';
import type { Deadline } from '../deadline.ts';
import { PACKAGE_ENTITIES } from '../home-assistant/package/automations.ts';
import { discoverMessage, endpointsIn } from '../home-assistant/smart-home.ts';
import type { Connection } from '../homes/connections.ts';
import { isObject } from '../json.ts';
import type { HomeAsker } from './ask-home.ts';

const OUR_OWN = new Set<unknown>(PACKAGE_ENTITIES.map((entityId) => entityId.replace('.', '#')));

/** What a home lists, without what Porchlight put there. */
const devicesIn = (answer: Record<string, unknown>) =>
  endpointsIn(answer).filter((endpoint) => !isObject(endpoint) || !OUR_OWN.has(endpoint.endpointId));

/**
 * Asks a home for its devices and checks each against Alexa's limits.
 * @throws any outcome of a home
 */
export function discoverHome(
  asker: HomeAsker,
  connection: Connection,
  deadline: Deadline,
): Promise<VettedDiscovery> {
  const read = (answer: Record<string, unknown>) => vetEndpoints(devicesIn(answer), connection.home);
  return asker.ask(connection, discoverMessage(), { repeatable: true, discovery: true, read }, deadline);
}
