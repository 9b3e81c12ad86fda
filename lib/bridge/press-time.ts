/** A bell that rings later than this only confuses whoever comes running. */
const WORTH_RINGING_MS = 30_000;

/**
 * When somebody rang. Two clocks have a say: the home's, since its word may have been long on its way, and ours, which
 * is the one to be sure of: a home's clock may be ahead by hours. One that is behind makes all presses look late, and
 * nothing tells that from a word that was.
 * @param press.at as the home wrote it
 * @param press.receivedAt when its word arrived, epoch milliseconds
 * @returns epoch milliseconds, never later than its arrival; undefined when it is too long ago to be worth ringing, or
 *   no time at all
 */
export function timeOfFreshPress(
  { at, receivedAt }: { at: string; receivedAt: number },
  now: number,
): number | undefined {
  const moment = Math.min(Date.parse(at), receivedAt);
  return now - moment <= WORTH_RINGING_MS ? moment : undefined;
}
