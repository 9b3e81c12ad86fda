import { cutToLimit, endpointForUser, type VettedEndpoint } from '../../lib/alexa/discovery.ts';
import type { AlexaResponse, ReceivedDirective } from '../../lib/alexa/message.ts';
import { discoverResponse } from '../../lib/alexa/responses.ts';
import { applyOverrides } from '../../lib/bridge/apply-overrides.ts';
import { discoverHome } from '../../lib/bridge/discover-home.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { Connection } from '../../lib/homes/connections.ts';
import { Outcome } from '../../lib/outcomes/outcome.ts';
import { errorFacts } from '../../lib/telemetry/logger.ts';
import type { DirectivePorts } from './compose.ts';

/** Kept back for reading the catalogue of a home that did not answer. */
const FALLBACK_MS = 700;
/** How long the answer waits for the queue once the homes have answered. */
const QUEUE_MS = 300;

/**
 * The devices of a home: as it says, or as it last said. To Alexa a home that is away for a minute must not look
 * like one without devices.
 * @throws the outcome of asking the home, when nothing is known of it from before
 */
async function endpointsOf(
  connection: Connection,
  ports: DirectivePorts,
  deadline: Deadline,
): Promise<VettedEndpoint[]> {
  const { asker, catalogue, log } = ports;
  if (connection.paused) return catalogue.endpoints(connection.home, deadline);
  try {
    const budget = deadline.within(deadline.remaining() - FALLBACK_MS);
    return (await discoverHome(asker, connection, budget)).endpoints;
  } catch (error) {
    const known = await catalogue.endpoints(connection.home, deadline);
    if (known.length === 0) throw error;
    log.warn('A home did not answer discovery; its last good catalogue serves.', {
      home: connection.home,
      error: errorFacts(error),
    });
    return known;
  }
}

/**
 * The devices of a home as its owner wants them to be seen. The overrides are read while the home answers, and without
 * them nothing is shown: what is held back must not come to light because the store is slow.
 */
async function shownOf(
  connection: Connection,
  ports: DirectivePorts,
  deadline: Deadline,
): Promise<VettedEndpoint[]> {
  const [endpoints, overrides] = await Promise.all([
    endpointsOf(connection, ports, deadline),
    ports.overrides.list(connection.home, deadline),
  ]);
  return applyOverrides(endpoints, overrides);
}

/** The catalogue is brought up to date behind the scenes, so the queue is told while the homes answer. */
async function requestSync(
  connections: readonly Connection[],
  { looks, log }: DirectivePorts,
): Promise<void> {
  const sent = await Promise.allSettled(
    connections.map(({ home }) => looks.send({ v: 1, type: 'sync', home })),
  );
  for (const result of sent) {
    if (result.status === 'rejected')
      log.warn('A sync could not be queued.', { error: errorFacts(result.reason) });
  }
}

/**
 * Discover: the devices of all homes of this user, in one list. Homes that fail without a catalogue are left out
 * as long as another one contributes; only when none does is it an error.
 */
export async function discover(
  { directive, token }: ReceivedDirective,
  ports: DirectivePorts,
  deadline: Deadline,
): Promise<AlexaResponse> {
  const identity = await ports.verifier.verify(token, deadline);
  const connections = await ports.rights.forDiscovery(identity, deadline);
  const synced = requestSync(connections, ports);
  const answers = await Promise.allSettled(
    connections.map(async (connection) => ({
      home: connection.home,
      endpoints: await shownOf(connection, ports, deadline),
    })),
  );
  await deadline
    .within(QUEUE_MS)
    .race(synced, 'asking for a sync')
    .catch((error: unknown) => {
      if (!(error instanceof Outcome)) throw error;
    });
  const homes = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  const failed = answers.find((answer) => answer.status === 'rejected');
  if (homes.length === 0 && failed !== undefined) throw failed.reason;
  const { kept } = cutToLimit(homes);
  const endpoints = kept.map(({ home, endpoint }) => endpointForUser(endpoint, home, identity.sub));
  return discoverResponse(directive, endpoints);
}
