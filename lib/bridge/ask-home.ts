import type { Deadline } from '../deadline.ts';
import { isHomeRunning } from '../home-assistant/api.ts';
import { postSmartHome } from '../home-assistant/smart-home.ts';
import { type Connection, unsealAccess } from '../homes/connections.ts';
import { createCallHome, type HomeCallPorts } from './call-home.ts';

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
   * @throws any outcome of `lib/outcomes/home.ts`, those of the vault, and `OutOfTime`
   */
  ask<T>(connection: Connection, message: object, options: AskOptions<T>, deadline: Deadline): Promise<T>;
  /**
   * Whether a home says that it has started and is not stopping. A side question: what comes of it is not noted down.
   * @throws as `ask`
   */
  isRunning(connection: Connection, deadline: Deadline): Promise<boolean>;
}

/** What the home may take for a side question. */
const SIDE_BUDGET_MS = 3_000;

export function createHomeAsker(ports: HomeCallPorts): HomeAsker {
  const { vault, transport, breaker } = ports;
  const callHome = createCallHome(ports, { failure: () => true, success: () => true });
  return {
    ask: (connection, message, options, deadline) =>
      callHome(connection, deadline, (access, budget) =>
        postSmartHome(transport, access, message, options, budget).then(options.read),
      ),
    isRunning: async (connection, deadline) => {
      breaker.assertMayAsk(connection);
      const access = await unsealAccess(vault, connection, deadline);
      return isHomeRunning(transport, access, deadline.within(SIDE_BUDGET_MS));
    },
  };
}
