import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { isRecord } from './http.ts';

/** What an access token says to the event gateway. */
export interface AccessToken {
  amazonUser: string;
  /** Epoch milliseconds. */
  expiresAt: number;
}

/** Makes and reads Login with Amazon's tokens. */
export interface Tokens {
  /** An access token, `Atza|…`, and a refresh token, `Atzr|…`, for this Amazon user. */
  issue(amazonUser: string): { accessToken: string; refreshToken: string };
  /** The token's content, or undefined when it is not ours or has expired. */
  readAccess(token: string): AccessToken | undefined;
  /** The Amazon user, or undefined when it is not ours. Refresh tokens do not expire. */
  readRefresh(token: string): string | undefined;
}

/** Lifetime of an access token in seconds (Login with Amazon, "Access Token"). */
export const ACCESS_TOKEN_SECONDS = 3600;

const ACCESS_PREFIX = 'Atza|';
const REFRESH_PREFIX = 'Atzr|';
/** Content is padded to this, which brings tokens to 400 characters and more: Amazon promises at least 350. */
const PADDED_BYTES = 270;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Tokens that carry their content sealed (AES-256-GCM) under a key derived from the client's secret. So nothing has to
 * be stored, a grant made before a restart still works after it, and a token is bound to its one client, as at Amazon.
 * `now` is in epoch milliseconds.
 */
export function createTokens(client: { id: string; secret: string }, now: () => number): Tokens {
  const key = Buffer.from(hkdfSync('sha256', client.secret, client.id, 'porchlight stand-in for amazon', 32));

  function seal(prefix: string, content: Record<string, unknown>): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(prefix));
    // JSON allows spaces at its end, which makes them the plainest padding.
    const plain = Buffer.from(JSON.stringify(content).padEnd(PADDED_BYTES));
    const sealed = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    return `${prefix}${sealed.toString('base64url')}`;
  }

  function open(prefix: string, token: string): Record<string, unknown> | undefined {
    if (!token.startsWith(prefix)) return undefined;
    const sealed = Buffer.from(token.slice(prefix.length), 'base64url');
    if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
    // Node's decoder skips what it does not know; a token with something added is not the token.
    if (prefix + sealed.toString('base64url') !== token) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(prefix));
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    try {
      const plain = decipher.update(
        sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES),
        undefined,
        'utf8',
      );
      const content: unknown = JSON.parse(plain + decipher.final('utf8'));
      return isRecord(content) ? content : undefined;
    } catch {
      // Made by somebody else, or for another client: simply not one of our tokens.
      return undefined;
    }
  }

  return {
    issue: (amazonUser) => ({
      accessToken: seal(ACCESS_PREFIX, { amazonUser, expiresAt: now() + ACCESS_TOKEN_SECONDS * 1000 }),
      refreshToken: seal(REFRESH_PREFIX, { amazonUser }),
    }),
    readAccess(token) {
      const { amazonUser, expiresAt } = open(ACCESS_PREFIX, token) ?? {};
      if (typeof amazonUser !== 'string' || typeof expiresAt !== 'number') return undefined;
      return expiresAt > now() ? { amazonUser, expiresAt } : undefined;
    },
    readRefresh(token) {
      const { amazonUser } = open(REFRESH_PREFIX, token) ?? {};
      return typeof amazonUser === 'string' ? amazonUser : undefined;
    },
  };
}
