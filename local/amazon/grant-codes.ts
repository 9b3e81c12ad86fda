import { randomBytes } from 'node:crypto';

/** What became of a code that was presented. */
export type Redeemed =
  | { outcome: 'good'; amazonUser: string }
  | { outcome: 'replayed' }
  | { outcome: 'expired' }
  | { outcome: 'unknown' };

/** The authorization codes that Alexa would put into AcceptGrant. */
export interface GrantCodes {
  /** A new code for this Amazon user. */
  create(amazonUser: string): string;
  /** Uses the code up. */
  redeem(code: string): Redeemed;
}

/** Validity of a code, in milliseconds: five minutes (Login with Amazon, skill activation). */
const VALID_MS = 5 * 60 * 1000;
/** Used and expired codes are remembered this long, so that a late replay is still told from nonsense. */
const REMEMBERED_MS = 24 * 60 * 60 * 1000;

/** Single-use codes in memory. `now` is in epoch milliseconds. */
export function createGrantCodes(now: () => number): GrantCodes {
  const codes = new Map<string, { amazonUser: string; madeAt: number; used: boolean }>();

  function forgetOld(): void {
    for (const [code, { madeAt }] of codes) {
      // A map keeps the order of insertion, so the first young one ends the search.
      if (madeAt + REMEMBERED_MS > now()) return;
      codes.delete(code);
    }
  }

  return {
    create(amazonUser) {
      forgetOld();
      const code = `AN${randomBytes(15).toString('base64url')}`;
      codes.set(code, { amazonUser, madeAt: now(), used: false });
      return code;
    },
    redeem(code) {
      const entry = codes.get(code);
      if (entry === undefined) return { outcome: 'unknown' };
      if (entry.used) return { outcome: 'replayed' };
      if (entry.madeAt + VALID_MS <= now()) return { outcome: 'expired' };
      entry.used = true;
      return { outcome: 'good', amazonUser: entry.amazonUser };
    },
  };
}
