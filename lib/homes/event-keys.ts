import type { Clock, Deadline } from '../deadline.ts';
import { hashEventKey, newEventKey } from '../identity/event-keys.ts';
import type { Secret } from '../vault/secret.ts';
import { eventKeyKey } from './keys.ts';
import { retryConflicts } from './retry-conflicts.ts';
import { ABSENT, atVersion, type Table } from './table.ts';

/** The event keys of homes; only their hashes are kept. */
export interface EventKeys {
  /** The hash of a home's key, if it has one. */
  hashOf(home: string, deadline: Deadline): Promise<string | undefined>;
  /** Gives the home a new key, shown this once. The one before it is void; the authorizer's
   * cache may let it in for five minutes more. */
  rotate(home: string, deadline: Deadline): Promise<Secret>;
  erase(home: string, deadline: Deadline): Promise<void>;
}

export function createEventKeys(registry: Table, clock: Clock = Date.now): EventKeys {
  return {
    hashOf: async (home, deadline) => {
      const item = await registry.get(eventKeyKey(home), deadline);
      return typeof item?.hash === 'string' ? item.hash : undefined;
    },
    rotate: (home, deadline) =>
      retryConflicts(deadline, async () => {
        const key = newEventKey(home);
        const known = await registry.get(eventKeyKey(home), deadline);
        const version = Number(known?.version ?? 0);
        await registry.put(
          { v: 1, ...eventKeyKey(home), hash: hashEventKey(key), createdAt: clock(), version: version + 1 },
          known === undefined ? ABSENT : atVersion(version),
          deadline,
        );
        return key;
      }),
    erase: (home, deadline) => registry.delete(eventKeyKey(home), null, deadline),
  };
}
