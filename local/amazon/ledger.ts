/** What has happened so far, in numbers only: nothing here could give a credential away. */
export interface LedgerCounts {
  /** Codes handed out by the control API. */
  grants: number;
  /** Requests that reached the token endpoint, faults and refusals included. */
  tokenRequests: number;
  /** Codes exchanged for tokens. */
  exchanges: number;
  /** Refresh tokens exchanged for tokens. */
  refreshes: number;
  /** Codes presented again after their one use. */
  replays: number;
  /** Requests that reached the event gateway, faults and refusals included. */
  eventRequests: number;
  /** Events accepted with 202. */
  events: number;
}

/** Counts what happens. */
export interface Ledger {
  note(what: keyof LedgerCounts): void;
  read(): LedgerCounts;
}

/** A ledger that starts at nought. */
export function createLedger(): Ledger {
  const counts: LedgerCounts = {
    grants: 0,
    tokenRequests: 0,
    exchanges: 0,
    refreshes: 0,
    replays: 0,
    eventRequests: 0,
    events: 0,
  };
  return {
    note(what) {
      counts[what] += 1;
    },
    read: () => ({ ...counts }),
  };
}
