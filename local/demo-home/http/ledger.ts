/** What the home remembers of a request: enough to prove who was asked for what, and no secret. */
export interface RequestRecord {
  readonly method: string;
  readonly path: string;
  /** Id of the refresh token behind the access token; absent when none was accepted. */
  readonly tokenId?: string;
  readonly auth: 'accepted' | 'refused' | 'none';
  /** `Alexa.PowerController/TurnOn`. */
  readonly directive?: string;
  readonly endpointId?: string;
  /** Whether the directive still carried a token of the skill in one of its scopes. */
  readonly carriedScope?: boolean;
  /** Names of the request's headers. */
  readonly headers: readonly string[];
  /** Number of the connection it came over: equal numbers mean that the socket was reused. */
  readonly connection: number;
  /** Absent until it is answered. */
  readonly status?: number;
}

const kept = 20_000;

/** The most recent requests, oldest first. */
export interface Ledger {
  /**
   * Notes a request that has arrived.
   * @returns to be told what it is answered with
   */
  add(record: RequestRecord): (status: number) => void;
  list(): readonly RequestRecord[];
}

export function createLedger(): Ledger {
  let records: RequestRecord[] = [];
  return {
    add(arrived) {
      const record = { ...arrived };
      records.push(record);
      if (records.length > 2 * kept) records = records.slice(-kept);
      return (status) => {
        record.status = status;
      };
    },
    list: () => records.slice(-kept),
  };
}
