import { LOCALES, type Locale } from '../../../lib/home-assistant/locales.ts';

/** The first of somebody's languages that the package can be made for, with its region or without. */
export function likelyLocale(languages: readonly string[]): Locale {
  const exact = languages.map((tag) => LOCALES.find((locale) => locale === tag));
  const near = languages.map((tag) => LOCALES.find((locale) => locale.split('-')[0] === tag.split('-')[0]));
  return [...exact, ...near].find((locale) => locale !== undefined) ?? 'en-US';
}
