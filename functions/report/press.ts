import { doorbellPress } from '../../lib/alexa/doorbell-press.ts';
import { joinEndpointId } from '../../lib/alexa/endpoint-id.ts';
import type { PressDelivery } from '../../lib/bridge/deliveries.ts';
import { timeOfFreshPress } from '../../lib/bridge/press-time.ts';
import type { PressId } from '../../lib/homes/presses.ts';
import { GatewayUnavailable } from '../../lib/outcomes/gateway.ts';
import { errorFacts } from '../../lib/telemetry/logger.ts';
import { concerns } from './seen.ts';
import { sendToGrant } from './send.ts';
import type { Teller } from './work.ts';

/** Whether the bell may have rung after all: a connection that broke off says nothing about it. */
const mayHaveRung = (error: unknown) => error instanceof GatewayUnavailable && error.data.taken === 'unknown';

/**
 * A DoorbellPress, once at most: it is claimed before it is sent, and given back only where it surely did not ring.
 * Better a bell that was not heard than one that rings with nobody at the door, or for somebody who was removed from the
 * home since it was queued.
 */
export const tellPress: Teller<PressDelivery> = async (delivery, _receipt, ports, deadline) => {
  const { presses, clock, log } = ports;
  const { grant, home, endpoint, at } = delivery;
  const moment = timeOfFreshPress(delivery, clock());
  if (moment === undefined) {
    log.warn('A press of a doorbell could not be told in time.', { home, endpoint });
    return;
  }
  if (!(await concerns(grant, { home, local: endpoint }, ports, deadline))) return;
  const press: PressId = { grant, home, endpoint, at };
  if (!(await presses.claim(press, deadline))) return;
  const endpointId = joinEndpointId({ home, local: endpoint });
  try {
    await sendToGrant(grant, (token) => doorbellPress({ endpointId, at: moment }, token), ports, deadline);
  } catch (error) {
    if (mayHaveRung(error)) {
      log.warn('A press of a doorbell may not have arrived.', { home, endpoint, error: errorFacts(error) });
      return;
    }
    // Where even this fails the press is lost, like one that nobody heard; what failed first is what counts.
    await presses.release(press, deadline).catch(() => undefined);
    throw error;
  }
};
