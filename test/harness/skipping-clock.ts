/**
 * A clock that can be put forward, for everything in this process that asks `Date.now`: functions, queues and
 * stand-ins alike. Timers run as ever, so it is put forward only while nothing is under way.
 */
export interface SkippingClock {
  skip(ms: number): void;
  /** How far ahead it is, in milliseconds. */
  skipped(): number;
  /** Puts it right again. */
  restore(): void;
}

/** To be called before anything is started that keeps `Date.now` for its clock. */
export function startSkippingClock(): SkippingClock {
  const real = Date.now;
  let ahead = 0;
  Date.now = () => real() + ahead;
  return {
    skip: (ms) => {
      ahead += ms;
    },
    skipped: () => ahead,
    restore: () => {
      ahead = 0;
      Date.now = real;
    },
  };
}
