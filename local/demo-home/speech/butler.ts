import { BUTLER } from './assistants.ts';
import type { Agent } from './conversation.ts';

const CERTAINLY: Readonly<Record<string, string>> = { de: 'Sehr wohl.' };

/** The same assistant for everybody, only that the butler says what he did as a butler does. */
export const inTheButlersWords =
  (agent: Agent): Agent =>
  async (utterance) => {
    const reply = await agent(utterance);
    const isDone = (reply.type ?? 'action_done') === 'action_done';
    if (utterance.agentId !== BUTLER.id || !isDone) return reply;
    const certainly = CERTAINLY[utterance.language.slice(0, 2)] ?? 'Certainly.';
    return { ...reply, speech: `${certainly} ${reply.speech}` };
  };
