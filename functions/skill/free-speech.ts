import { ask, type SkillResponse, spokenAndShown, tell } from '../../lib/alexa/skill-responses.ts';
import { plain } from '../../lib/alexa/speech.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { SkillPorts } from './compose.ts';
import { namedHome } from './named-home.ts';
import { listenFreely } from './prompt.ts';
import { attributesOf } from './session.ts';
import { assertListens, type Speaker } from './speaker.ts';
import type { Turn } from './turn.ts';
import { withProgress } from './with-progress.ts';

/**
 * Says a sentence to the home's assistant, the one that its owner chose, and its answer to whoever spoke. The
 * conversation goes on as long as the home asks back, and it goes on in the session: nothing of it is kept here.
 */
export async function freeSpeech(
  sentence: string,
  { homes, home: meant }: Speaker,
  turn: Turn,
  ports: SkillPorts,
  deadline: Deadline,
): Promise<SkillResponse> {
  const { text, home = meant } = namedHome(sentence, homes, turn.language);
  assertListens(home);
  const { conversation } = turn.session;
  const said = {
    text,
    language: turn.locale,
    ...(home.assistant !== undefined && { agentId: home.assistant }),
    // A conversation with one home is nothing to another.
    ...(conversation !== undefined && home.home === turn.session.home && { conversationId: conversation }),
  };
  const reply = await withProgress(turn, ports, deadline, ports.conversations.converse(home, said, deadline));
  if (reply.text === '') return tell(plain(turn.words.done));
  const { speech, card } = spokenAndShown(reply.text, turn.words);
  const shown = card === undefined ? {} : { card };
  if (!reply.asksBack) return tell(speech, shown);
  const session = {
    home: home.home,
    ...(reply.conversationId !== undefined && { conversation: reply.conversationId }),
  };
  return ask(speech, speech, attributesOf(session), { ...shown, directives: [listenFreely()] });
}
