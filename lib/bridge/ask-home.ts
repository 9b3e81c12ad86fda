import type { Clock, Deadline } from '../deadline.ts';
import { isHomeRunning } from '../home-assistant/api.ts';
import { postSmartHome } from '../home-assistant/smart-home.ts';
import type { Transport } from '../home-assistant/transport.ts';
import { type Connection, unsealAccess } from '../homes/connections.ts';
import { HomeTimedOut } from '../outcomes/home.ts';
import { Outcome } from '../outcomes/outcome.ts';
import { OutOfTime } from '../outcomes/service.ts';
import type { Vault } from '../vault/vault.ts';
import type { Breaker } from './breaker.ts';
import type { HealthReporter } from './health.ts';

export interface AskOptions<T> {
  /** Whether asking twice does no harm. */
  repeatable: boolean;
  /** A discovery's answer may be larger. */
  discovery?: boolean;
  read: (answer: Record<string, unknown>) => T;
}

/** Hands messages to homes, and keeps account of how the homes answer. */
export interface HomeAsker {
  /**
   * @param message a whole smart home message, without a scope
   * @param options.read makes what is wanted of the home's answer (any JSON object), or throws: an answer that
   *   makes no sense is an outcome of the home like any other
   * @throws any outcome of `lib/outcomes/home.ts`, those of the vault, and {@link OutOfTime}
   */
  ask<T>(connection: Connection, message: object, options: AskOptions<T>, deadline: Deadline): Promise<T>;
  /**
   * Whether a home says that it has started and is not stopping. A side question: what comes of it is not noted down.
   * @throws as `ask`
   */
  isRunning(connection: Connection, deadline: Deadline): Promise<boolean>;
}

/** What a home may take of the seven seconds. */
export const HOME_BUDGET_MS = 6_000;
/** A home that had less time than this is not called slow for it, neither to its owner nor to the breaker. */
const FAIR_MS = 3_000;
/** What the home may take for a side question. */
const SIDE_BUDGET_MS = 3_000;
/** Kept back for telling Alexa, and for noting how it went. */
const MARGIN_MS = 250;

export function createHomeAsker(ports: {
  vault: Vault;
  transport: Transport;
  breaker: Breaker;
  health: HealthReporter;
  clock?: Clock;
}): HomeAsker {
  const { vault, transport, breaker, health, clock = Date.now } = ports;
  return {
    ask: async (connection, message, options, deadline) => {
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
      const asking = postSmartHome(transport, access, message, options, budget).then(options.read);
      // Apart from the noting: a note that cannot be written is nothing that the home did.
      const answer = await asking.catch(async (error: unknown) => {
        if (isFair || !(error instanceof HomeTimedOut))
          await note(error instanceof Outcome ? error.code : 'unexpected');
        throw error;
      });
      await note('ok');
      return answer;
    },
    isRunning: async (connection, deadline) => {
      breaker.assertMayAsk(connection);
      const access = await unsealAccess(vault, connection, deadline);
      return isHomeRunning(transport, access, deadline.within(SIDE_BUDGET_MS));
    },
  };
}
