import { directSpeech } from './direct-speech.ts';
import type { Language } from './language.ts';

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

const phrases =
  (kind: PhraseKind) =>
  (name: string, beginning: string, ...otherForms: string[]): Phrase => ({
    intent: `${name}PhraseIntent`,
    kind,
    beginning,
    said: [beginning, ...otherForms],
  });

const command = phrases('command');
const question = phrases('question');
const other = phrases('other');

/** Words behind which the sentence itself begins. */
const converse = (...said: string[]): Phrase => ({
  intent: CONVERSE_INTENT,
  kind: 'other',
  beginning: '',
  said,
});

const ENGLISH: readonly Phrase[] = [
  converse(
    'please',
    'can you',
    'can you please',
    'could you',
    'could you please',
    'would you',
    'would you please',
    'i want you to',
    "i'd like you to",
    'i want to know',
    "i'd like to know",
    'tell the house',
    'tell the house to',
    'tell home assistant',
    'tell home assistant to',
    'ask the house',
    'ask home assistant',
    'say to the house',
    'question',
  ),
  command('Turn', 'turn'),
  command('Switch', 'switch'),
  command('Set', 'set'),
  command('Change', 'change'),
  command('Make', 'make'),
  command('Adjust', 'adjust'),
  command('Increase', 'increase'),
  command('Decrease', 'decrease'),
  command('Dim', 'dim'),
  command('Brighten', 'brighten'),
  command('Bring', 'bring'),
  command('Raise', 'raise'),
  command('Lower', 'lower'),
  command('Open', 'open'),
  command('Close', 'close', 'shut'),
  command('Lock', 'lock'),
  command('Unlock', 'unlock'),
  command('Start', 'start'),
  command('Stop', 'stop'),
  command('Pause', 'pause'),
  command('Resume', 'resume', 'continue', 'unpause'),
  command('Play', 'play'),
  command('Skip', 'skip'),
  command('Cancel', 'cancel'),
  command('Deactivate', 'deactivate'),
  command('Create', 'create'),
  command('Add', 'add'),
  command('Put', 'put'),
  command('Take', 'take'),
  command('Remove', 'remove'),
  command('Clean', 'clean'),
  command('Vacuum', 'vacuum'),
  command('Send', 'send'),
  command('Return', 'return'),
  command('Announce', 'announce', 'broadcast'),
  command('Remind', 'remind'),
  command('Show', 'show'),
  command('Give', 'give me'),
  command('Let', 'let'),
  command('Tell', 'tell me'),
  question('Is', 'is'),
  question('Are', 'are'),
  question('Was', 'was'),
  question('Do', 'do'),
  question('Does', 'does'),
  question('Did', 'did'),
  question('Has', 'has'),
  question('Will', 'will'),
  question('What', 'what'),
  question('WhatIs', 'what is', "what's"),
  question('Which', 'which'),
  question('How', 'how'),
  question('When', 'when'),
  question('Where', 'where'),
  question('Who', 'who'),
  question('WhoIs', 'who is', "who's"),
  question('Why', 'why'),
  question(
    'If',
    'if',
    'whether',
    'check if',
    'check whether',
    'find out if',
    'find out whether',
    'tell me if',
    'tell me whether',
    'do you know if',
    'i want to know if',
  ),
  other('That', 'that'),
  other('The', 'the'),
  other('All', 'all', 'all the'),
  other('Lights', 'lights'),
];

const GERMAN: readonly Phrase[] = [
  converse(
    'bitte',
    'kannst du',
    'kannst du bitte',
    'könntest du',
    'könntest du bitte',
    'würdest du',
    'würdest du bitte',
    'ich möchte wissen',
    'ich will wissen',
    'sag mir',
    'sage mir',
    'sag mir bitte',
    'verrate mir',
    'weißt du',
    'sag dem haus',
    'sage dem haus',
    'frag das haus',
    'frage das haus',
    'frage',
  ),
  command('Turn', 'schalte', 'schalt'),
  command('Switch', 'drehe', 'dreh'),
  command('Set', 'stelle', 'stell'),
  command('Put', 'setze', 'setz'),
  command('Change', 'ändere', 'änder'),
  command('Make', 'mache', 'mach'),
  command('Adjust', 'regle', 'regele'),
  command('Increase', 'erhöhe'),
  command('Extend', 'verlängere'),
  command('Decrease', 'verringere', 'verringer'),
  command('Shorten', 'verkürze'),
  command('Dim', 'dimme', 'dimm'),
  command('Colour', 'färbe', 'färb'),
  command('Drive', 'fahre', 'fahr'),
  command('Open', 'öffne'),
  command('Close', 'schließe', 'schließ'),
  command('Lock', 'verriegle', 'verriegele'),
  command('Unlock', 'entriegle', 'entriegele'),
  command('Bar', 'sperre', 'sperr'),
  command('Start', 'starte', 'start'),
  command('Stop', 'stoppe', 'stopp'),
  command('End', 'beende'),
  command('Hold', 'halte', 'halt'),
  command('Pause', 'pausiere', 'pausier'),
  command('Play', 'spiele', 'spiel'),
  command('Skip', 'überspringe', 'überspring'),
  command('Repeat', 'wiederhole', 'wiederhol'),
  command('Deactivate', 'deaktiviere', 'deaktivier'),
  command('Create', 'erstelle'),
  command('Add', 'füge', 'füg'),
  command('Write', 'schreibe', 'schreib'),
  command('Take', 'nimm'),
  command('Remove', 'lösche', 'lösch'),
  command('Clean', 'reinige'),
  command('Vacuum', 'sauge', 'saug'),
  command('Send', 'schicke', 'schick'),
  command('Announce', 'verkünde'),
  command('Remind', 'erinnere', 'erinner'),
  command('Show', 'zeige', 'zeig'),
  command('Give', 'gib'),
  command('Tell', 'nenne mir', 'nenn mir'),
  command('Let', 'lass', 'lasse'),
  question('Is', 'ist'),
  question('Are', 'sind'),
  question('Was', 'wurde'),
  question('Does', 'läuft'),
  question('Burns', 'brennt'),
  question('Stands', 'steht'),
  question('Has', 'hat'),
  question('Will', 'wird'),
  question('ThereIs', 'gibt es'),
  question('What', 'was'),
  question('Which', 'welche', 'welches', 'welcher', 'welchen'),
  question('How', 'wie'),
  question('HowMany', 'wie viele', 'wieviele'),
  question('When', 'wann'),
  question('Where', 'wo'),
  question('Who', 'wer'),
  question('Why', 'warum', 'wieso', 'weshalb'),
  question(
    'If',
    'ob',
    'sag mir ob',
    'sage mir ob',
    'prüfe ob',
    'schau ob',
    'schau nach ob',
    'weißt du ob',
    'ich möchte wissen ob',
    'ich will wissen ob',
  ),
  other('That', 'dass'),
  other('Das', 'das'),
  other('Die', 'die'),
  other('Den', 'den'),
  other('Der', 'der'),
  other('All', 'alle'),
  other('Light', 'licht'),
];

/** All beginnings of a language. The interaction models are made of them, so both sides always agree. */
export const PHRASES: Readonly<Record<Language, readonly Phrase[]>> = { en: ENGLISH, de: GERMAN };

const beginnings = (all: readonly Phrase[]): ReadonlyMap<string, string> =>
  new Map(all.map(({ intent, beginning }) => [intent, beginning]));

const BEGINNINGS: Readonly<Record<Language, ReadonlyMap<string, string>>> = {
  en: beginnings(ENGLISH),
  de: beginnings(GERMAN),
};

/** Whether an intent is one of free speech. */
export const isPhraseIntent = (intent: string): boolean =>
  BEGINNINGS.en.has(intent) || BEGINNINGS.de.has(intent);

/** The whole sentence that was said, out of the intent and its free words, as it is said to an assistant itself. */
export function sentenceOf(intent: string, query: string, language: Language): string {
  const beginning = BEGINNINGS[language].get(intent) ?? '';
  return directSpeech(beginning === '' ? query : `${beginning} ${query}`, language);
}
