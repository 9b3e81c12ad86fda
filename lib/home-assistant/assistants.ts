import * as v from 'valibot';
import type { Deadline } from '../deadline.ts';
import { HomeAnswerInvalid, HomeRefusesCommand } from '../outcomes/home.ts';
import { ConversationNotEnabled } from '../outcomes/speech.ts';
import type { HomeAccess } from './home-access.ts';
import type { Transport } from './transport.ts';
import { withHomeSocket } from './with-home-socket.ts';

/** An entity (`conversation.openai_conversation`), or the id of an integration's entry for those that have no entity. */
export const ASSISTANT_ID = /^[A-Za-z0-9_.-]{1,200}$/;

/** Somebody at home who answers free speech: what Home Assistant calls a conversation agent. */
export interface Assistant {
  id: string;
  name: string;
  /** Such as `de`; absent from one that takes any. */
  languages?: string[];
}

const listSchema = v.object({
  agents: v.array(
    v.object({
      id: v.string(),
      name: v.nullish(v.string()),
      /** A list, or `*`. */
      supported_languages: v.optional(v.union([v.array(v.string()), v.string()])),
    }),
  ),
});

/** What Home Assistant answers to a command that nothing of what is loaded has brought along. */
const UNKNOWN_COMMAND = 'unknown_command';

/**
 * The assistants that a home has, its own among them.
 * @throws {ConversationNotEnabled} and any other outcome of a home
 * @see homeassistant/components/conversation/http.py, websocket_list_agents
 */
export async function readAssistants(
  transport: Transport,
  home: HomeAccess,
  deadline: Deadline,
): Promise<Assistant[]> {
  const list = await withHomeSocket(transport, home, deadline, (socket) =>
    socket.command('conversation/agent/list'),
  ).catch((error: unknown) => {
    const isUnknown = error instanceof HomeRefusesCommand && error.data.reason === UNKNOWN_COMMAND;
    throw isUnknown ? new ConversationNotEnabled() : error;
  });
  const parsed = v.safeParse(listSchema, list);
  if (!parsed.success) throw new HomeAnswerInvalid('the list of assistants');
  return parsed.output.agents
    .filter(({ id }) => ASSISTANT_ID.test(id))
    .map(({ id, name, supported_languages: languages }) => ({
      id,
      name: name?.trim() || id,
      ...(Array.isArray(languages) && { languages }),
    }));
}
