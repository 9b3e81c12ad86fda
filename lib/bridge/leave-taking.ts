import type { Clock, Deadline } from '../deadline.ts';
import type { CatalogueSync } from '../homes/catalogue-sync.ts';
import type { GrantSummary, Grants } from '../homes/grants.ts';
import type { Overrides } from '../homes/overrides.ts';
import type { OutcomeCode } from '../outcomes/codes.ts';
import { type DeliveriesQueue, nameOf } from './deliveries.ts';
import { knownIds } from './farewells.ts';
import { newsDeliveries } from './news-deliveries.ts';

/** Longer than a delivery is tried: what nobody has heard of by then has failed for good. */
const GIVEN_UP_MS = 45 * 60_000;

/** Tells Alexa accounts, before their tokens go, that all devices are gone. */
export interface LeaveTaking {
  /**
   * Queues what a link is told. The account must be a tombstone by then, or the link be revoked: what there is to say of
   * a device is looked up when it is said. Doing so twice tells it twice at most.
   * @param occasion names the leaving
   * @throws {QueueUnavailable | StoreUnavailable | OutOfTime} and nothing is noted
   */
  begin(grant: GrantSummary, homes: readonly string[], occasion: string, deadline: Deadline): Promise<void>;
  /** How far that is. */
  progressOf(grant: GrantSummary): LeaveProgress;
}

export type LeaveProgress =
  | { state: 'pending' }
  | { state: 'told' }
  /** Alexa does not take it, or could not be reached: its app goes on showing the devices. */
  | { state: 'failed'; because: string };

const failed = (because: OutcomeCode): LeaveProgress => ({ state: 'failed', because });

export function createLeaveTaking(ports: {
  grants: Grants;
  catalogueSync: CatalogueSync;
  overrides: Overrides;
  deliveries: DeliveriesQueue;
  clock: Clock;
}): LeaveTaking {
  const { grants, catalogueSync, overrides, deliveries, clock } = ports;
  return {
    begin: async (grant, homes, occasion, deadline) => {
      if (grant.farewell !== undefined || grant.dead !== undefined) return;
      const news = new Map<string, string[]>();
      for (const home of homes) news.set(home, await knownIds({ catalogueSync, overrides }, home, deadline));
      const messages = newsDeliveries(grant, news, occasion).map((message) => ({
        ...message,
        acknowledge: true as const,
      }));
      for (const message of messages) await deliveries.send(message, deadline);
      await grants.noteFarewell(grant, messages.map(nameOf), deadline);
    },
    progressOf: ({ dead, farewell }) => {
      if (farewell === undefined) return dead === undefined ? { state: 'pending' } : failed('grant_dead');
      const { expected, over, since } = farewell;
      const outcomes = expected.map((name) => over.get(name));
      const trouble = outcomes.find((outcome) => outcome !== undefined && outcome !== 'ok');
      if (!outcomes.includes(undefined)) {
        return trouble === undefined ? { state: 'told' } : { state: 'failed', because: trouble };
      }
      if (dead !== undefined) return failed('grant_dead');
      return clock() - since > GIVEN_UP_MS ? failed('gateway_unavailable') : { state: 'pending' };
    },
  };
}
