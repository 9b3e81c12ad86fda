import { type VettedDiscovery, vetEndpoints } from '../alexa/discovery.ts';
import type { Deadline } from '../deadline.ts';
import { discoverMessage, endpointsIn } from '../home-assistant/smart-home.ts';
import type { Connection } from '../homes/connections.ts';
import type { HomeAsker } from './ask-home.ts';

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
