import { randomUUID } from 'node:crypto';
import type { GrantTokens, RefreshedTokens } from '../alexa/login-with-amazon.ts';
import type { Clock, Deadline } from '../deadline.ts';
import { GatewayTokenRefused, GrantDead } from '../outcomes/gateway.ts';
import { GrantRefused } from '../outcomes/grant.ts';
import { StoreConflict } from '../outcomes/service.ts';
import { parseSealed } from '../vault/envelope.ts';
import { Secret } from '../vault/secret.ts';
import type { Vault } from '../vault/vault.ts';
import type { GrantId } from './grants.ts';
import { grantKey } from './keys.ts';
import type { Item, Table } from './table.ts';
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
/** Longer than a refresh may take. */
const LEASE_MS = 8_000;
const POLL_MS = 40;

/** The gateway's word for it. */
const TOKENS_REFUSED = 'INVALID_ACCESS_TOKEN_EXCEPTION';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Kept {
  item: Item;
  tokens: GrantTokens;
}

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
  const keyOf = ({ sub, region, originJti }: GrantId) => grantKey(sub, region, originJti);

  async function read(id: GrantId, deadline: Deadline): Promise<Kept> {
    const item = await registry.get(keyOf(id), deadline);
    if (item === undefined || item.sealed === undefined) throw new GrantDead('there is none');
    if (typeof item.dead === 'string') throw new GrantDead(item.dead);
    const binding = { ...keyOf(id), purpose: 'grant' as const };
    const secret = await vault.unseal(parseSealed(item.sealed, 'grant'), binding, deadline);
    const { accessToken, refreshToken } = JSON.parse(secret.reveal()) as Record<string, string>;
    return {
      item,
      tokens: {
        accessToken: new Secret(accessToken ?? ''),
        refreshToken: new Secret(refreshToken ?? ''),
        expiresIn: Math.floor((Number(item.expiresAt) - clock()) / 1000),
      },
    };
  }

  /** @returns the lease's owner, or undefined while somebody else has it */
  async function takeLease(id: GrantId, item: Item, deadline: Deadline): Promise<string | undefined> {
    const owner = randomUUID();
    const now = clock();
    try {
      await registry.update(
        keyOf(id),
        {
          update: 'SET lease = :lease',
          expression: '#version = :version AND (attribute_not_exists(lease) OR lease.#until < :now)',
          names: { '#version': 'version', '#until': 'until' },
          values: { ':lease': { owner, until: now + LEASE_MS }, ':version': item.version, ':now': now },
        },
        deadline,
      );
      return owner;
    } catch (error) {
      if (error instanceof StoreConflict) return undefined;
      throw error;
    }
  }

  async function store(id: GrantId, kept: Kept, owner: string, fresh: RefreshedTokens, deadline: Deadline) {
    const refreshToken = fresh.refreshToken ?? kept.tokens.refreshToken;
    const secret = new Secret(
      JSON.stringify({ v: 1, accessToken: fresh.accessToken.reveal(), refreshToken: refreshToken.reveal() }),
    );
    const sealed = await vault.seal(secret, { ...keyOf(id), purpose: 'grant' }, deadline);
    const version = Number(kept.item.version);
    const now = clock();
    await registry.update(
      keyOf(id),
      {
        update:
          'SET sealed = :sealed, expiresAt = :expiresAt, refreshedAt = :now, #version = :next REMOVE lease',
        expression: 'lease.#owner = :owner AND #version = :version',
        names: { '#version': 'version', '#owner': 'owner' },
        values: {
          ':sealed': sealed,
          ':expiresAt': now + fresh.expiresIn * 1000,
          ':now': now,
          ':next': version + 1,
          ':version': version,
          ':owner': owner,
        },
      },
      deadline,
    );
  }

  /** A refresh that failed need not keep the next one waiting for the lease's end. */
  async function releaseLease(id: GrantId, owner: string, deadline: Deadline): Promise<void> {
    const change = {
      update: 'REMOVE lease',
      expression: 'lease.#owner = :owner',
      names: { '#owner': 'owner' },
      values: { ':owner': owner },
    };
    // Where even this fails, the lease ends by itself; what failed first is what counts.
    await registry.update(keyOf(id), change, deadline).catch(() => undefined);
  }

  /** @returns false when the grant was changed since it was read: what is known of the old one says nothing then */
  async function bury(id: GrantId, { item }: Kept, reason: string, deadline: Deadline): Promise<boolean> {
    const change = {
      update: 'SET dead = :reason REMOVE lease',
      expression: '#version = :version',
      names: { '#version': 'version' },
      values: { ':reason': reason, ':version': item.version },
    };
    try {
      await registry.update(keyOf(id), change, deadline);
      return true;
    } catch (error) {
      if (error instanceof StoreConflict) return false;
      throw error;
    }
  }

  /** @returns undefined when a newer grant took the place of this one meanwhile */
  async function renew(id: GrantId, kept: Kept, owner: string, deadline: Deadline) {
    try {
      const fresh = await refresh(kept.tokens.refreshToken, deadline);
      await store(id, kept, owner, fresh, deadline);
      return fresh.accessToken;
    } catch (error) {
      if (error instanceof StoreConflict) return undefined;
      if (error instanceof GrantRefused && error.data.error === 'invalid_grant') {
        if (!(await bury(id, kept, 'invalid_grant', deadline))) return undefined;
        throw new GrantDead('invalid_grant', { cause: error });
      }
      await releaseLease(id, owner, deadline);
      throw error;
    }
  }

  /** Notes that the gateway refuses a token that is fresh, and gives the grant up when that is so for long. */
  async function doubt(id: GrantId, kept: Kept, deadline: Deadline): Promise<never> {
    const refusals = refusedAgain(kept.item, clock());
    if (isForGood(refusals)) {
      if (await bury(id, kept, TOKENS_REFUSED, deadline)) throw new GrantDead(TOKENS_REFUSED);
      throw new GatewayTokenRefused();
    }
    const change = {
      update: 'SET refusals = :refusals',
      expression: '#version = :version',
      names: { '#version': 'version' },
      values: { ':refusals': refusals, ':version': kept.item.version },
    };
    await registry.update(keyOf(id), change, deadline).catch((error: unknown) => {
      // Of other tokens by now nothing is known.
      if (!(error instanceof StoreConflict)) throw error;
    });
    throw new GatewayTokenRefused();
  }

  return {
    markDead: async (id, reason, token, deadline, minimumAgeMs = 0) => {
      const kept = await read(id, deadline);
      if (kept.tokens.accessToken.reveal() !== token.reveal()) return false;
      if (clock() - Number(kept.item.acceptedAt) < minimumAgeMs) return false;
      return bury(id, kept, reason, deadline);
    },
    trust: async (id, deadline) => {
      const change = { update: 'REMOVE refusals', expression: 'attribute_exists(refusals)' };
      await registry.update(keyOf(id), change, deadline).catch(() => undefined);
    },
    accessToken: async (id, deadline, refused) => {
      for (;;) {
        const kept = await read(id, deadline);
        const { accessToken } = kept.tokens;
        const isRefused = refused !== undefined && accessToken.reveal() === refused.reveal();
        if (isRefused && isRecentlyRefreshed(kept.item, clock())) return doubt(id, kept, deadline);
        const isDoubted = kept.item.refusals !== undefined;
        if (!isRefused && Number(kept.item.expiresAt) - EARLY_MS > clock()) {
          return { token: accessToken, isDoubted };
        }
        const owner = await takeLease(id, kept.item, deadline);
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
