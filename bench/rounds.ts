/** How often something is repeated. */
export interface Rounds {
  readonly wanted: number;
  /** On a busy machine fewer rounds are made: none is begun after so many milliseconds, … */
  readonly patienceMs: number;
  /** … unless there have been fewer than this. */
  readonly atLeast: number;
}

/** Repeats something, one after the other, as often as it is wanted and time allows. */
export async function inRounds(rounds: Rounds, once: (round: number) => Promise<void>): Promise<void> {
  const start = performance.now();
  for (let round = 0; round < rounds.wanted; round += 1) {
    if (round >= rounds.atLeast && performance.now() - start > rounds.patienceMs) return;
    await once(round);
  }
}
