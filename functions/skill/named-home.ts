import type { Connection } from '../../lib/homes/connections.ts';
import type { Language } from '../../lib/speech/language.ts';

/** What stands between a sentence and the name of a home in it. */
const PLACE: Readonly<Record<Language, string>> = {
  en: '(?:in|at)\\s+(?:the\\s+|my\\s+|our\\s+)?',
  de: '(?:in|im|am|auf|bei|zu)\\s+(?:der\\s+|dem\\s+|den\\s+|die\\s+|das\\s+)?',
};

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');

/**
 * Finds out whether a sentence names one of several homes, at its beginning or its end: "in the cabin turn on the heating".
 * @returns the sentence without it, and the home; the sentence as it is where there is nothing to choose from, or where
 *   nothing but the name would be left
 */
export function namedHome(
  sentence: string,
  homes: readonly Connection[],
  language: Language,
): { text: string; home?: Connection } {
  if (homes.length < 2) return { text: sentence };
  // The longer name first: "the cabin by the lake" is not "the cabin".
  const said = sentence.normalize('NFC');
  for (const home of homes.toSorted((a, b) => b.name.length - a.name.length)) {
    const name = escaped(home.name.normalize('NFC').trim());
    if (name === '') continue;
    const place = `${PLACE[language]}${name}`;
    const rest =
      new RegExp(`^${place}[,\\s]+(\\S.*)$`, 'isu').exec(said)?.[1] ??
      new RegExp(`^(.*\\S)[,\\s]+${place}$`, 'isu').exec(said)?.[1];
    if (rest !== undefined) return { text: rest, home };
  }
  return { text: sentence };
}
