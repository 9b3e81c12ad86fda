import type { Language } from './language.ts';

/**
 * One way in which a sentence changes when it is not told but asked through somebody: "ask jarvis **if the door is
 * locked**" wants "is the door locked".
 * @returns undefined where this is no such sentence
 */
type Turn = (sentence: string) => string | undefined;

/** Tries a pattern; `build` gets its groups. */
const turn =
  (pattern: RegExp, build: (...groups: string[]) => string | undefined): Turn =>
  (sentence) => {
    const match = pattern.exec(sentence);
    return match === null ? undefined : build(...match.slice(1).map((group) => group ?? ''));
  };

const joined = (...words: string[]) => words.filter((word) => word !== '').join(' ');

/** Something to do follows: then the sentence is a condition ("if … turn off …") and no question. */
const ENGLISH_ORDER =
  /\b(then|turn|switch|dim|lock|start|stop|play|make|tell|send|activate|run|(?:set|open|close) (?:the|my|our|all))\b/i;

const ENGLISH: readonly Turn[] = [
  // "to turn on the light", "please turn …", "that the light …"
  turn(/^(?:to|please|that)\s+(\S.*)$/i, (rest) => rest),
  turn(
    /^(?:tell me|i want to know|do you know)\s+((?:if|whether|what|which|how|when|where|who|why)\b.*)$/i,
    (rest) => rest,
  ),
  // "if the door is locked"
  turn(/^(?:if|whether)\s+(.+?)\s+(is|are|was|were|has|have|will|can)\s+(\S.*)$/i, (subject, verb, rest) =>
    ENGLISH_ORDER.test(rest) ? undefined : joined(verb, subject, rest),
  ),
  // "what the temperature in the kitchen is", "where my car is"
  turn(
    /^(what|when|where|who|how \S+)\s+((?:the|my|our|his|her|it)\b(?:(?! (?:is|are)\b).)*?)\s+(is|are)$/i,
    (word, subject, verb) => joined(word, verb, subject),
  ),
  // "where Anna is"
  turn(/^(where)\s+(?!is\b|are\b)(\S.*?)\s+(is|are)$/i, (word, subject, verb) => joined(word, verb, subject)),
  // "what the temperature is in the kitchen", "how warm it is"
  turn(
    /^(what|when|where|who|how \S+)\s+((?:the|my|our|his|her|it)\b(?:(?! (?:is|are)\b).)*?)\s+(is|are)\s+(\S.*)$/i,
    (word, subject, verb, rest) => joined(word, verb, subject, rest),
  ),
];

/** Verbs that stand at the end of a question that is passed on, and behind the question's word in one that is not. */
const GERMAN_VERB =
  'ist|sind|war|waren|wird|werden|wurde|wurden|hat|haben|läuft|laufen|brennt|brennen|steht|stehen|geht|gehen|funktioniert|befindet|befinden';

const GERMAN: readonly Turn[] = [
  turn(/^(?:bitte|mal)\s+(\S.*)$/i, (rest) => rest),
  // "ob die Haustür zu ist", and with something behind the verb: "ob das Licht an ist im Bad"
  turn(new RegExp(`^ob\\s+(\\S.*?)\\s+(${GERMAN_VERB})(?:\\s+(\\S.*))?$`, 'i'), (subject, verb, rest) =>
    joined(verb, subject, rest),
  ),
  // "dass du das Licht einschalten sollst"
  turn(
    /^dass\s+(?:du|es|er|sie|ihr)\s+(\S.*?)\s+(?:soll|sollst|sollen|sollte|sollten|kann|kannst|möge|möchte)$/i,
    (rest) => rest,
  ),
  turn(/^dass\s+(ich|wir)\s+(\S.*)\s+(bin|sind|gehe|gehen|komme|kommen)$/i, (who, rest, verb) =>
    joined(who, verb, rest),
  ),
  // "wie viele Lichter an sind", "welche Fenster offen sind", "wie warm es im Bad ist"
  turn(
    new RegExp(
      `^(wie\\s?viele? \\S+|wie \\S+|welche[nrs]? \\S+)\\s+(?!(?:${GERMAN_VERB})\\b)(\\S.*?)\\s+(${GERMAN_VERB})$`,
      'i',
    ),
    (question, rest, verb) => joined(question, verb, rest),
  ),
  // "was die Temperatur im Bad ist", "wo Anna ist", "wer zuhause ist"
  turn(
    new RegExp(`^(was|wo|wer|wann|warum)\\s+(?!(?:${GERMAN_VERB})\\b)(\\S.*?)\\s+(${GERMAN_VERB})$`, 'i'),
    (question, rest, verb) => joined(question, verb, rest),
  ),
];

const TURNS: Readonly<Record<Language, readonly Turn[]>> = { en: ENGLISH, de: GERMAN };

/** A sentence has so many layers at most: "please tell me if …" has three. */
const MAX_TURNS = 4;

/**
 * Makes of a sentence that is passed on ("ask jarvis whether the lights are on") the one that an assistant understands
 * ("are the lights on"). What is direct already stays as it is, and so does what cannot be told for sure.
 */
export function directSpeech(sentence: string, language: Language): string {
  let direct = sentence.trim();
  for (let turns = 0; turns < MAX_TURNS; turns += 1) {
    const next = TURNS[language].map((change) => change(direct)).find((changed) => changed !== undefined);
    if (next === undefined) break;
    direct = next;
  }
  return direct;
}
