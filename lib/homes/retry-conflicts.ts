import type { Deadline } from '../deadline.ts';
import { StoreConflict } from '../outcomes/service.ts';

/** In each round of a race somebody wins, so this is how many may race before the last gives up. */
const TRIES = 25;
/** The longest first pause, milliseconds; later ones grow, up to the limit. */
const PAUSE_MS = 8;
const MAX_PAUSE_MS = 100;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Reads, changes and writes again for as long as others write the same item in between. The pauses are random: those
 * who collided once would otherwise collide again.
 * @param attempt one reading and one conditional write
 * @throws {StoreConflict} when there is no end to it
 */
export async function retryConflicts<T>(deadline: Deadline, attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof StoreConflict) || tries === TRIES || deadline.remaining() === 0) throw error;
    }
    await sleep(Math.random() * Math.min(PAUSE_MS * tries, MAX_PAUSE_MS));
  }
}
