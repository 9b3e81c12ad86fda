import { type Intent, intentOf, spokenIn } from '../../lib/alexa/intent.ts';
import { type SkillResponse, tell } from '../../lib/alexa/skill-responses.ts';
import { plain } from '../../lib/alexa/speech.ts';
import type { Deadline } from '../../lib/deadline.ts';
import { isPhraseIntent, QUERY_SLOT, sentenceOf } from '../../lib/speech/phrases.ts';
import { askHome, askHomeFirst, homeSays } from './ask-home.ts';
import type { SkillPorts } from './compose.ts';
import { freeSpeech } from './free-speech.ts';
import { prompt } from './prompt.ts';
import { assertListens, type Speaker, speakerOf } from './speaker.ts';
import type { Turn, TurnHandler } from './turn.ts';
import { useHome } from './use-home.ts';

/** Answers an intent, once it is known who speaks. */
type IntentHandler = (
  intent: Intent,
  speaker: Speaker,
  turn: Turn,
  ports: SkillPorts,
  deadline: Deadline,
) => Promise<SkillResponse>;

/** "Stop" has to work at once, however slow the home is. */
const FAREWELL_MS = 1_500;

/** Sentences that a home without an intent for them gets as free speech. */
const asSentence =
  (slot: string, sentence: (name: string, turn: Turn) => string): IntentHandler =>
  async (intent, speaker, turn, ports, deadline) => {
    const name = spokenIn(intent, slot);
    if (name === undefined) return prompt(turn.words.notUnderstood, turn);
    return freeSpeech(sentence(name, turn), speaker, turn, ports, deadline);
  };

const says =
  (text: (turn: Turn) => string): IntentHandler =>
  async (_intent, _speaker, turn) =>
    prompt(text(turn), turn);

/**
 * What Porchlight answers where the home has no intent of that name; a home that has one goes first.
 * @see https://developer.amazon.com/docs/alexa/custom-skills/standard-built-in-intents.html
 */
const OWN: ReadonlyMap<string, IntentHandler> = new Map([
  ['AMAZON.HelpIntent', says(({ words }) => words.help)],
  ['AMAZON.FallbackIntent', says(({ words }) => words.notUnderstood)],
  ['AMAZON.YesIntent', says(({ words }) => words.whatNext)],
  ['AMAZON.NoIntent', async (_intent, _speaker, { words }) => tell(plain(words.goodbye))],
  ['ActivateSceneIntent', asSentence('Scene', (name, { words }) => words.activateScene(name))],
  ['RunScriptIntent', asSentence('Script', (name, { words }) => words.runScript(name))],
  ['LocateIntent', asSentence('User', (name, { words }) => words.whereIs(name))],
]);

/** Intents that the home alone can answer; if it takes none at all, that is said. */
const onlyAtHome: IntentHandler = async (_intent, { home }, turn, ports, deadline) => {
  const answer = await askHome(turn, home, ports, deadline);
  return answer.isUnconfigured ? tell(plain(turn.words.notConfigured)) : homeSays(answer, turn);
};

/** Intents of the home's own: it goes first, Porchlight second. */
const atHome: IntentHandler = async (intent, speaker, turn, ports, deadline) => {
  const own = OWN.get(intent.name);
  if (own === undefined) return onlyAtHome(intent, speaker, turn, ports, deadline);
  const answer = await askHomeFirst(turn, speaker.home, ports, deadline);
  return answer === undefined ? own(intent, speaker, turn, ports, deadline) : homeSays(answer, turn);
};

/** Yes and no belong to a conversation that goes on, and otherwise to whatever the home asked. */
const inConversation =
  (word: (turn: Turn) => string): IntentHandler =>
  (intent, speaker, turn, ports, deadline) =>
    turn.session.conversation === undefined
      ? atHome(intent, speaker, turn, ports, deadline)
      : freeSpeech(word(turn), speaker, turn, ports, deadline);

/** Free words behind a known beginning. */
const phrase: IntentHandler = async (intent, speaker, turn, ports, deadline) => {
  const query = spokenIn(intent, QUERY_SLOT);
  if (query === undefined) return prompt(turn.words.whatNext, turn);
  return freeSpeech(sentenceOf(intent.name, query, turn.language), speaker, turn, ports, deadline);
};

const HANDLERS: ReadonlyMap<string, IntentHandler> = new Map([
  ['UseHomeIntent', useHome],
  ['AMAZON.YesIntent', inConversation(({ words }) => words.yes)],
  ['AMAZON.NoIntent', inConversation(({ words }) => words.no)],
]);

/** Intents that end everything, whoever speaks, linked or not, and whatever the home says to it. */
const ENDINGS: ReadonlySet<string> = new Set([
  'AMAZON.StopIntent',
  'AMAZON.CancelIntent',
  'AMAZON.NavigateHomeIntent',
]);

async function ending(turn: Turn, ports: SkillPorts, deadline: Deadline): Promise<SkillResponse> {
  try {
    const soon = deadline.within(FAREWELL_MS);
    const { home, hasLostHome } = await speakerOf(turn, ports, soon);
    const answer = hasLostHome ? undefined : await askHomeFirst(turn, home, ports, soon);
    // Whatever the home would still like to know: "stop" is the end.
    if (answer !== undefined) return homeSays({ ...answer, endsSession: true }, turn);
  } catch {
    // Whoever wants to stop does not want to hear why that failed.
  }
  return tell(plain(turn.words.goodbye));
}

/** Somebody said something that Alexa made an intent of. */
export const intent: TurnHandler = async (turn, ports, deadline) => {
  const said = intentOf(turn.request.request);
  if (said === undefined) return prompt(turn.words.notUnderstood, turn);
  if (ENDINGS.has(said.name)) return ending(turn, ports, deadline);
  const handle = HANDLERS.get(said.name) ?? (isPhraseIntent(said.name) ? phrase : atHome);
  const speaker = await speakerOf(turn, ports, deadline);
  const here = { ...turn, session: speaker.session };
  if (!speaker.hasLostHome) return handle(said, speaker, here, ports, deadline);
  assertListens(speaker.home);
  return prompt(turn.words.homeLost(speaker.home.name), here);
};
