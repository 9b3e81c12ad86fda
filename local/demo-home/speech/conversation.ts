import { randomUUID } from 'node:crypto';
import { isObject } from '../alexa/message.ts';
import { json } from '../http/reply.ts';
import { authorized, type Route } from '../http/router.ts';

/** A sentence for the home's assistant. */
export interface Utterance {
  readonly text: string;
  /** Such as `de-DE`; the home's own where none is given. */
  readonly language: string;
  /** The conversation that it belongs to. */
  readonly conversationId: string;
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

/**
 * `POST /api/conversation/process` (homeassistant/components/conversation/http.py).
 *
 * @param agent that of now; undefined while `conversation:` is not configured, and then there is no such route
 */
export const conversationRoutes = (agent: () => Agent | undefined): readonly Route[] => [
  {
    path: '/api/conversation/process',
    present: () => agent() !== undefined,
    methods: {
      POST: authorized(async ({ body }) => {
        const said: unknown = JSON.parse(body.toString());
        if (!isObject(said) || typeof said.text !== 'string')
          return json({ message: 'Message format incorrect: required key not provided' }, 400);
        const language = typeof said.language === 'string' ? said.language : 'en';
        const known = said.conversation_id;
        const conversationId =
          typeof known === 'string' ? known : randomUUID().replaceAll('-', '').toUpperCase();
        const reply = await agent()?.({ text: said.text, language, conversationId });
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
