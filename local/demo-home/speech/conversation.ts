import { randomUUID } from 'node:crypto';
import { isObject } from '../alexa/message.ts';
import { json } from '../http/reply.ts';
import { authorized, type Route } from '../http/router.ts';
import { OWN_ASSISTANT } from './assistants.ts';

/** A sentence for the home's assistant. */
export interface Utterance {
  readonly text: string;
  /** Such as `de-DE`; the home's own where none is given. */
  readonly language: string;
  /** The conversation that it belongs to. */
  readonly conversationId: string;
  /** The assistant that was asked for; the home's own where none was. */
  readonly agentId: string;
}

/** What the assistant makes of it. */
export interface AgentReply {
  readonly type?: 'action_done' | 'query_answer' | 'error';
  readonly speech: string;
  /** Waits for an answer. */
  readonly asksBack?: boolean;
}

/** The home's assistant: Home Assistant's conversation agent. */
export type Agent = (utterance: Utterance) => AgentReply | Promise<AgentReply>;

const NO_SUCH_AGENT = "Message format incorrect: invalid agent ID for dictionary value @ data['agent_id']";

/**
 * `POST /api/conversation/process` (homeassistant/components/conversation/http.py).
 *
 * @param agent that of now; undefined while `conversation:` is not configured, and then there is no such route
 * @param has whether there is an assistant of that id
 */
export const conversationRoutes = (
  agent: () => Agent | undefined,
  has: (agentId: string) => boolean,
): readonly Route[] => [
  {
    path: '/api/conversation/process',
    present: () => agent() !== undefined,
    methods: {
      POST: authorized(async ({ body }) => {
        const said: unknown = JSON.parse(body.toString());
        if (!isObject(said) || typeof said.text !== 'string')
          return json({ message: 'Message format incorrect: required key not provided' }, 400);
        const { agent_id: agentId = OWN_ASSISTANT.id } = said;
        if (typeof agentId !== 'string' || !has(agentId)) return json({ message: NO_SUCH_AGENT }, 400);
        const language = typeof said.language === 'string' ? said.language : 'en';
        const known = said.conversation_id;
        const conversationId =
          typeof known === 'string' ? known : randomUUID().replaceAll('-', '').toUpperCase();
        const reply = await agent()?.({ text: said.text, language, conversationId, agentId });
        const { type = 'action_done', speech = '', asksBack = false } = reply ?? {};
        return json({
          response: {
            speech: { plain: { speech, extra_data: null } },
            card: {},
            language,
            response_type: type,
            data: type === 'error' ? { code: 'no_intent_match' } : { targets: [], success: [], failed: [] },
          },
          conversation_id: conversationId,
          continue_conversation: asksBack,
        });
      }),
    },
  },
];
