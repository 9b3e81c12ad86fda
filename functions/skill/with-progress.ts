import type { Deadline } from '../../lib/deadline.ts';
import type { SkillPorts } from './compose.ts';
import type { Turn } from './turn.ts';

/** Whoever has waited this long wonders whether they were heard. */
const PATIENCE_MS = 1_800;
/** The answer has to come after the word that fills the silence, so it waits for that a little. */
const SAYING_MS = 400;
/** Kept back for the answer itself when there is hardly any time left. */
const MARGIN_MS = 100;

/**
 * Says a word when the home takes its time. The answer itself is not delayed: a word that is still on its way when the
 * answer is there, or when the time is up, is given a moment and then broken off.
 */
export async function withProgress<T>(
  { request: { callback }, words }: Turn,
  { progress }: Pick<SkillPorts, 'progress'>,
  deadline: Deadline,
  work: Promise<T>,
): Promise<T> {
  if (callback === undefined) return work;
  const breakOff = new AbortController();
  const breakOffIn = (ms: number) =>
    setTimeout(() => breakOff.abort(), Math.min(ms, deadline.remaining() - MARGIN_MS));
  let saying: Promise<void> | undefined;
  const timer = setTimeout(() => {
    if (!breakOff.signal.aborted) saying = progress.say(callback, words.oneMoment, breakOff.signal);
  }, PATIENCE_MS);
  const last = breakOffIn(deadline.remaining());
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    const soon = saying === undefined ? undefined : breakOffIn(SAYING_MS);
    await saying;
    clearTimeout(soon);
    clearTimeout(last);
  }
}
