import { randomUUID } from 'node:crypto';
import type { Deadline } from '../deadline.ts';
import type { Log } from '../telemetry/logger.ts';
import type { LooksQueue } from './looks.ts';
import { type ToldForSure, toldForSure } from './told-for-sure.ts';

/** Has Alexa told of a home's devices for a user who becomes a member of it. */
export interface Welcomes {
  /**
   * To be called before the joining. What is queued is told only of who is a member by then.
   * @throws {QueueUnavailable | OutOfTime} with nothing done
   */
  prepare(home: string, sub: string, deadline: Deadline): Promise<ToldForSure>;
}

export const createWelcomes = (ports: { looks: LooksQueue; log: Log }): Welcomes => ({
  prepare: (home, sub, deadline) =>
    toldForSure({ v: 1, type: 'welcome', id: randomUUID(), home, sub }, ports, deadline),
});
