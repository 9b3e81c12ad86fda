import { setTimeout as pause } from 'node:timers/promises';
import { SimulatorError } from '../errors.ts';

const LOOK_MS = 200;

/**
 * Hears what the skill says before its answer (Amazon, "Send the User a Progressive Response") while `answer` is under
 * way; all of it is heard before the answer is.
 *
 * @param said what the skill had said by now, in SSML, oldest first; where nobody can tell (a deployment), nothing is heard
 */
export async function hearProgress<T>(
  answer: Promise<T>,
  said: () => Promise<readonly string[]>,
  onHeard: (ssml: string) => void,
): Promise<T> {
  const over = new AbortController();
  const listen = async () => {
    let heard = 0;
    do {
      await pause(LOOK_MS, undefined, { signal: over.signal }).catch(() => undefined);
      const all = await said();
      for (const speech of all.slice(heard)) onHeard(speech);
      heard = all.length;
    } while (!over.signal.aborted);
  };
  const listening = listen().catch((error: unknown) => {
    if (!(error instanceof SimulatorError)) throw error;
  });
  try {
    return await answer;
  } finally {
    over.abort();
    await listening;
  }
}
