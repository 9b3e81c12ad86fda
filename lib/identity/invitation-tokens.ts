import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Secret } from '../vault/secret.ts';

/** What an invitation's link carries: version, the home's key, and 256 random bits. */
export interface InvitationToken {
  home: string;
  secret: Secret;
}

const SHAPE = /^pli1\.(?<home>k[a-z0-9]{5,15})\.[A-Za-z0-9_-]{43}$/;

/** A new token, as its holder is to present it. */
export const newInvitationToken = (home: string): Secret =>
  new Secret(`pli1.${home}.${randomBytes(32).toString('base64url')}`);

/** @returns undefined for anything that is no such token */
export function parseInvitationToken(presented: Secret): InvitationToken | undefined {
  const home = SHAPE.exec(presented.reveal())?.groups?.home;
  return home === undefined ? undefined : { home, secret: presented };
}

/** What is stored in a token's place. It has 256 bits of its own, so a plain hash is enough. */
export const hashInvitationToken = (token: Secret): string =>
  createHash('sha256').update(token.reveal()).digest('base64url');

/** Compares without telling by the time how much was right. */
export function isInvitationToken(presented: Secret, storedHash: string): boolean {
  const given = Buffer.from(hashInvitationToken(presented));
  const stored = Buffer.from(storedHash);
  return given.length === stored.length && timingSafeEqual(given, stored);
}
