/** Locales that the package can be made for: `LOCALES` of `lib/home-assistant/package.ts`; a test compares them. */
export const PACKAGE_LOCALES = [
  'de-DE',
  'en-AU',
  'en-CA',
  'en-GB',
  'en-IN',
  'en-US',
  'es-ES',
  'es-MX',
  'es-US',
  'fr-CA',
  'fr-FR',
  'hi-IN',
  'it-IT',
  'ja-JP',
  'nl-NL',
  'pt-BR',
] as const;

type Locale = (typeof PACKAGE_LOCALES)[number];

/** The first of somebody's languages that there is, with its region or without. */
export function likelyLocale(languages: readonly string[]): Locale {
  const exact = languages.map((tag) => PACKAGE_LOCALES.find((locale) => locale === tag));
  const near = languages.map((tag) =>
    PACKAGE_LOCALES.find((locale) => locale.split('-')[0] === tag.split('-')[0]),
  );
  return [...exact, ...near].find((locale) => locale !== undefined) ?? 'en-US';
}
