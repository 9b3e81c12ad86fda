import { languageOf } from '../../lib/speech/language.ts';
import { SENTENCES } from '../../lib/speech/sentences.ts';
import type { InteractionModelFile, ModelIntent, SlotType } from './interaction-model.ts';
import type { Locale, PerLanguage } from './locales.ts';
import { BUILT_IN_INTENTS, ownIntents, ownTypes } from './own-intents.ts';
import { CONVERSE_DIALOG, conversePrompt, phraseIntents } from './phrase-intents.ts';

/** How the skill is called where nobody chose a name. */
export const DEFAULT_INVOCATION_NAMES: PerLanguage<string> = { en: 'my house', de: 'mein zuhause' };

/** What an operator adds to one locale's model. */
export interface Additions {
  intents: readonly ModelIntent[];
  types: readonly SlotType[];
}

const NOTHING: Additions = { intents: [], types: [] };

/**
 * Makes the interaction model of a locale.
 * @param invocationName what people call the skill; checked elsewhere (`rules/`)
 * @param additions go before Porchlight's own intents
 */
export function makeModel(
  locale: Locale,
  invocationName: string = DEFAULT_INVOCATION_NAMES[languageOf(locale)],
  { intents, types }: Additions = NOTHING,
): InteractionModelFile {
  const language = languageOf(locale);
  return {
    interactionModel: {
      languageModel: {
        invocationName,
        intents: [...BUILT_IN_INTENTS, ...intents, ...ownIntents(language), ...phraseIntents(language)],
        types: [...ownTypes(language), ...types],
      },
      dialog: { intents: [CONVERSE_DIALOG], delegationStrategy: 'SKILL_RESPONSE' },
      prompts: [conversePrompt(SENTENCES[language].whatNext)],
    },
  };
}
