import { OutOfTime } from './outcomes/service.ts';

/** Milliseconds since the epoch; injected wherever time decides. */
export type Clock = () => number;

/** One budget of time for a whole request, handed down to everything that waits. */
export interface Deadline {
  /** When it ends, in epoch milliseconds. */
  readonly at: number;
  /** Milliseconds that are left, never negative. */
  remaining(): number;
  /** A deadline at most `ms` from now, and never later than this one. */
  within(ms: number): Deadline;
  /**
   * Waits for a promise no longer than the deadline.
   * @throws {OutOfTime} naming what was being done; the promise's own later failure is swallowed.
   */
  race<T>(promise: Promise<T>, doing: string): Promise<T>;
}

/** @param ms milliseconds from now */
export function createDeadline(ms: number, clock: Clock = Date.now): Deadline {
  const at = clock() + ms;
  const remaining = () => Math.max(0, at - clock());
  return {
    at,
    remaining,
    within: (limit) => createDeadline(Math.min(limit, remaining()), clock),
    race: async (promise, doing) => {
      let timer: NodeJS.Timeout | undefined;
      const expiry = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new OutOfTime(doing)), remaining());
      });
      try {
        return await Promise.race([promise, expiry]);
      } finally {
        clearTimeout(timer);
        promise.catch(() => undefined);
      }
    },
  };
}
