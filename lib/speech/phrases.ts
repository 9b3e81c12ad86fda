import type { Language } from './language.ts';

/**
 * A sentence that begins with a known word and goes on freely.
 *
 * Alexa takes free words (`AMAZON.SearchQuery`) only behind a fixed beginning, and hands over only what came behind
 * it. So each beginning is an intent of its own, by which the whole sentence can be put together again.
 * @see https://developer.amazon.com/docs/alexa/custom-skills/slot-type-reference.html#amazonsearchquery
 */
export interface Phrase {
  /** The intent's name in the interaction model; the same in all languages. */
  intent: string;
  /** What stood before the free words; empty where only the free words are meant. */
  beginning: string;
  /** How the beginning may be said. */
  said: readonly string[];
}

/** The slot of each of these intents. */
export const QUERY_SLOT = 'query';

/** The intent whose slot is asked for when a conversation goes on: then everything that is said ends up in it. */
export const CONVERSE_INTENT = 'ConverseIntent';

/** A beginning that is said as it is meant. */
const asIs = (intent: string, beginning: string, ...said: string[]): Phrase => ({
  intent,
  beginning,
  said: [beginning, ...said],
});

const ENGLISH: readonly Phrase[] = [
  {
    intent: CONVERSE_INTENT,
    beginning: '',
    said: [
      'tell the house',
      'tell the home',
      'say to the house',
      'ask the house',
      'ask the home',
      'question',
    ],
  },
  asIs('TurnPhraseIntent', 'turn'),
  asIs('SwitchPhraseIntent', 'switch'),
  asIs('SetPhraseIntent', 'set'),
  asIs('MakePhraseIntent', 'make'),
  asIs('DimPhraseIntent', 'dim'),
  asIs('OpenPhraseIntent', 'open'),
  asIs('ClosePhraseIntent', 'close', 'shut'),
  asIs('LockPhraseIntent', 'lock'),
  asIs('StartPhraseIntent', 'start'),
  asIs('PausePhraseIntent', 'pause'),
  asIs('PlayPhraseIntent', 'play'),
  asIs('AddPhraseIntent', 'add'),
  asIs('LetPhraseIntent', 'let'),
  asIs('IsPhraseIntent', 'is'),
  asIs('ArePhraseIntent', 'are'),
  asIs('WhatPhraseIntent', 'what'),
  asIs('WhichPhraseIntent', 'which'),
  asIs('HowPhraseIntent', 'how'),
  asIs('WhenPhraseIntent', 'when'),
  asIs('WhyPhraseIntent', 'why'),
  asIs('DoPhraseIntent', 'do'),
  asIs('TellPhraseIntent', 'tell me'),
];

const GERMAN: readonly Phrase[] = [
  {
    intent: CONVERSE_INTENT,
    beginning: '',
    said: ['sag dem haus', 'sage dem haus', 'frag das haus', 'frage das haus', 'frage'],
  },
  asIs('TurnPhraseIntent', 'schalte', 'schalt'),
  asIs('SwitchPhraseIntent', 'drehe', 'dreh'),
  asIs('SetPhraseIntent', 'stelle', 'stell', 'setze'),
  asIs('MakePhraseIntent', 'mache', 'mach'),
  asIs('DimPhraseIntent', 'dimme'),
  asIs('OpenPhraseIntent', 'öffne'),
  asIs('ClosePhraseIntent', 'schließe', 'schließ'),
  asIs('LockPhraseIntent', 'verriegle', 'verriegele'),
  asIs('StartPhraseIntent', 'starte'),
  asIs('PausePhraseIntent', 'pausiere'),
  asIs('PlayPhraseIntent', 'spiele', 'spiel'),
  asIs('AddPhraseIntent', 'füge'),
  asIs('LetPhraseIntent', 'fahre', 'fahr'),
  asIs('IsPhraseIntent', 'ist'),
  asIs('ArePhraseIntent', 'sind'),
  asIs('WhatPhraseIntent', 'was'),
  asIs('WhichPhraseIntent', 'welche', 'welches', 'welcher'),
  asIs('HowPhraseIntent', 'wie'),
  asIs('WhenPhraseIntent', 'wann'),
  asIs('WhyPhraseIntent', 'warum'),
  asIs('DoPhraseIntent', 'lass', 'lasse'),
  asIs('TellPhraseIntent', 'sag mir', 'sage mir'),
];

/** All beginnings of a language. The interaction models are made of them, so both sides always agree. */
export const PHRASES: Readonly<Record<Language, readonly Phrase[]>> = { en: ENGLISH, de: GERMAN };

const BEGINNINGS: Readonly<Record<Language, ReadonlyMap<string, string>>> = {
  en: new Map(ENGLISH.map(({ intent, beginning }) => [intent, beginning])),
  de: new Map(GERMAN.map(({ intent, beginning }) => [intent, beginning])),
};

/** Whether an intent is one of free speech. */
export const isPhraseIntent = (intent: string): boolean => BEGINNINGS.en.has(intent);

/** The whole sentence that was said, out of the intent and its free words. */
export function sentenceOf(intent: string, query: string, language: Language): string {
  const beginning = BEGINNINGS[language].get(intent) ?? '';
  return beginning === '' ? query : `${beginning} ${query}`;
}
