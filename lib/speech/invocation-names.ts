import { LANGUAGES, type Language } from './language.ts';

/** What people call the skill, in each language: "ask **my house** to …". */
export type InvocationNames = Readonly<Record<Language, string>>;

/** How the skill is called where nobody chose a name. */
export const DEFAULT_INVOCATION_NAMES: InvocationNames = { en: 'my house', de: 'mein zuhause' };

/**
 * Reads the names that an operator gave the skill, as `--invocation` of `npm run skill -- build` takes them: one for all
 * languages (`dear jarvis`), or some by language (`en=dear jarvis, de=lieber jarvis`).
 * @param text may be empty
 */
export function parseInvocationNames(text: string): InvocationNames {
  const entries = text.split(',').map((entry) => {
    const [name = '', place = ''] = entry.split('=').toReversed();
    return { place: place.trim(), name: name.trim() };
  });
  const nameFor = (language: Language) =>
    entries.find(({ place, name }) => place === language && name !== '')?.name ??
    entries.find(({ place, name }) => place === '' && name !== '')?.name ??
    DEFAULT_INVOCATION_NAMES[language];
  return Object.fromEntries(LANGUAGES.map((language) => [language, nameFor(language)])) as InvocationNames;
}
