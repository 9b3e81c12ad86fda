import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Secret } from '../vault/secret.ts';

/**
 * The key with which a home says that something changed: version, the home's key, and 256 random bits. It opens
 * nothing but the way for hints of this one home.
 */
export interface EventKey {
  home: string;
  secret: Secret;
}

const SHAPE = /^plk1\.(?<home>k[a-z0-9]{5,15})\.(?<secret>[A-Za-z0-9_-]{43})$/;

/** A new key, as the home is to present it. */
export function newEventKey(home: string): Secret {
  return new Secret(`plk1.${home}.${randomBytes(32).toString('base64url')}`);
}

/** @returns undefined for anything that is no event key */
export function parseEventKey(presented: string): EventKey | undefined {
  const { home, secret } = SHAPE.exec(presented)?.groups ?? {};
  return home === undefined || secret === undefined ? undefined : { home, secret: new Secret(presented) };
}

/** What is stored in a key's place. The key has 256 bits of its own, so a plain hash is enough. */
export const hashEventKey = (key: Secret): string =>
  createHash('sha256').update(key.reveal()).digest('base64url');

/** Compares without telling by the time how much was right. */
export function isEventKey(presented: Secret, storedHash: string): boolean {
  const given = Buffer.from(hashEventKey(presented));
  const stored = Buffer.from(storedHash);
  return given.length === stored.length && timingSafeEqual(given, stored);
}
