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
 * @throws {EventRejected | EventTooLarge | EventPermissionMissing | GatewayUnavailable | GatewayTokenRefused}
 * @throws what keeps a token from being read or refreshed
 */
export async function sendToGrant(
  grant: GrantId,
  eventFor: (token: Secret) => object,
  { tokens, gatewayUrl }: Pick<ReportPorts, 'tokens' | 'gatewayUrl'>,
  deadline: Deadline,
): Promise<void> {
  const attempt = async (token: Secret) => {
    try {
      await sendEvent(gatewayUrl(grant.region), eventFor(token), token, deadline.within(GATEWAY_MS));
    } catch (error) {
      if (!(error instanceof GrantDead)) throw error;
      const { reason } = error.data;
      const isDead = await tokens.markDead(grant, reason, token, deadline);
      // Linked anew meanwhile: the new tokens have not been tried.
      if (!isDead) throw new GatewayUnavailable(`${reason}, of older tokens`, 'no', { cause: error });
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
