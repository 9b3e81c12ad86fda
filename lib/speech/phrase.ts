/** What a beginning begins, which decides what polite people say before it. */
export type PhraseKind =
  /** "turn …": may be asked for ("please turn …") and told ("ask jarvis to turn …"). */
  | 'command'
  /** "what …" */
  | 'question'
  /** The rest: "the …", "tell the house …" */
  | 'other';

/**
 * A sentence that begins with a known word and goes on freely.
 *
 * Alexa takes free words (`AMAZON.SearchQuery`) only behind a fixed beginning, and hands over only what came behind
 * it. So each beginning is an intent of its own, by which the whole sentence can be put together again. The beginnings
 * are those of the sentences that Home Assistant's own assistant understands.
 * @see https://developer.amazon.com/docs/alexa/custom-skills/slot-type-reference.html#amazonsearchquery
 * @see https://github.com/home-assistant/intents (sentences/en, sentences/de)
 */
export interface Phrase {
  /** The intent's name in the interaction model; the same in all languages that have it. */
  intent: string;
  kind: PhraseKind;
  /** What stood before the free words; empty where only the free words are meant. */
  beginning: string;
  /** How the beginning may be said: forms of the same word, since the sentence is put together with `beginning`. */
  said: readonly string[];
}

/** The slot of each of these intents. */
export const QUERY_SLOT = 'query';

/** The intent whose slot is asked for when a conversation goes on: then everything that is said ends up in it. */
export const CONVERSE_INTENT = 'ConverseIntent';

/** Makes phrases of one kind. */
const phrases =
  (kind: PhraseKind) =>
  (name: string, beginning: string, ...otherForms: string[]): Phrase => ({
    intent: `${name}PhraseIntent`,
    kind,
    beginning,
    said: [beginning, ...otherForms],
  });

export const command = phrases('command');
export const question = phrases('question');
export const other = phrases('other');

/** Words behind which the sentence itself begins. */
export const converse = (...said: string[]): Phrase => ({
  intent: CONVERSE_INTENT,
  kind: 'other',
  beginning: '',
  said,
});
