import { randomUUID } from 'node:crypto';
import type { ChangeCause } from '../alexa/change-report.ts';
import { cleanAnswer } from '../alexa/clean-answer.ts';
import type { AlexaResponse, Directive, Property } from '../alexa/message.ts';
import { differenceFrom, isReportable, reportableProperties } from '../alexa/reportable.ts';
import type { Clock, Deadline } from '../deadline.ts';
import type { Catalogue } from '../homes/catalogue.ts';
import type { Connection } from '../homes/connections.ts';
import type { GrantId, GrantSummary } from '../homes/grants.ts';
import { retryConflicts } from '../homes/retry-conflicts.ts';
import { newLook, type ToldState, type ToldStates } from '../homes/told-states.ts';
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

/** Who is to hear of a device. */
export interface Audience {
  listeners: readonly GrantSummary[];
  /** Links that were told the answer of a directive a moment ago: they hear the state also where it is not new. */
  answered: readonly GrantId[];
}

const isSame = (one: GrantId, other: GrantId) =>
  one.sub === other.sub && one.region === other.region && one.originJti === other.originJti;

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
  audience: Audience,
  ports: LookPorts,
  deadline: Deadline,
): Promise<void> {
  const { asker, catalogue, clock } = ports;
  const { home } = connection;
  const device = await catalogue.endpoint(home, endpoint, deadline);
  // Unknown to Alexa, or nothing that it would hear of: no reason to trouble the home.
  if (device === undefined || !isReportable(device)) return;

  await tellState(home, endpoint, audience, ports, deadline, async () => {
    const state = await askState(asker, connection, endpoint, clock, deadline);
    return state && reportableProperties(device, state);
  });
}

/**
 * Tells what differs from what was told before, and commits it.
 * @param find the device's state now, or undefined when there is nothing to say; called again after a lost race
 */
export async function tellState(
  home: string,
  endpoint: string,
  { listeners, answered }: Audience,
  { told, deliveries, clock }: Pick<LookPorts, 'told' | 'deliveries' | 'clock'>,
  deadline: Deadline,
  find: (before: ToldState) => Promise<Property[] | undefined>,
): Promise<void> {
  await retryConflicts(deadline, async () => {
    const before = await told.read(home, endpoint, deadline);
    const properties = await find(before);
    if (properties === undefined || properties.length === 0) return;
    const { changed, unchanged } = differenceFrom(before.properties, properties);
    const isNews = changed.length > 0;
    const audience = isNews
      ? listeners
      : listeners.filter((grant) => answered.some((one) => isSame(one, grant)));
    if (audience.length === 0) return;
    const news = isNews ? { changed, unchanged } : { changed: unchanged, unchanged: [] };
    const look = newLook({ isNews });
    const delivery = { home, endpoint, version: before.version + 1, look, cause: CAUSE, ...news };
    await Promise.all(
      audience.map(({ sub, region, originJti }) =>
        deliveries.send({ v: 1, type: 'change', grant: { sub, region, originJti }, ...delivery }, deadline),
      ),
    );
    await told.commit(home, endpoint, before, { properties, look }, clock(), deadline);
  });
}
