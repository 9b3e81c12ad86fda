import { type Language, languageOf } from '../../lib/speech/language.ts';

/**
 * The locales that the skill is made for: those whose sentences are known to be right. Alexa has more.
 * @see https://developer.amazon.com/docs/alexa/custom-skills/develop-skills-in-multiple-languages.html
 */
export const LOCALES = ['en-US', 'en-GB', 'en-CA', 'en-AU', 'en-IN', 'de-DE'] as const;

export type Locale = (typeof LOCALES)[number];

/** One thing for each language. */
export type PerLanguage<T> = Readonly<Record<Language, T>>;

/** One thing for each locale. */
export type PerLocale<T> = Readonly<Record<Locale, T>>;

export const isLocale = (text: string): text is Locale => LOCALES.some((known) => known === text);

/** Makes something for each locale. */
export const perLocale = <T>(make: (locale: Locale, language: Language) => T): PerLocale<T> => ({
  'en-US': make('en-US', languageOf('en-US')),
  'en-GB': make('en-GB', languageOf('en-GB')),
  'en-CA': make('en-CA', languageOf('en-CA')),
  'en-AU': make('en-AU', languageOf('en-AU')),
  'en-IN': make('en-IN', languageOf('en-IN')),
  'de-DE': make('de-DE', languageOf('de-DE')),
});
