import type { MessageName } from './messages.ts';
import type { Line } from './surroundings.ts';

/** How much is measured. */
export interface Effort {
  /** Directives of each side that are sent before anything counts. */
  readonly warmUp: number;
  /** Rounds and directives of each side in a round. */
  readonly rounds: Readonly<Record<Line, number>>;
  readonly calls: Readonly<Record<Line, Readonly<Record<MessageName, number>>>>;
  /** Fresh processes of each side. */
  readonly coldStarts: number;
  /** Directives whose calls are watched. */
  readonly traced: number;
  /** Fresh processes for each bundle. */
  readonly imports: number;
}

/** The whole run, a little over a minute. */
export const FULL: Effort = {
  warmUp: 150,
  rounds: { loopback: 15, far: 10 },
  calls: {
    loopback: { TurnOn: 30, ReportState: 30, Discover: 15 },
    far: { TurnOn: 14, ReportState: 8, Discover: 6 },
  },
  coldStarts: 9,
  traced: 100,
  imports: 15,
};

/** Enough to see that everything works; the figures mean little. */
export const QUICK: Effort = {
  warmUp: 2,
  rounds: { loopback: 2, far: 2 },
  calls: {
    loopback: { TurnOn: 3, ReportState: 3, Discover: 2 },
    far: { TurnOn: 2, ReportState: 2, Discover: 2 },
  },
  coldStarts: 1,
  traced: 2,
  imports: 1,
};
