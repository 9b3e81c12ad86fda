import { randomUUID } from 'node:crypto';
import type { GrantTokens, RefreshedTokens } from '../alexa/login-with-amazon.ts';
import type { Clock, Deadline } from '../deadline.ts';
import { GrantDead } from '../outcomes/gateway.ts';
import { StoreConflict } from '../outcomes/service.ts';
import { parseSealed } from '../vault/envelope.ts';
import { Secret } from '../vault/secret.ts';
import type { Vault } from '../vault/vault.ts';
import type { GrantId } from './grants.ts';
import { grantKey } from './keys.ts';
import type { Item, Table } from './table.ts';
import type { TokenRefusals } from './token-refusals.ts';

/** Longer than a refresh may take. */
const LEASE_MS = 8_000;

/** A grant's item as it was read, with its tokens unsealed. */
export interface Kept {
  item: Item;
  tokens: GrantTokens;
}

/** The tokens in grants' items. Whoever changes them does so on the version that they read. */
export function createStoredTokens(registry: Table, vault: Vault, clock: Clock) {
  const keyOf = ({ sub, region, originJti }: GrantId) => grantKey(sub, region, originJti);

  /** @throws {GrantDead} */
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

  /**
   * Of several who want to refresh one is let through.
   * @returns the lease's owner, or undefined while somebody else has it
   */
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

  /**
   * Ends the lease too.
   * @throws {StoreConflict} when the lease is somebody else's by now, or the grant another
   */
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

  /** Notes refusals with the tokens that were refused; of others by now nothing is known. */
  async function noteRefusals(
    id: GrantId,
    { item }: Kept,
    refusals: TokenRefusals,
    deadline: Deadline,
  ): Promise<void> {
    const change = {
      update: 'SET refusals = :refusals',
      expression: '#version = :version',
      names: { '#version': 'version' },
      values: { ':refusals': refusals, ':version': item.version },
    };
    await registry.update(keyOf(id), change, deadline).catch((error: unknown) => {
      if (!(error instanceof StoreConflict)) throw error;
    });
  }

  /** Never fails: then they stay, no more. */
  async function forgetRefusals(id: GrantId, deadline: Deadline): Promise<void> {
    const change = { update: 'REMOVE refusals', expression: 'attribute_exists(refusals)' };
    await registry.update(keyOf(id), change, deadline).catch(() => undefined);
  }

  return { read, takeLease, store, releaseLease, bury, noteRefusals, forgetRefusals };
}
