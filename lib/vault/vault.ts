import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock, Deadline } from '../deadline.ts';
import type { DataKeys } from './data-keys.ts';
import { type Binding, bindingContext, openEnvelope, type Sealed, sealEnvelope } from './envelope.ts';
import { Secret } from './secret.ts';

export interface Vault {
  /**
   * Seals a secret for one place and one purpose, under a fresh data key.
   * @throws {VaultUnavailable}
   */
  seal(secret: Secret, binding: Binding, deadline: Deadline): Promise<Sealed>;
  /**
   * Opens what was sealed for exactly this place and purpose.
   * @throws {SealBroken} moved, altered, or sealed for something else
   * @throws {VaultUnavailable | OutOfTime}
   */
  unseal(sealed: Sealed, binding: Binding, deadline: Deadline): Promise<Secret>;
}

export interface VaultOptions {
  dataKeys: DataKeys;
  /** How long an unwrapped data key stays in memory. */
  cacheMs?: number;
  /** How many of them at most. */
  cacheSize?: number;
  clock?: Clock;
}

/**
 * Context and wrapped key go into the cache's key together: a wrapped key that was moved to another place is
 * another entry, so it is KMS that decides about it, however warm the cache is.
 */
function cacheKey(sealed: Sealed, binding: Binding): string {
  return createHash('sha256')
    .update(JSON.stringify(bindingContext(binding)))
    .update('\0')
    .update(sealed.key)
    .digest('base64');
}

/**
 * Envelope encryption: one KMS data key per sealed value, AES-256-GCM, place and purpose bound both in KMS's
 * encryption context and in the additional authenticated data.
 */
export function createVault(options: VaultOptions): Vault {
  const { dataKeys, cacheMs = 5 * 60_000, cacheSize = 1_000, clock = Date.now } = options;
  // Promises are cached, so that any number of directives that wait for one key make one call.
  const unwrapped = new LRUCache<string, Promise<Buffer>>({
    max: cacheSize,
    ttl: cacheMs,
    // The clock that was handed in decides at each look.
    ttlResolution: 0,
    perf: { now: clock },
  });

  function unwrap(sealed: Sealed, binding: Binding): Promise<Buffer> {
    const key = cacheKey(sealed, binding);
    const known = unwrapped.get(key);
    if (known !== undefined) return known;
    const pending = dataKeys.unwrap(sealed.key, bindingContext(binding));
    unwrapped.set(key, pending);
    pending.catch(() => {
      if (unwrapped.peek(key) === pending) unwrapped.delete(key);
    });
    return pending;
  }

  return {
    seal: async (secret, binding, deadline) => {
      const generated = dataKeys.generate(bindingContext(binding));
      const { plain, wrapped } = await deadline.race(generated, 'sealing a secret');
      try {
        return sealEnvelope(secret.reveal(), { plain, wrapped }, binding);
      } finally {
        plain.fill(0);
      }
    },
    unseal: async (sealed, binding, deadline) => {
      const key = await deadline.race(unwrap(sealed, binding), 'unsealing a secret');
      return new Secret(openEnvelope(sealed, key, binding));
    },
  };
}
