/** The languages that Porchlight itself speaks in. What the home says is passed on in whatever language it is. */
export const LANGUAGES = ['en', 'de'] as const;

export type Language = (typeof LANGUAGES)[number];

const isLanguage = (text: string | undefined): text is Language => LANGUAGES.some((known) => known === text);

/** @param locale of an Alexa request, such as `de-DE`; English where there is none or another one */
export function languageOf(locale: string | undefined): Language {
  const language = locale?.split('-', 1)[0]?.toLowerCase();
  return isLanguage(language) ? language : 'en';
}
