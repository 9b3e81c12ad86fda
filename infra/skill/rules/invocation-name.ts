import { type Language, languageOf } from '../../../lib/speech/language.ts';
import type { Locale, PerLanguage } from '../locales.ts';
import { error, type Fault, warning } from './fault.ts';

const MIN_LENGTH = 2;
const MAX_LENGTH = 50;

/** Lower-case words, an apostrophe in or behind a word, letters that are spelt: `a. b. c.` */
const WORD = /^(?:\p{Ll}+(?:'\p{Ll}*)?|\p{Ll}\.)$/u;

const WAKE_WORDS: ReadonlySet<string> = new Set(['alexa', 'amazon', 'echo', 'computer', 'ziggy']);
const RESERVED_WORDS: ReadonlySet<string> = new Set(['skill', 'skills', 'app', 'apps']);

/** Words with which people open skills. The German ones are those of Amazon's German examples. */
const LAUNCH_WORDS: PerLanguage<ReadonlySet<string>> = {
  en: new Set([
    'run',
    'start',
    'play',
    'resume',
    'use',
    'launch',
    'ask',
    'open',
    'tell',
    'load',
    'begin',
    'enable',
  ]),
  de: new Set([
    'start',
    'starte',
    'öffne',
    'frage',
    'frag',
    'sage',
    'sag',
    'lade',
    'benutze',
    'spiele',
    'aktiviere',
  ]),
};

/** Words between a skill's name and what is asked of it. The German ones translate the English list. */
const CONNECTING_WORDS: PerLanguage<ReadonlySet<string>> = {
  en: new Set(['to', 'from', 'in', 'using', 'with', 'about', 'for', 'that', 'by', 'if', 'and', 'whether']),
  de: new Set(['nach', 'von', 'aus', 'in', 'mit', 'über', 'für', 'dass', 'bei', 'ob', 'und', 'zu']),
};

const SMALL_WORDS: PerLanguage<ReadonlySet<string>> = {
  en: new Set(['the', 'a', 'an', 'for', 'to', 'of', 'about', 'up', 'by', 'at', 'off', 'with']),
  de: new Set([
    'der',
    'die',
    'das',
    'ein',
    'eine',
    'für',
    'zu',
    'von',
    'über',
    'auf',
    'bei',
    'an',
    'ab',
    'mit',
  ]),
};

const ONE_WORD: PerLanguage<string> = {
  en: 'One word works as long as the skill is your own; published it may only be your brand.',
  de: 'One word works as long as the skill is your own; published it may only be your brand or a compound of words.',
};

/** The rules about the form of the name: breaking one of them, it cannot be saved. */
function formFaults(name: string, where: string): Fault[] {
  const length = [...name].length;
  const words = name.split(' ');
  return [
    ...(length < MIN_LENGTH || length > MAX_LENGTH
      ? [error(where, `A name has ${MIN_LENGTH} to ${MAX_LENGTH} characters; "${name}" has ${length}.`)]
      : []),
    ...(/\p{Lu}/u.test(name)
      ? [error(where, `A name is written in lower case: "${name.toLowerCase()}".`)]
      : []),
    ...(/\p{N}/u.test(name) ? [error(where, `Numbers are written as words: "${name}".`)] : []),
    ...(words.includes('')
      ? [error(where, `One space between two words and none around them: "${name}".`)]
      : []),
    ...words
      .filter((word) => word !== '' && !WORD.test(word.toLowerCase().replace(/\p{N}/gu, 'x')))
      .map((word) =>
        error(
          where,
          `Only letters, spaces, an apostrophe ("sam's") and periods behind single letters ("n. p. r."): "${word}".`,
        ),
      ),
  ];
}

/** What a word may not be; the first that fits is said. */
function wordFault(word: string, isOneOfTwo: boolean, language: Language): string | undefined {
  if (WAKE_WORDS.has(word)) return `"${word}" wakes Alexa and cannot be part of a name.`;
  if (RESERVED_WORDS.has(word)) return `The word "${word}" cannot be part of a name.`;
  if (LAUNCH_WORDS[language].has(word)) return `"${word}" opens skills and cannot be part of a name.`;
  if (CONNECTING_WORDS[language].has(word)) {
    return `"${word}" joins a name and a request and cannot be part of a name.`;
  }
  if (isOneOfTwo && SMALL_WORDS[language].has(word)) {
    return `A name of two words cannot have an article or preposition: "${word}".`;
  }
  return undefined;
}

function wordFaults(name: string, language: Language, where: string): Fault[] {
  const words = name
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const messages = words.flatMap((word) => wordFault(word, words.length === 2, language) ?? []);
  return [
    ...messages.map((message) => error(where, message)),
    ...(words.length === 1 ? [warning(where, ONE_WORD[language])] : []),
  ];
}

/**
 * Checks what people are to call the skill. What Amazon asks besides and no program can tell: no name of somebody else's
 * brand, not only the name of a person or place, easy to say, not too general, in the locale's language.
 *
 * One word is a warning, not an error: Amazon's page asks for two words of a skill that is to be published, and an own
 * skill in development answers to one.
 * @see https://developer.amazon.com/docs/alexa/custom-skills/choose-the-invocation-name-for-a-custom-skill.html
 * @see https://developer.amazon.com/docs/alexa/interaction-model-design/design-the-invocation-name-for-your-skill.html
 */
export function invocationNameFaults(name: string, locale: Locale): Fault[] {
  const where = `${locale}, invocation name`;
  return [...formFaults(name, where), ...wordFaults(name, languageOf(locale), where)];
}
