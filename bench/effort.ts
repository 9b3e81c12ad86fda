import type { MessageName } from './messages.ts';
import type { Rounds } from './rounds.ts';
import type { Line } from './surroundings.ts';

/** How much is measured. */
export interface Effort {
  /** Directives of each side that are sent before anything counts. */
  readonly warmUp: number;
  readonly rounds: Readonly<Record<Line, Rounds>>;
  /** Directives of each side in a round. */
  readonly calls: Readonly<Record<Line, Readonly<Record<MessageName, number>>>>;
  /** One fresh process of each side in a round. */
  readonly coldStarts: Rounds;
  /** The same for what is said to the custom skill. */
  readonly speech: Pick<Effort, 'rounds' | 'coldStarts'>;
  /** Directives whose calls are watched. */
  readonly traced: number;
  /** Changes that are reported before anything counts, for each number of accounts. */
  readonly reportingWarmUp: number;
  /** One reported change in a round. */
  readonly reporting: Rounds;
  /** One fresh process for each bundle in a round. */
  readonly imports: Rounds;
  /** One fresh laptop stack in a round. */
  readonly starts: Rounds;
  /** Each page of the portal, without and with a cache, in a round. */
  readonly pages: Rounds;
}

/** The whole run: two minutes, and on a busy machine not much more. */
export const FULL: Effort = {
  warmUp: 150,
  rounds: {
    loopback: { wanted: 15, patienceMs: 4_000, atLeast: 5 },
    far: { wanted: 10, patienceMs: 14_000, atLeast: 3 },
  },
  calls: {
    loopback: { TurnOn: 30, ReportState: 30, Discover: 15, Sentence: 30, Launch: 15 },
    far: { TurnOn: 12, ReportState: 8, Discover: 6, Sentence: 8, Launch: 6 },
  },
  coldStarts: { wanted: 11, patienceMs: 6_000, atLeast: 5 },
  speech: {
    rounds: {
      loopback: { wanted: 10, patienceMs: 3_000, atLeast: 5 },
      far: { wanted: 5, patienceMs: 4_000, atLeast: 3 },
    },
    coldStarts: { wanted: 7, patienceMs: 3_000, atLeast: 3 },
  },
  traced: 100,
  reportingWarmUp: 30,
  reporting: { wanted: 300, patienceMs: 12_000, atLeast: 60 },
  imports: { wanted: 15, patienceMs: 15_000, atLeast: 5 },
  starts: { wanted: 3, patienceMs: 30_000, atLeast: 3 },
  pages: { wanted: 11, patienceMs: 20_000, atLeast: 5 },
};

const few = (wanted: number): Rounds => ({ wanted, patienceMs: 0, atLeast: wanted });

/** Enough to see that everything works; the figures mean little. */
export const QUICK: Effort = {
  warmUp: 2,
  rounds: { loopback: few(2), far: few(2) },
  calls: {
    loopback: { TurnOn: 3, ReportState: 3, Discover: 2, Sentence: 3, Launch: 2 },
    far: { TurnOn: 2, ReportState: 2, Discover: 2, Sentence: 2, Launch: 2 },
  },
  coldStarts: few(1),
  speech: { rounds: { loopback: few(2), far: few(2) }, coldStarts: few(1) },
  traced: 2,
  reportingWarmUp: 1,
  reporting: few(3),
  imports: few(1),
  starts: few(1),
  pages: few(1),
};
