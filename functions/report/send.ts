import { sendEvent } from '../../lib/alexa/event-gateway.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { GrantId } from '../../lib/homes/grants.ts';
import {
  EnablementMissing,
  GatewayTokenRefused,
  GatewayUnavailable,
  GrantDead,
} from '../../lib/outcomes/gateway.ts';
import type { Secret } from '../../lib/vault/secret.ts';
import type { ReportPorts } from './compose.ts';

const GATEWAY_MS = 8_000;
/** An enablement of which the gateway still knows nothing after so long is no longer under way. */
const ENABLEMENT_MS = 24 * 60 * 60_000;

/**
 * Sends an event to the gateway of a grant's region with the grant's token; one that the gateway refuses is refreshed,
 * unless that was done a moment ago.
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
      if (error instanceof EnablementMissing) {
        const { reason } = error.data;
        const isDead = await tokens.markDead(grant, reason, token, deadline, ENABLEMENT_MS);
        throw isDead ? new GrantDead(reason, { cause: error }) : error;
      }
      if (!(error instanceof GrantDead)) throw error;
      const { reason } = error.data;
      const isDead = await tokens.markDead(grant, reason, token, deadline);
      // Linked anew meanwhile: the new tokens have not been tried.
      if (!isDead) throw new GatewayUnavailable(`${reason}, of older tokens`, 'no', { cause: error });
      throw error;
    }
  };
  let access = await tokens.accessToken(grant, deadline);
  // Ends by itself: for one that is fresh there is no other.
  for (let isTaken = false; !isTaken; ) {
    try {
      await attempt(access.token);
      isTaken = true;
    } catch (error) {
      if (!(error instanceof GatewayTokenRefused)) throw error;
      access = await tokens.accessToken(grant, deadline, access.token);
    }
  }
  if (access.isDoubted) await tokens.trust(grant, deadline);
}
