import { isReportable } from '../../lib/alexa/reportable.ts';
import { shownDevices } from '../../lib/bridge/shown-devices.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { Connection } from '../../lib/homes/connections.ts';
import type { GrantSummary } from '../../lib/homes/grants.ts';
import type { Presence } from '../../lib/homes/presence.ts';
import { OutOfTime } from '../../lib/outcomes/service.ts';
import { errorFacts } from '../../lib/telemetry/logger.ts';
import type { ObservePorts } from './compose.ts';
import { type Looked, lookAtDevices } from './look.ts';
import { tellAway } from './tell-away.ts';

/** Kept back for writing down how it went. */
const MARGIN_MS = 5_000;

/**
 * Looks at everything that a home reports, which settles what was owed. A home that answers for nothing of it, and of
 * which nothing was heard for too long, is away, and Alexa is told.
 * @param presence what was known before the look
 * @param listeners at least one
 * @throws what is worth another try
 */
export async function lookAfter(
  connection: Connection,
  presence: Presence,
  listeners: readonly GrantSummary[],
  ports: ObservePorts,
  deadline: Deadline,
): Promise<void> {
  const { home } = connection;
  const { presences, log } = ports;
  const endpoints = (await shownDevices(home, ports, deadline)).filter(isReportable);

  const lookAtAll = async (): Promise<Looked> => {
    const devices = new Map(endpoints.map(({ endpointId }) => [endpointId, []]));
    const budget = deadline.within(deadline.remaining() - MARGIN_MS);
    try {
      return await lookAtDevices(connection, devices, listeners, ports, budget);
    } catch (error) {
      if (!(error instanceof OutOfTime)) throw error;
      // Too much for once. It stays owed, and that is no sign that the home is away.
      log.info('A home could not be looked at in time.', { home, error: errorFacts(error) });
      return { answered: 1, failed: 1 };
    }
  };

  const { answered, failed } = await lookAtAll();
  if (failed === 0) {
    await presences.settle(home, presence.owed, deadline);
    return;
  }
  const after = await presences.fail(home, answered > 0, deadline);
  if (after?.away !== true) return;
  await tellAway(home, endpoints, listeners, ports, deadline);
}
