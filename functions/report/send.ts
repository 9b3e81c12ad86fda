import { sendEvent } from '../../lib/alexa/event-gateway.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { GrantId } from '../../lib/homes/grants.ts';
import { GatewayTokenRefused, GatewayUnavailable, GrantDead } from '../../lib/outcomes/gateway.ts';
import type { Secret } from '../../lib/vault/secret.ts';
import type { ReportPorts } from './compose.ts';

const GATEWAY_MS = 8_000;

/**
 * Sends an event to the gateway of a grant's region with the grant's token; one that the gateway refuses is refreshed
 * once.
 * @param eventFor makes the event; events carry the token in the body too
 * @throws {GrantDead} marked as such already, unless it was so before
 * @throws {EventRejected | GatewayUnavailable | GatewayTokenRefused}
 */
export async function sendToGrant(
  grant: GrantId,
  eventFor: (token: Secret) => object,
  { tokens, gatewayUrl }: ReportPorts,
  deadline: Deadline,
): Promise<void> {
  const attempt = async (token: Secret) => {
    try {
      await sendEvent(gatewayUrl(grant.region), eventFor(token), token, deadline.within(GATEWAY_MS));
    } catch (error) {
      if (!(error instanceof GrantDead)) throw error;
      const isDead = await tokens.markDead(grant, error.data.reason, token, deadline);
      // Linked anew meanwhile: the new tokens have not been tried.
      if (!isDead) throw new GatewayUnavailable(`${error.data.reason}, of older tokens`, { cause: error });
      throw error;
    }
  };
  const token = await tokens.accessToken(grant, deadline);
  try {
    await attempt(token);
  } catch (error) {
    if (!(error instanceof GatewayTokenRefused)) throw error;
    await attempt(await tokens.accessToken(grant, deadline, token));
  }
}
