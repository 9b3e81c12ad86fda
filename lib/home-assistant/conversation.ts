import * as v from 'valibot';
import { speakable } from '../alexa/speech.ts';
import type { Deadline } from '../deadline.ts';
import { HomeAnswerInvalid } from '../outcomes/home.ts';
import { AssistantGone, ConversationNotEnabled } from '../outcomes/speech.ts';
import { isHtml, jsonObjectOf } from './answers.ts';
import type { HomeAccess } from './home-access.ts';
import type { HomeAnswer, Transport } from './transport.ts';

export const CONVERSATION_PATH = '/api/conversation/process';

const MAX_ANSWER_BYTES = 256 * 1024;
/** A conversation's id is a ULID; whatever it is, it has to travel in Alexa's session. */
const MAX_ID_LENGTH = 200;

export interface Said {
  text: string;
  /** Such as `de-DE`. */
  language: string;
  /** Of the conversation that goes on. */
  conversationId?: string;
  /** Of the assistant that is to answer; Home Assistant's own where none is named, whatever else it has. */
  agentId?: string;
}

export interface Reply {
  /** Plain text, possibly empty: the home did it and says nothing. */
  text: string;
  /** To go on with. */
  conversationId?: string;
  /** The home asks something and waits for the answer. */
  asksBack: boolean;
}

const answerSchema = v.object({
  response: v.object({
    speech: v.optional(
      v.object({ plain: v.optional(v.object({ speech: v.optional(v.nullable(v.string())) })) }),
    ),
  }),
  conversation_id: v.nullish(v.string()),
  continue_conversation: v.nullish(v.boolean()),
});

/** @throws {HomeAnswerInvalid} */
function replyIn(answer: Record<string, unknown>): Reply {
  const parsed = v.safeParse(answerSchema, answer);
  if (!parsed.success) throw new HomeAnswerInvalid(v.getDotPath(parsed.issues[0]) ?? 'the top');
  const { response, conversation_id: id, continue_conversation: goesOn } = parsed.output;
  const text = speakable(response.speech?.plain?.speech ?? '').trim();
  return {
    text,
    ...(typeof id === 'string' && id.length <= MAX_ID_LENGTH && { conversationId: id }),
    // Releases before 2025.4 do not say it, and later ones only for other assistants than their own, which asks all the same
    // in the words of an automation's `set_conversation_response`. A question mark says it too.
    asksBack: text !== '' && (goesOn === true || text.endsWith('?')),
  };
}

/**
 * Home Assistant looks for the assistant while it checks the request, and says which field it objects to:
 * `Message format incorrect: invalid agent ID for dictionary value @ data['agent_id']`.
 * @see homeassistant/components/conversation/agent_manager.py, agent_id_validator
 */
const objectsToAssistant = ({ status, text }: HomeAnswer): boolean =>
  status === 400 && text.includes("data['agent_id']");

/**
 * Says something to one of the home's assistants.
 * @throws {ConversationNotEnabled | AssistantGone} and any other outcome of `lib/outcomes/home.ts`
 * @see homeassistant/components/conversation/http.py
 */
export async function postConversation(
  transport: Transport,
  home: HomeAccess,
  { text, language, conversationId, agentId }: Said,
  deadline: Deadline,
): Promise<Reply> {
  const body = {
    text,
    language,
    ...(conversationId !== undefined && { conversation_id: conversationId }),
    ...(agentId !== undefined && { agent_id: agentId }),
  };
  const answer = await transport.request(
    home,
    {
      method: 'POST',
      path: CONVERSATION_PATH,
      body: { contentType: 'application/json', text: JSON.stringify(body) },
      authorized: true,
      // Saying "brighter" twice is not what was said.
      repeatable: false,
      lingers: true,
      maxBytes: MAX_ANSWER_BYTES,
    },
    deadline,
  );
  if (answer.status === 404 && !isHtml(answer)) throw new ConversationNotEnabled();
  if (agentId !== undefined && objectsToAssistant(answer)) throw new AssistantGone();
  return replyIn(jsonObjectOf(answer));
}
