import { createHash, randomUUID } from 'node:crypto';
import type { Clock, Deadline } from '../deadline.ts';
import { StoreConflict } from '../outcomes/service.ts';
import type { GrantId } from './grants.ts';
import { pressKey } from './keys.ts';
import type { Condition, Table } from './table.ts';

/** One press of a doorbell, for one account. */
export interface PressId {
  grant: GrantId;
  home: string;
  /** The home's own id of the doorbell. */
  endpoint: string;
  /** The home's name for the press: its time, as the home wrote it. */
  at: string;
}

/**
 * Who rings whom. A state can be told twice without harm, a bell cannot: a press is claimed before it is sent, and the
 * claim outlives every repeat of the message.
 */
export interface Presses {
  /** @returns false when somebody has claimed it already */
  claim(press: PressId, deadline: Deadline): Promise<boolean>;
  /** Gives a claim back, for a press that surely did not ring. */
  release(press: PressId, deadline: Deadline): Promise<void>;
}

/** Far longer than a press is worth sending. */
const KEPT_SECONDS = 3_600;

/** A write that is repeated because its answer was lost meets its own claim, which is no other's. */
const unclaimedOrBy = (claimant: string): Condition => ({
  expression: 'attribute_not_exists(pk) OR claimant = :claimant',
  values: { ':claimant': claimant },
});

const keyOf = ({ grant, home, endpoint, at }: PressId) => {
  const name = JSON.stringify([grant.sub, grant.region, grant.originJti, endpoint, at]);
  return pressKey(home, createHash('sha256').update(name).digest('base64url'));
};

export function createPresses(devices: Table, clock: Clock = Date.now): Presses {
  return {
    claim: async (press, deadline) => {
      const ttl = Math.floor(clock() / 1000) + KEPT_SECONDS;
      try {
        const claimant = randomUUID();
        await devices.put({ v: 1, ...keyOf(press), claimant, ttl }, unclaimedOrBy(claimant), deadline);
        return true;
      } catch (error) {
        if (error instanceof StoreConflict) return false;
        throw error;
      }
    },
    release: (press, deadline) => devices.delete(keyOf(press), null, deadline),
  };
}
