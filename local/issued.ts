/** A credential that a stand-in gave to somebody, and what it is. */
export interface Issued {
  what: string;
  value: string;
}

/** Remembers what a stand-in gave out, for tests that look for it where it must not be. */
export interface IssuedLog {
  /** @returns the value, as it came */
  note(what: string, value: string): string;
  /** Oldest first. */
  list(): readonly Issued[];
}

const KEPT = 1_000;

/** In memory and within this process only: a stand-in must never tell it to whoever asks over HTTP. */
export function createIssuedLog(): IssuedLog {
  const all: Issued[] = [];
  return {
    note(what, value) {
      all.push({ what, value });
      if (all.length > KEPT) all.shift();
      return value;
    },
    list: () => [...all],
  };
}
