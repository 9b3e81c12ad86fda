import { randomBytes } from 'node:crypto';

/** Short-lived values behind unguessable keys, in memory, bounded in number and in time. */
export type ExpiringMap<V> = {
  /** Stores the value and returns its new key: 256 random bits in base64url. */
  add(value: V): string;
  get(key: string | undefined): V | undefined;
  /** Gets and removes: the second caller gets nothing. */
  take(key: string | undefined): V | undefined;
  remove(key: string | undefined): void;
};

/** @param ttlMs milliseconds a value lives. @param max when full, the oldest value goes. @param now milliseconds. */
export const createExpiringMap = <V>(options: {
  ttlMs: number;
  max: number;
  now: () => number;
}): ExpiringMap<V> => {
  const { ttlMs, max, now } = options;
  const entries = new Map<string, { value: V; until: number }>();

  const prune = (): void => {
    // All values live equally long, so the map's insertion order is the order of expiry.
    for (const [key, entry] of entries) {
      if (entry.until > now() && entries.size < max) return;
      entries.delete(key);
    }
  };

  const get = (key: string | undefined): V | undefined => {
    const entry = key === undefined ? undefined : entries.get(key);
    return entry && entry.until > now() ? entry.value : undefined;
  };

  return {
    add(value) {
      prune();
      const key = randomBytes(32).toString('base64url');
      entries.set(key, { value, until: now() + ttlMs });
      return key;
    },
    get,
    take(key) {
      const value = get(key);
      if (key !== undefined) entries.delete(key);
      return value;
    },
    remove(key) {
      if (key !== undefined) entries.delete(key);
    },
  };
};
