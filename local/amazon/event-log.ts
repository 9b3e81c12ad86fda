/** One accepted event. The message's token is withheld. */
export interface ReceivedEvent {
  /** Rises by one with each event, from 1. */
  seq: number;
  /** When it arrived, ISO 8601 in UTC. */
  at: string;
  amazonUser: string;
  message: unknown;
}

/** Events after some point, and the `seq` to go on from. */
export interface EventPage {
  events: ReceivedEvent[];
  next: number;
}

/** Remembers the newest events and lets readers wait for more. */
export interface EventLog {
  add(event: Pick<ReceivedEvent, 'amazonUser' | 'message'>): void;
  /**
   * Events with a `seq` above `after`, oldest first, at most 500; waits up to `waitMs` for the first one. An `after`
   * from before a restart lies ahead of the log: then it reads from the beginning, or a watcher would miss the start.
   */
  read(after: number, waitMs: number, gone: AbortSignal): Promise<EventPage>;
}

const KEPT = 10_000;
const PAGE = 500;

/** An event log in memory, bounded to 10,000 events. `now` is in epoch milliseconds. */
export function createEventLog(now: () => number): EventLog {
  const events: ReceivedEvent[] = [];
  const waiting = new Set<() => void>();
  let last = 0;

  function page(after: number): EventPage {
    const start = after > last ? 0 : after;
    const first = events[0]?.seq ?? last + 1;
    const from = Math.max(start - first + 1, 0);
    const found = events.slice(from, from + PAGE);
    return { events: found, next: found.at(-1)?.seq ?? start };
  }

  function nextEvent(waitMs: number, gone: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        waiting.delete(done);
        gone.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, waitMs);
      waiting.add(done);
      gone.addEventListener('abort', done);
      if (gone.aborted) done();
    });
  }

  return {
    add({ amazonUser, message }) {
      last += 1;
      events.push({ seq: last, at: new Date(now()).toISOString(), amazonUser, message });
      if (events.length > KEPT) events.shift();
      for (const wake of [...waiting]) wake();
    },
    async read(after, waitMs, gone) {
      const ready = page(after);
      if (ready.events.length > 0 || waitMs <= 0) return ready;
      await nextEvent(waitMs, gone);
      return page(after);
    },
  };
}
