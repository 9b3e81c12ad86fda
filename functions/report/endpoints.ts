import { addOrUpdateReport, deleteReport, inMessages } from '../../lib/alexa/discovery-reports.ts';
import { joinEndpointId } from '../../lib/alexa/endpoint-id.ts';
import type { EndpointsDelivery } from '../../lib/bridge/deliveries.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { GrantId } from '../../lib/homes/grants.ts';
import { EventRejected, EventTooLarge } from '../../lib/outcomes/gateway.ts';
import type { Secret } from '../../lib/vault/secret.ts';
import type { ReportPorts } from './compose.ts';
import { endpointsSeenBy } from './seen.ts';
import { sendToGrant } from './send.ts';
import type { Teller } from './work.ts';

/**
 * Sends endpoints in as many messages as it takes; what the gateway still finds too large goes in halves.
 * @returns the first refusal of an event itself: it must not keep back the others
 */
async function sendAll<T extends object>(
  endpoints: readonly T[],
  messageOf: (endpoints: readonly T[], token: Secret) => object,
  grant: GrantId,
  ports: ReportPorts,
  deadline: Deadline,
): Promise<EventRejected | EventTooLarge | undefined> {
  let refused: EventRejected | EventTooLarge | undefined;
  const left = inMessages(endpoints);
  for (let message = left.shift(); message !== undefined; message = left.shift()) {
    const some = message;
    try {
      await sendToGrant(grant, (token) => messageOf(some, token), ports, deadline);
    } catch (error) {
      if (error instanceof EventTooLarge && some.length > 1) {
        const middle = Math.ceil(some.length / 2);
        left.unshift(some.slice(0, middle), some.slice(middle));
      } else if (error instanceof EventTooLarge || error instanceof EventRejected) {
        refused ??= error;
      } else {
        throw error;
      }
    }
  }
  return refused;
}

/**
 * AddOrUpdateReport for those devices that the user has, DeleteReport for those that they have not, as it is at this
 * moment: whatever happened before the delivery came, or between two tries of it, the last one told is the truth.
 */
export const tellEndpoints: Teller<EndpointsDelivery> = async (delivery, _receipt, ports, deadline) => {
  const { grant, home, endpoints } = delivery;
  const seen = await endpointsSeenBy(grant, home, ports, deadline);
  const ids = [...new Set(endpoints)];
  const there = ids.map((id) => seen.get(id)).filter((endpoint) => endpoint !== undefined);
  const gone = ids
    .filter((id) => !seen.has(id))
    .map((local) => ({ endpointId: joinEndpointId({ home, local }) }));
  // First what goes: of two devices that change places at the limit, the new one finds room.
  const refusals = [
    await sendAll(gone, deleteReport, grant, ports, deadline),
    await sendAll(there, addOrUpdateReport, grant, ports, deadline),
  ];
  const refused = refusals.find((refusal) => refusal !== undefined);
  if (refused !== undefined) throw refused;
};
