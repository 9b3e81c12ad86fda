import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import { en, type Words } from '../i18n/en.ts';
import { ago, dayOf, momentOf } from '../i18n/times.ts';

/** The languages that the page speaks, by what they call themselves. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof LANGUAGES;

const LOADERS: Readonly<Record<Language, () => Promise<Words>>> = {
  en: async () => en,
  de: async () => (await import('../i18n/de.ts')).de,
};

const PLACE = 'porchlight.language';

const isLanguage = (text: string | null | undefined): text is Language =>
  text !== null && text !== undefined && Object.hasOwn(LANGUAGES, text);

/** What was chosen here before, else the first language of the browser that this page speaks. */
function wantedLanguage(): Language {
  const chosen = localStorage.getItem(PLACE);
  if (isLanguage(chosen)) return chosen;
  return navigator.languages.map((tag) => tag.split('-')[0]).find(isLanguage) ?? 'en';
}

export interface Speech {
  language: Language;
  words: Words;
}

/** Loads the words of a language; English, which is always here, when they cannot be had. */
const speechOf = (language: Language): Promise<Speech> =>
  LOADERS[language]().then(
    (words) => ({ language, words }),
    () => ({ language: 'en', words: en }),
  );

export const loadSpeech = (): Promise<Speech> => speechOf(wantedLanguage());

interface Spoken extends Speech {
  choose(language: Language): void;
  /** "3 minutes ago", and "just now" below one. */
  ago(time: string): string;
  day(time: string): string;
  moment(time: string): string;
}

const SpeechContext = createContext<Spoken | undefined>(undefined);

/** Gives all below it their words, and tells the document which language it is in. */
export function SpeechProvider({ first, children }: { first: Speech; children: ComponentChildren }) {
  const [speech, setSpeech] = useState(first);
  useEffect(() => {
    document.documentElement.lang = speech.language;
  }, [speech]);
  useEffect(() => {
    // Another tab has chosen.
    const onStorage = ({ key }: StorageEvent) => {
      if (key === PLACE) void loadSpeech().then(setSpeech);
    };
    window.addEventListener('storage', onStorage);
    return () => window.removeEventListener('storage', onStorage);
  }, []);
  const value = useMemo<Spoken>(() => {
    const { language, words } = speech;
    return {
      ...speech,
      choose: (chosen) => {
        localStorage.setItem(PLACE, chosen);
        void speechOf(chosen).then(setSpeech);
      },
      ago: (time) => ago(language, time) ?? words.frame.justNow,
      day: (time) => dayOf(language, time),
      moment: (time) => momentOf(language, time),
    };
  }, [speech]);
  return <SpeechContext.Provider value={value}>{children}</SpeechContext.Provider>;
}

/** @throws {Error} outside of a SpeechProvider */
export function useSpeech(): Spoken {
  const spoken = useContext(SpeechContext);
  if (spoken === undefined) throw new Error('There is no SpeechProvider above this.');
  return spoken;
}

export const useWords = (): Words => useSpeech().words;
