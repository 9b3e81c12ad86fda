import {
  cutToLimit,
  endpointForUser,
  MAX_ENDPOINTS,
  type VettedEndpoint,
} from '../../lib/alexa/discovery.ts';
import type { EndpointAddress } from '../../lib/alexa/endpoint-id.ts';
import { shownDevices } from '../../lib/bridge/shown-devices.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { GrantId } from '../../lib/homes/grants.ts';
import { EndpointUnknown, HomePaused } from '../../lib/outcomes/directive.ts';
import { LinkRevoked, UserDeleted } from '../../lib/outcomes/identity.ts';
import type { ReportPorts } from './compose.ts';

/** What the store says of somebody who has nothing to do with a home, or with Porchlight, any more. */
const NOT_THEIRS = [UserDeleted, LinkRevoked, EndpointUnknown];

/**
 * The homes of a link as discovery would name them, in the account's order. A paused one is among them: its devices
 * stay, and say that they cannot be reached.
 */
async function homesOf(
  grant: GrantId,
  { rights }: Pick<ReportPorts, 'rights'>,
  deadline: Deadline,
): Promise<string[]> {
  try {
    return (await rights.forDiscovery(grant, deadline)).map(({ home }) => home);
  } catch (error) {
    if (NOT_THEIRS.some((kind) => error instanceof kind)) return [];
    throw error;
  }
}

/** Whether a link still has to do with a device, its home paused or not. */
export async function concerns(
  grant: GrantId,
  device: EndpointAddress,
  { rights }: Pick<ReportPorts, 'rights'>,
  deadline: Deadline,
): Promise<boolean> {
  try {
    await rights.forControl(grant, device, deadline);
    return true;
  } catch (error) {
    if (error instanceof HomePaused) return true;
    if (NOT_THEIRS.some((kind) => error instanceof kind)) return false;
    throw error;
  }
}

/**
 * The devices of one home as its owner wants them and one user's Alexa is to know them, by the home's own ids. Empty
 * where the user does not belong to the home, or it is gone. By the rule of discovery, what is beyond Alexa's limit over
 * all homes of the user is not there; the other homes' devices are read only where it comes to that.
 */
export async function endpointsSeenBy(
  grant: GrantId,
  home: string,
  ports: Pick<ReportPorts, 'rights' | 'catalogue' | 'overrides'>,
  deadline: Deadline,
): Promise<ReadonlyMap<string, VettedEndpoint>> {
  const { catalogue } = ports;
  const homes = await homesOf(grant, ports, deadline);
  if (!homes.includes(home)) return new Map();
  const others = homes.filter((other) => other !== home);
  const [own, summaries] = await Promise.all([
    shownDevices(home, ports, deadline),
    Promise.all(others.map((other) => catalogue.summary(other, deadline))),
  ]);
  const total = summaries.reduce((sum, summary) => sum + (summary?.devices ?? 0), own.length);
  const all =
    total <= MAX_ENDPOINTS
      ? [{ home, endpoints: own }]
      : await Promise.all(
          homes.map(async (key) => ({
            home: key,
            endpoints: key === home ? own : await shownDevices(key, ports, deadline),
          })),
        );
  return new Map(
    cutToLimit(all)
      .kept.filter((entry) => entry.home === home)
      .map(({ endpoint }) => [endpoint.endpointId, endpointForUser(endpoint, home, grant.sub)]),
  );
}
