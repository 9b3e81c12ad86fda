import type { SkillPorts } from './compose.ts';
import type { Turn } from './turn.ts';

/** Whoever has waited this long wonders whether they were heard. */
const PATIENCE_MS = 1_800;
/** The answer has to come after the word that fills the silence, so it waits for that a little. */
const SAYING_MS = 400;

/**
 * Says a word when the home takes its time. The answer itself is not delayed: a word that is still on its way when the
 * answer is there is given a moment and then broken off.
 */
export async function withProgress<T>(
  { request: { callback }, words }: Turn,
  { progress }: Pick<SkillPorts, 'progress'>,
  work: Promise<T>,
): Promise<T> {
  if (callback === undefined) return work;
  const breakOff = new AbortController();
  let saying: Promise<void> | undefined;
  const timer = setTimeout(() => {
    saying = progress.say(callback, words.oneMoment, breakOff.signal);
  }, PATIENCE_MS);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    if (saying !== undefined) {
      const limit = setTimeout(() => breakOff.abort(), SAYING_MS);
      await saying;
      clearTimeout(limit);
    }
  }
}
