import { type HomeSpeech, readHomeSpeech } from '../../lib/alexa/home-speech.ts';
import { skillMessageForHome } from '../../lib/alexa/skill-message-for-home.ts';
import {
  ask,
  keepQuiet,
  type SkillDirective,
  type SkillResponse,
  tell,
} from '../../lib/alexa/skill-responses.ts';
import { plain } from '../../lib/alexa/speech.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { Connection } from '../../lib/homes/connections.ts';
import { IntentsNotEnabled } from '../../lib/outcomes/speech.ts';
import type { SkillPorts } from './compose.ts';
import { attributesOf, withoutConversation } from './session.ts';
import { assertListens } from './speaker.ts';
import type { Turn } from './turn.ts';
import { withProgress } from './with-progress.ts';

/**
 * Hands the request to the home's intents.
 * @throws {HomePaused} and any outcome of the home
 */
export async function askHome(
  turn: Turn,
  home: Connection,
  ports: SkillPorts,
  deadline: Deadline,
): Promise<HomeSpeech> {
  assertListens(home);
  const asked = ports.conversations.askIntent(
    home,
    skillMessageForHome(turn.request),
    readHomeSpeech,
    deadline,
  );
  return withProgress(turn, ports, deadline, asked);
}

/** The same, for what Porchlight can answer itself: a home without any intents has not this one either. */
export async function askHomeFirst(
  turn: Turn,
  home: Connection,
  ports: SkillPorts,
  deadline: Deadline,
): Promise<HomeSpeech | undefined> {
  try {
    const answer = await askHome(turn, home, ports, deadline);
    return answer.isUnconfigured ? undefined : answer;
  } catch (error) {
    if (error instanceof IntentsNotEnabled) return undefined;
    throw error;
  }
}

/** What the home says, as it says it; its errors in words that somebody understands who only hears them. */
export function homeSays(
  { speech, isSilent, isFailed, card, reprompt, endsSession }: HomeSpeech,
  { words, session }: Turn,
  directives: readonly SkillDirective[] = [],
): SkillResponse {
  if (isFailed) return tell(plain(words.homeFailed));
  const extras = { ...(card !== undefined && { card }), directives: [...directives] };
  const spoken = speech ?? plain(words.done);
  if (reprompt !== undefined && !endsSession) {
    // The answer is the home's, and not that of a conversation with its assistant.
    return ask(spoken, reprompt, attributesOf(withoutConversation(session)), extras);
  }
  return isSilent ? keepQuiet(extras) : tell(spoken, extras);
}
