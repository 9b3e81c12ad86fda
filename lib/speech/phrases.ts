import { directSpeech } from './direct-speech.ts';
import { ENGLISH_PHRASES } from './english-phrases.ts';
import { GERMAN_PHRASES } from './german-phrases.ts';
import type { Language } from './language.ts';
import type { Phrase } from './phrase.ts';

export { CONVERSE_INTENT, type Phrase, type PhraseKind, QUERY_SLOT } from './phrase.ts';

/** All beginnings of a language. The interaction models are made of them, so both sides always agree. */
export const PHRASES: Readonly<Record<Language, readonly Phrase[]>> = {
  en: ENGLISH_PHRASES,
  de: GERMAN_PHRASES,
};

const beginnings = (all: readonly Phrase[]): ReadonlyMap<string, string> =>
  new Map(all.map(({ intent, beginning }) => [intent, beginning]));

const BEGINNINGS: Readonly<Record<Language, ReadonlyMap<string, string>>> = {
  en: beginnings(ENGLISH_PHRASES),
  de: beginnings(GERMAN_PHRASES),
};

/** Whether an intent is one of free speech. */
export const isPhraseIntent = (intent: string): boolean =>
  BEGINNINGS.en.has(intent) || BEGINNINGS.de.has(intent);

/** The whole sentence that was said, out of the intent and its free words, as it is said to an assistant itself. */
export function sentenceOf(intent: string, query: string, language: Language): string {
  const beginning = BEGINNINGS[language].get(intent) ?? '';
  return directSpeech(beginning === '' ? query : `${beginning} ${query}`, language);
}
