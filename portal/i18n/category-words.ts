import type { DisplayCategory } from '../../lib/alexa/display-categories.ts';

/** A language has a word for each of Alexa's categories, or it does not compile. */
export type WordsOfCategories = Readonly<Record<DisplayCategory, string>>;
