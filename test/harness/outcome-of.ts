import { Outcome } from '../../lib/outcomes/outcome.ts';

/**
 * What became of a promise, in a word: `ok`, the code of the outcome that it was rejected with, or the name of an error
 * that is no outcome.
 */
export async function outcomeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'ok';
  } catch (error) {
    if (error instanceof Outcome) return error.code;
    return `unexpected ${error instanceof Error ? error.name : typeof error}`;
  }
}

/** How many of each outcome there were. */
export async function tally(promises: readonly Promise<unknown>[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const outcome of await Promise.all(promises.map(outcomeOf))) {
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}
