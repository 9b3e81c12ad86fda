import type { Deadline } from '../deadline.ts';
import { postConversation, type Reply, type Said } from '../home-assistant/conversation.ts';
import { postIntent } from '../home-assistant/intents.ts';
import type { Connection } from '../homes/connections.ts';
import { HomeAnswerInvalid, HomeAnswerTooLarge, HomeFailed, HomeTimedOut } from '../outcomes/home.ts';
import { AssistantGone, ConversationNotEnabled, IntentsNotEnabled } from '../outcomes/speech.ts';
import { createCallHome, type HomeCallPorts, type Telling } from './call-home.ts';

/** Takes what somebody says to homes, and keeps account of how the homes answer. */
export interface HomeConversations {
  /**
   * Hands over a request of the custom skill.
   * @param message a whole request, without tokens
   * @param read makes what is wanted of the home's answer (any JSON object), or throws
   * @throws any outcome of `lib/outcomes/home.ts`, those of the vault, `OutOfTime`, and {@link IntentsNotEnabled}
   */
  askIntent<T>(
    connection: Connection,
    message: object,
    read: (answer: Record<string, unknown>) => T,
    deadline: Deadline,
  ): Promise<T>;
  /**
   * Speaks with the home's assistant.
   * @throws as `askIntent`, {@link ConversationNotEnabled} and {@link AssistantGone}
   */
  converse(connection: Connection, said: Said, deadline: Deadline): Promise<Reply>;
}

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

export function createHomeConversations(ports: HomeCallPorts): HomeConversations {
  const { transport } = ports;
  const callHome = createCallHome(ports, SPEECH);
  return {
    askIntent: (connection, message, read, deadline) =>
      callHome(connection, deadline, (access, budget) =>
        postIntent(transport, access, message, budget).then(read),
      ),
    converse: (connection, said, deadline) =>
      callHome(connection, deadline, (access, budget) => postConversation(transport, access, said, budget)),
  };
}
