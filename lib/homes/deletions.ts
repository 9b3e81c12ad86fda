import type { Clock, Deadline } from '../deadline.ts';
import { deletionKey } from './keys.ts';
import { retryConflicts } from './retry-conflicts.ts';
import { ABSENT, atVersion, type Item, type Table } from './table.ts';

/** One thing that a deletion does, and how far it is. */
export interface DeletionStep {
  /** Names it among the steps of one deletion. */
  id: string;
  /**
   * `alexa`: an Alexa account is told that its devices are gone, and its tokens go. `home`: a home of this user's, with
   * its token there. `membership`: a home of somebody else's. `login`: the account at the login service. `records`:
   * whatever else there is.
   */
  what: 'alexa' | 'home' | 'membership' | 'login' | 'records';
  status: 'pending' | 'done' | 'failed';
  /** The key of a home, for `home` and `membership`. */
  home?: string;
  /** Its name. */
  name?: string;
  /** For `alexa`. */
  region?: string;
  /** What there is to know of it: what became of a token, or an outcome's code. */
  because?: string;
}

/** The receipt of a deletion, which is also how far it is: whoever resumes it goes on from here. */
export interface Deletion {
  id: string;
  /** Epoch milliseconds. */
  startedAt: number;
  /** Epoch milliseconds; absent while something is left to do. */
  doneAt?: number;
  steps: DeletionStep[];
}

/** The receipt stays so long: for questions of somebody whose home could not be reached. */
const KEPT_MS = 30 * 24 * 3_600_000;

export interface Deletions {
  read(sub: string, deadline: Deadline): Promise<Deletion | undefined>;
  /** Begins a receipt, unless there is one; @returns the one that there is now */
  open(sub: string, id: string, steps: readonly DeletionStep[], deadline: Deadline): Promise<Deletion>;
  /** Enters a step, in the place of the one with the same id. */
  note(sub: string, step: DeletionStep, deadline: Deadline): Promise<void>;
  /** Everything is done. */
  close(sub: string, deadline: Deadline): Promise<void>;
}

function parse(item: Item | undefined): Deletion | undefined {
  if (item === undefined) return undefined;
  return {
    id: String(item.id),
    startedAt: Number(item.startedAt),
    ...(typeof item.doneAt === 'number' && { doneAt: item.doneAt }),
    steps: (item.steps as DeletionStep[] | undefined) ?? [],
  };
}

export function createDeletions(registry: Table, clock: Clock = Date.now): Deletions {
  const change = (
    sub: string,
    next: (known: Deletion | undefined) => object | undefined,
    deadline: Deadline,
  ): Promise<Deletion | undefined> =>
    retryConflicts(deadline, async () => {
      const item = await registry.get(deletionKey(sub), deadline);
      const changes = next(parse(item));
      if (changes === undefined) return parse(item);
      const version = Number(item?.version ?? 0);
      const written = { v: 1, ...item, ...deletionKey(sub), ...changes, version: version + 1 };
      await registry.put(written, item === undefined ? ABSENT : atVersion(version), deadline);
      return parse(written);
    });

  return {
    read: async (sub, deadline) => parse(await registry.get(deletionKey(sub), deadline)),
    open: async (sub, id, steps, deadline) => {
      const fresh = { id, startedAt: clock(), steps: [...steps] };
      return (await change(sub, (known) => (known === undefined ? fresh : undefined), deadline)) ?? fresh;
    },
    note: async (sub, step, deadline) => {
      await change(
        sub,
        (known) => {
          const steps = known?.steps ?? [];
          const isThere = steps.some(({ id }) => id === step.id);
          return {
            steps: isThere ? steps.map((one) => (one.id === step.id ? step : one)) : [...steps, step],
          };
        },
        deadline,
      );
    },
    close: async (sub, deadline) => {
      const doneAt = clock();
      await change(sub, () => ({ doneAt, ttl: Math.ceil((doneAt + KEPT_MS) / 1_000) }), deadline);
    },
  };
}
