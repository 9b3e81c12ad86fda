import { isReportable } from '../../lib/alexa/reportable.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { CatalogueDevice } from '../../lib/homes/catalogue.ts';
import type { Connection } from '../../lib/homes/connections.ts';
import type { GrantSummary } from '../../lib/homes/grants.ts';
import { overrideOf } from '../../lib/homes/overrides.ts';
import { courseOf, type Presence } from '../../lib/homes/presence-rules.ts';
import type { ObservePorts } from './compose.ts';
import { forgetIfGone } from './forget.ts';
import { lookAtDevices } from './look.ts';
import { tellAway } from './tell-away.ts';

/** What a look at everything begins with, or goes on with where the one before had no more time. */
function startOrGoOn(devices: readonly CatalogueDevice[], presence: Presence, also: Iterable<string>) {
  const all = devices.filter(({ endpoint }) => isReportable(endpoint));
  const before = courseOf(presence);
  const wanted = before && new Set([...before.left, ...also]);
  return {
    all,
    upTo: before?.upTo ?? presence.owed,
    hasFailed: before?.hasFailed === true,
    now: wanted === undefined ? all : all.filter(({ endpoint }) => wanted.has(endpoint.endpointId)),
  };
}

/**
 * Looks at everything that a home reports, which settles what was owed. With a slow home that takes several goes. One
 * that answers for nothing of it, and of which nothing was heard for too long, is away, and Alexa is told.
 * @param presence what was known before the look
 * @param listeners at least one
 * @param also devices to look at in any case
 * @throws what is worth another try
 */
export async function lookAfter(
  connection: Connection,
  presence: Presence,
  listeners: readonly GrantSummary[],
  ports: ObservePorts,
  deadline: Deadline,
  also: Iterable<string> = [],
): Promise<void> {
  const { home } = connection;
  const { presences } = ports;
  const [known, overrides] = await Promise.all([
    ports.catalogue.devices(home, deadline),
    ports.overrides.list(home, deadline),
  ]);
  const shown = known.filter(({ endpoint }) => !overrideOf(overrides, endpoint.endpointId).hidden);
  const course = startOrGoOn(shown, presence, also);
  const devices = new Map(course.now.map((device) => [device.endpoint.endpointId, { known: device }]));
  const { answered, failed, left } = await lookAtDevices(connection, devices, listeners, ports, deadline);
  const { upTo } = course;
  const hasFailed = course.hasFailed || failed > 0;
  if (left.length > 0 && answered > 0) {
    await presences.cutShort(home, { upTo, left, hasFailed }, deadline);
    return;
  }
  if (left.length === 0 && !hasFailed) {
    await presences.settle(home, upTo, deadline);
    return;
  }
  // That there was no time to ask is no sign that the home is away.
  const isThere = answered > 0 || failed === 0;
  const after = await presences.fail(home, isThere, deadline);
  if (after?.away !== true) return;
  const endpoints = course.all.map(({ endpoint }) => endpoint);
  await tellAway(home, endpoints, listeners, ports, deadline);
  await forgetIfGone(home, ports, deadline);
}
