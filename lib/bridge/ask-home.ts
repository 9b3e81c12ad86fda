import type { Clock, Deadline } from '../deadline.ts';
import { isHomeRunning } from '../home-assistant/api.ts';
import { postConversation, type Reply, type Said } from '../home-assistant/conversation.ts';
import type { HomeAccess } from '../home-assistant/home-access.ts';
import { postIntent } from '../home-assistant/intents.ts';
import { postSmartHome } from '../home-assistant/smart-home.ts';
import type { Transport } from '../home-assistant/transport.ts';
import { type Connection, unsealAccess } from '../homes/connections.ts';
import { HomeAnswerInvalid, HomeAnswerTooLarge, HomeFailed, HomeTimedOut } from '../outcomes/home.ts';
import { Outcome } from '../outcomes/outcome.ts';
import { OutOfTime } from '../outcomes/service.ts';
import { AssistantGone, ConversationNotEnabled, IntentsNotEnabled } from '../outcomes/speech.ts';
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
   * Hands over a request of the custom skill.
   * @param message a whole request, without tokens
   * @throws as `ask`, and {@link IntentsNotEnabled}
   */
  askIntent<T>(
    connection: Connection,
    message: object,
    read: (answer: Record<string, unknown>) => T,
    deadline: Deadline,
  ): Promise<T>;
  /**
   * Speaks with the home's assistant.
   * @throws as `ask`, {@link ConversationNotEnabled} and {@link AssistantGone}
   */
  converse(connection: Connection, said: Said, deadline: Deadline): Promise<Reply>;
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

/** What is learnt of a home from how it answers. */
interface Telling {
  /** Whether this failure says how the home is. */
  failure(error: unknown): boolean;
  /** Whether a good answer says that all is well. */
  success(connection: Connection): boolean;
}

const DIRECTIVES: Telling = { failure: () => true, success: () => true };

const SAYS_NOTHING = [
  IntentsNotEnabled,
  ConversationNotEnabled,
  AssistantGone,
  HomeAnswerInvalid,
  HomeAnswerTooLarge,
];

/**
 * Of speech, not every failure says something of the home: a script or an assistant may think for long, and a home that
 * takes no speech controls devices as well as any other.
 */
const SPEECH: Telling = {
  failure: (error) =>
    !SAYS_NOTHING.some((kind) => error instanceof kind) &&
    !(error instanceof HomeTimedOut && error.data.phase === 'answer') &&
    // Home Assistant's own status for a script or an assistant that failed.
    !(error instanceof HomeFailed && error.data.status === 500),
  // A home that speaks may still take no directives, and its owner has to see that.
  success: ({ health }) => health?.outcome !== 'smart_home_not_enabled',
};

export function createHomeAsker(ports: {
  vault: Vault;
  transport: Transport;
  breaker: Breaker;
  health: HealthReporter;
  clock?: Clock;
}): HomeAsker {
  const { vault, transport, breaker, health, clock = Date.now } = ports;

  async function asking<T>(
    connection: Connection,
    deadline: Deadline,
    send: (access: HomeAccess, budget: Deadline) => Promise<T>,
    telling = DIRECTIVES,
  ): Promise<T> {
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
  }

  return {
    ask: (connection, message, options, deadline) =>
      asking(connection, deadline, (access, budget) =>
        postSmartHome(transport, access, message, options, budget).then(options.read),
      ),
    askIntent: (connection, message, read, deadline) =>
      asking(
        connection,
        deadline,
        (access, budget) => postIntent(transport, access, message, budget).then(read),
        SPEECH,
      ),
    converse: (connection, said, deadline) =>
      asking(
        connection,
        deadline,
        (access, budget) => postConversation(transport, access, said, budget),
        SPEECH,
      ),
    isRunning: async (connection, deadline) => {
      breaker.assertMayAsk(connection);
      const access = await unsealAccess(vault, connection, deadline);
      return isHomeRunning(transport, access, deadline.within(SIDE_BUDGET_MS));
    },
  };
}
