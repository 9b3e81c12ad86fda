import { LRUCache } from 'lru-cache';
import type { Clock, Deadline } from '../deadline.ts';
import type { Connection, Health } from '../homes/connections.ts';
import { errorFacts, type Log } from '../telemetry/logger.ts';
import type { LooksQueue } from './looks.ts';

/** Tells the rest of Porchlight how homes answer, for the owner's status. */
export interface HealthReporter {
  /**
   * Sends the outcome if it is news: another one than what the registry says, or the same but long unsaid.
   * Never fails: a directive is not lost for a note about it.
   */
  report(connection: Connection, outcome: string, at: number, deadline: Deadline): Promise<void>;
}

/** So often at most is an unchanged outcome said again; the status shows "last used" no finer. */
const REPEAT_MS = 15 * 60_000;
const MAX_HOMES = 5_000;
/** The answer to Alexa waits for the note, so not long. */
const SEND_MS = 300;

/** Whether an outcome is worth noting: another one than what was noted last, or the same but long unsaid. */
export const isNewsOfHealth = (
  last: Pick<Health, 'outcome' | 'at'> | undefined,
  outcome: string,
  now: number,
) => last === undefined || last.outcome !== outcome || now - last.at > REPEAT_MS;

export function createHealthReporter(queue: LooksQueue, log: Log, clock: Clock = Date.now): HealthReporter {
  const said = new LRUCache<string, { outcome: string; at: number }>({ max: MAX_HOMES });

  function isNews({ home, connectionVersion, health }: Connection, outcome: string): boolean {
    const ours = said.get(`${home}@${connectionVersion}`);
    const last = ours !== undefined && ours.at > (health?.at ?? 0) ? ours : health;
    return isNewsOfHealth(last, outcome, clock());
  }

  return {
    report: async (connection, outcome, at, deadline) => {
      if (!isNews(connection, outcome)) return;
      const { home, connectionVersion } = connection;
      const key = `${home}@${connectionVersion}`;
      said.set(key, { outcome, at });
      const sent = queue.send({ v: 1, type: 'outcome', home, connectionVersion, outcome, at });
      try {
        await deadline.within(SEND_MS).race(sent, 'noting how the home answered');
      } catch (error) {
        // Not said, so it is still news to whoever asks next.
        said.delete(key);
        log.warn('An outcome could not be noted.', { home, outcome, error: errorFacts(error) });
      }
    },
  };
}
