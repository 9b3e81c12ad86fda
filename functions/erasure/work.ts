import type { Erasure } from '../../lib/bridge/erasures.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { ErasurePorts } from './compose.ts';

/** How far a job came: it is done, or there is something to wait for, until then (epoch milliseconds) at the latest. */
export type Progress = { isDone: true } | { isDone: false; until?: number };

export const DONE: Progress = { isDone: true };
export const NOT_YET: Progress = { isDone: false };

/**
 * Goes on with a job from wherever it is. What is done is noted before anything is removed that says that it has to be
 * done, so that it can be killed anywhere.
 * @throws what is worth another try
 */
export type Eraser<E extends Erasure> = (
  erasure: E,
  ports: ErasurePorts,
  deadline: Deadline,
) => Promise<Progress>;
