import { randomBytes } from 'node:crypto';
import type { Clock, Deadline } from '../deadline.ts';
import { SignInStateInvalid } from '../outcomes/request.ts';
import { StoreConflict } from '../outcomes/service.ts';
import { parseSealed } from '../vault/envelope.ts';
import type { Vault } from '../vault/vault.ts';
import { accessFrom, accessToSecret, type SealableAccess } from './access-codec.ts';
import { linkStateKey } from './keys.ts';
import { ABSENT, type Item, type Table } from './table.ts';

/** A sign-in at Home Assistant under way: who started it, for which address, and what is to come of it. */
export interface LinkState {
  sub: string;
  name: string;
  /** Frozen when the sign-in was started: finishing it cannot change the address, headers or certificates. */
  access: SealableAccess;
}

const LIFETIME_MS = 10 * 60_000;

export interface LinkStates {
  /** @returns the state, 256 random bits */
  start(link: LinkState, deadline: Deadline): Promise<string>;
  /**
   * Takes a state out of the store: it works once, for the user who started it, for ten minutes.
   * @throws {SignInStateInvalid} one answer for all that is wrong with it
   */
  take(state: string, sub: string, deadline: Deadline): Promise<LinkState>;
}

const bindingOf = (sub: string, state: string) => ({ ...linkStateKey(sub, state), purpose: 'link' as const });

const isLive = (item: Item, now: number) => Number(item.expiresAt) > now;

export function createLinkStates(registry: Table, vault: Vault, clock: Clock = Date.now): LinkStates {
  return {
    start: async ({ sub, name, access }, deadline) => {
      const state = randomBytes(32).toString('base64url');
      const expiresAt = clock() + LIFETIME_MS;
      const sealed = await vault.seal(accessToSecret(access), bindingOf(sub, state), deadline);
      const ttl = Math.ceil(expiresAt / 1000);
      await registry.put(
        { v: 1, ...linkStateKey(sub, state), name, sealed, expiresAt, ttl },
        ABSENT,
        deadline,
      );
      return state;
    },
    take: async (state, sub, deadline) => {
      const item = await registry.get(linkStateKey(sub, state), deadline);
      if (item === undefined || !isLive(item, clock())) throw new SignInStateInvalid();
      // Opened before it is used up: a key service that fails costs nobody the sign-in.
      const access = await vault.unseal(parseSealed(item.sealed, 'link'), bindingOf(sub, state), deadline);
      try {
        await registry.delete(linkStateKey(sub, state), { expression: 'attribute_exists(pk)' }, deadline);
      } catch (error) {
        if (error instanceof StoreConflict) throw new SignInStateInvalid();
        throw error;
      }
      return {
        sub,
        name: String(item.name),
        access: accessFrom(access),
      };
    },
  };
}
