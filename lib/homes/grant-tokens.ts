import type { RefreshedTokens } from '../alexa/login-with-amazon.ts';
import type { Clock, Deadline } from '../deadline.ts';
import { GatewayTokenRefused, GrantDead } from '../outcomes/gateway.ts';
import { GrantRefused } from '../outcomes/grant.ts';
import { StoreConflict } from '../outcomes/service.ts';
import type { Secret } from '../vault/secret.ts';
import type { Vault } from '../vault/vault.ts';
import type { GrantId } from './grants.ts';
import { createStoredTokens, type Kept } from './stored-tokens.ts';
import type { Table } from './table.ts';
import { isForGood, isRecentlyRefreshed, refusedAgain } from './token-refusals.ts';

/** Asks Login with Amazon for new tokens. @throws {GrantRefused | LoginWithAmazonUnavailable} */
export type Refresh = (refreshToken: Secret, deadline: Deadline) => Promise<RefreshedTokens>;

/** A token to send an event with. */
export interface AccessToken {
  token: Secret;
  /** The gateway has refused fresh tokens of this grant; whoever finds that it takes one again says so. */
  isDoubted: boolean;
}

/** Access tokens of grants, always fresh. */
export interface GrantTokensKeeper {
  /**
   * An access token that is good for the next minutes, refreshed when it is about to end.
   * @param refused a token that the gateway just refused: another one is wanted, whatever its age
   * @throws {GrantDead} there is no such grant any more, or the gateway goes on refusing whatever it is given
   * @throws {GatewayTokenRefused} the one that was refused is fresh: there is none that would fare better
   */
  accessToken(id: GrantId, deadline: Deadline, refused?: Secret): Promise<AccessToken>;
  /** The gateway took a token of a grant that was in doubt. Never fails: then it stays in doubt, no more. */
  trust(id: GrantId, deadline: Deadline): Promise<void>;
  /**
   * Sends no more events for this grant; the owner's status says to link again.
   * @param token with which the gateway said so
   * @param minimumAgeMs of the grant
   * @returns false when it is younger, or has other tokens by now, of which nothing is known yet
   */
  markDead(
    id: GrantId,
    reason: string,
    token: Secret,
    deadline: Deadline,
    minimumAgeMs?: number,
  ): Promise<boolean>;
}

/** Before the token ends: five minutes are enough for what is under way, and for a try that fails. */
const EARLY_MS = 5 * 60_000;
/** Until then a token goes on being used while no other is to be had. */
const LAST_MS = 30_000;
const POLL_MS = 40;

/** The gateway's word for it. */
const TOKENS_REFUSED = 'INVALID_ACCESS_TOKEN_EXCEPTION';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * A refresh takes a lease on the grant's item, so that any number of functions make one call; the others wait for
 * what comes of it.
 */
export function createGrantTokens(
  registry: Table,
  vault: Vault,
  refresh: Refresh,
  clock: Clock = Date.now,
): GrantTokensKeeper {
  const stored = createStoredTokens(registry, vault, clock);

  /** @returns undefined when a newer grant took the place of this one meanwhile */
  async function renew(id: GrantId, kept: Kept, owner: string, deadline: Deadline) {
    try {
      const fresh = await refresh(kept.tokens.refreshToken, deadline);
      await stored.store(id, kept, owner, fresh, deadline);
      return fresh.accessToken;
    } catch (error) {
      if (error instanceof StoreConflict) return undefined;
      if (error instanceof GrantRefused && error.data.error === 'invalid_grant') {
        if (!(await stored.bury(id, kept, 'invalid_grant', deadline))) return undefined;
        throw new GrantDead('invalid_grant', { cause: error });
      }
      await stored.releaseLease(id, owner, deadline);
      throw error;
    }
  }

  /** Notes that the gateway refuses a token that is fresh, and gives the grant up when that is so for long. */
  async function doubt(id: GrantId, kept: Kept, deadline: Deadline): Promise<never> {
    const refusals = refusedAgain(kept.item, clock());
    if (isForGood(refusals)) {
      if (await stored.bury(id, kept, TOKENS_REFUSED, deadline)) throw new GrantDead(TOKENS_REFUSED);
      throw new GatewayTokenRefused();
    }
    await stored.noteRefusals(id, kept, refusals, deadline);
    throw new GatewayTokenRefused();
  }

  return {
    markDead: async (id, reason, token, deadline, minimumAgeMs = 0) => {
      const kept = await stored.read(id, deadline);
      if (kept.tokens.accessToken.reveal() !== token.reveal()) return false;
      if (clock() - Number(kept.item.acceptedAt) < minimumAgeMs) return false;
      return stored.bury(id, kept, reason, deadline);
    },
    trust: stored.forgetRefusals,
    accessToken: async (id, deadline, refused) => {
      for (;;) {
        const kept = await stored.read(id, deadline);
        const { accessToken } = kept.tokens;
        const isRefused = refused !== undefined && accessToken.reveal() === refused.reveal();
        if (isRefused && isRecentlyRefreshed(kept.item, clock())) return doubt(id, kept, deadline);
        const isDoubted = kept.item.refusals !== undefined;
        if (!isRefused && Number(kept.item.expiresAt) - EARLY_MS > clock()) {
          return { token: accessToken, isDoubted };
        }
        const owner = await stored.takeLease(id, kept.item, deadline);
        const renewed =
          owner &&
          (await renew(id, kept, owner, deadline).catch((error: unknown) => {
            const isGood = !isRefused && Number(kept.item.expiresAt) - LAST_MS > clock();
            if (error instanceof GrantDead || !isGood) throw error;
            return accessToken;
          }));
        if (renewed) return { token: renewed, isDoubted };
        // Somebody else has the lease, or stored a newer grant.
        await sleep(POLL_MS);
      }
    },
  };
}
