/** Between two heartbeats, seconds. */
const BEAT_EVERY = 600;
/** The minutes and the second of the hour at which a home's heart beats. */
export function beatsOf(turn: number): { minutes: readonly number[]; second: number } {
  const first = Math.floor(turn * BEAT_EVERY);
  const minutes = Array.from(
    { length: 3_600 / BEAT_EVERY },
    (_none, index) => (index * BEAT_EVERY) / 60 + Math.floor(first / 60),
  );
  return { minutes, second: first % 60 };
}
