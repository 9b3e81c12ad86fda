import { type Language, useSpeech } from '../../state/language.tsx';
import { de } from './words-de.ts';
import { en, type SpeechWords } from './words-en.ts';

/** Both languages come with the page: they are short, and nobody waits for them at first. */
const WORDS: Readonly<Record<Language, SpeechWords>> = { en, de };

export const useSpeechWords = (): SpeechWords => WORDS[useSpeech().language];
