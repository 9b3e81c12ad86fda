import type { Item } from './table.ts';

/**
 * That the event gateway refuses tokens which Login with Amazon has just issued: since when without a pause, and when
 * the last time, epoch milliseconds.
 */
export interface TokenRefusals {
  since: number;
  at: number;
}

/** A token that was refreshed so short a time ago is as good as any other: one more would fare no better. */
const RECENT_MS = 5 * 60_000;
/** Deliveries come again at least this often; after a longer pause it is another matter. */
const PAUSE_MS = 10 * 60_000;
/**
 * So long that it is no stumble of the gateway's: who is given up has to link again. And so short that the deliveries
 * which find it out do not end in the dead-letter queue.
 */
const FOR_GOOD_MS = 20 * 60_000;

export const isRecentlyRefreshed = ({ refreshedAt }: Item, now: number): boolean =>
  refreshedAt !== undefined && now - Number(refreshedAt) < RECENT_MS;

export function refusedAgain({ refusals }: Item, now: number): TokenRefusals {
  const before = refusals as TokenRefusals | undefined;
  const isSame = before !== undefined && now - before.at < PAUSE_MS;
  return { since: isSame ? before.since : now, at: now };
}

export const isForGood = ({ since, at }: TokenRefusals): boolean => at - since >= FOR_GOOD_MS;
