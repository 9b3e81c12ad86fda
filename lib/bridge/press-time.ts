/** A bell that rings later than this only confuses whoever comes running. */
const WORTH_RINGING_MS = 30_000;

/**
 * When somebody rang.
 * @param at as the home wrote it
 * @returns epoch milliseconds, never later than now (a home's clock may be ahead); undefined when it is too long ago
 *   to be worth ringing, or no time at all
 */
export function timeOfFreshPress(at: string, now: number): number | undefined {
  const moment = Date.parse(at);
  return now - moment <= WORTH_RINGING_MS ? Math.min(moment, now) : undefined;
}
