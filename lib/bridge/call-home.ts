import type { Clock, Deadline } from '../deadline.ts';
import type { HomeAccess } from '../home-assistant/home-access.ts';
import type { Transport } from '../home-assistant/transport.ts';
import { type Connection, unsealAccess } from '../homes/connections.ts';
import { HomeTimedOut } from '../outcomes/home.ts';
import { Outcome } from '../outcomes/outcome.ts';
import { OutOfTime } from '../outcomes/service.ts';
import type { Vault } from '../vault/vault.ts';
import type { Breaker } from './breaker.ts';
import type { HealthReporter } from './health.ts';

/** What calling a home takes. */
export interface HomeCallPorts {
  vault: Vault;
  transport: Transport;
  breaker: Breaker;
  health: HealthReporter;
  clock?: Clock;
}

/** What is learnt of a home from how it answers. */
export interface Telling {
  /** Whether this failure says how the home is. */
  failure(error: unknown): boolean;
  /** Whether a good answer says that all is well. */
  success(connection: Connection): boolean;
}

/**
 * Calls a home, and keeps account of how it answers.
 * @param send makes the request, and reads the answer: one that makes no sense is an outcome of the home like any other
 * @throws any outcome of `lib/outcomes/home.ts`, those of the vault, and {@link OutOfTime}
 */
export type CallHome = <T>(
  connection: Connection,
  deadline: Deadline,
  send: (access: HomeAccess, budget: Deadline) => Promise<T>,
) => Promise<T>;

/** What a home may take of the seven seconds. */
export const HOME_BUDGET_MS = 6_000;
/** A home that had less time than this is not called slow for it, neither to its owner nor to the breaker. */
const FAIR_MS = 3_000;
/** Kept back for telling Alexa, and for noting how it went. */
const MARGIN_MS = 250;

export function createCallHome(
  { vault, breaker, health, clock = Date.now }: HomeCallPorts,
  telling: Telling,
): CallHome {
  return async (connection, deadline, send) => {
    breaker.assertMayAsk(connection);
    const access = await unsealAccess(vault, connection, deadline);
    const budget = deadline.within(Math.min(HOME_BUDGET_MS, deadline.remaining() - MARGIN_MS));
    // What others used up is not held against the home.
    if (budget.remaining() === 0) throw new OutOfTime('asking the home');
    const isFair = budget.remaining() >= FAIR_MS;
    const asked = clock();
    const note = async (outcome: string) => {
      breaker.note(connection, outcome);
      await health.report(connection, outcome, asked, deadline);
    };
    // Apart from the noting: a note that cannot be written is nothing that the home did.
    const answer = await send(access, budget).catch(async (error: unknown) => {
      if ((isFair || !(error instanceof HomeTimedOut)) && telling.failure(error))
        await note(error instanceof Outcome ? error.code : 'unexpected');
      throw error;
    });
    if (telling.success(connection)) await note('ok');
    return answer;
  };
}
