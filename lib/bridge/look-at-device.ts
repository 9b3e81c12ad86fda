import { randomUUID } from 'node:crypto';
import type { ChangeCause } from '../alexa/change-report.ts';
import { cleanAnswer } from '../alexa/clean-answer.ts';
import type { AlexaResponse, Directive, Property } from '../alexa/message.ts';
import { differenceFrom, isReportable, reportableProperties } from '../alexa/reportable.ts';
import type { Clock, Deadline } from '../deadline.ts';
import type { Catalogue } from '../homes/catalogue.ts';
import type { Connection } from '../homes/connections.ts';
import type { GrantSummary } from '../homes/grants.ts';
import { retryConflicts } from '../homes/retry-conflicts.ts';
import type { ToldStates } from '../homes/told-states.ts';
import type { HomeAsker } from './ask-home.ts';
import type { DeliveriesQueue } from './deliveries.ts';

export interface LookPorts {
  asker: HomeAsker;
  catalogue: Catalogue;
  told: ToldStates;
  deliveries: DeliveriesQueue;
  clock: Clock;
}

/** A home's hint does not say why something changed. */
const CAUSE: ChangeCause = 'PHYSICAL_INTERACTION';

const reportState = (endpointId: string): Directive => ({
  header: {
    namespace: 'Alexa',
    name: 'ReportState',
    messageId: randomUUID(),
    correlationToken: randomUUID(),
    payloadVersion: '3',
  },
  endpoint: { endpointId },
  payload: {},
});

/**
 * The device's state as the home says it.
 * @returns undefined when the home has nothing to say about it (it is no longer there, say)
 * @throws any outcome of a home
 */
async function askState(
  asker: HomeAsker,
  connection: Connection,
  endpoint: string,
  clock: Clock,
  deadline: Deadline,
): Promise<Property[] | undefined> {
  const directive = reportState(endpoint);
  const read = (answer: Record<string, unknown>): AlexaResponse => cleanAnswer(directive, answer, clock);
  const options = { repeatable: true, read };
  const { event, context } = await asker.ask(connection, { directive }, options, deadline);
  return event.header.name === 'StateReport' ? (context?.properties ?? []) : undefined;
}

/**
 * Looks at a device and tells every account of the home what is new.
 *
 * The order is what loses nothing: read what was told last, ask the home, queue the deliveries, and only then commit.
 * Who crashes in between repeats; who finds that another was quicker looks again. What either had queued is never
 * sent: only the deliveries of a look that was committed are.
 * @throws {StoreConflict} when that goes on without end; any outcome of a home
 */
export async function lookAtDevice(
  connection: Connection,
  endpoint: string,
  grants: readonly GrantSummary[],
  ports: LookPorts,
  deadline: Deadline,
): Promise<void> {
  const { asker, catalogue, told, deliveries, clock } = ports;
  const { home } = connection;
  const device = await catalogue.endpoint(home, endpoint, deadline);
  // Unknown to Alexa, or nothing that it would hear of: no reason to trouble the home.
  if (device === undefined || !isReportable(device)) return;

  await retryConflicts(deadline, async () => {
    const before = await told.read(home, endpoint, deadline);
    const state = await askState(asker, connection, endpoint, clock, deadline);
    if (state === undefined) return;
    const properties = reportableProperties(device, state);
    const { changed, unchanged } = differenceFrom(before.properties, properties);
    if (changed.length === 0) return;
    const look = randomUUID();
    const news = { home, endpoint, version: before.version + 1, look, cause: CAUSE, changed, unchanged };
    await Promise.all(
      grants.map(({ sub, region, originJti }) =>
        deliveries.send({ v: 1, type: 'change', grant: { sub, region, originJti }, ...news }, deadline),
      ),
    );
    await told.commit(home, endpoint, before, { properties, look }, clock(), deadline);
  });
}
