import { DEFAULT_INVOCATION_NAMES } from '../../lib/speech/invocation-names.ts';
import { languageOf } from '../../lib/speech/language.ts';
import { SENTENCES } from '../../lib/speech/sentences.ts';
import { type Additions, NO_ADDITIONS, withIntents, withTypes } from './additions.ts';
import type { InteractionModelFile } from './interaction-model.ts';
import type { Locale } from './locales.ts';
import { BUILT_IN_INTENTS, ownIntents } from './own-intents.ts';
import { ownTypes } from './own-types.ts';
import { CONVERSE_DIALOG, conversePrompt, phraseIntents } from './phrase-intents.ts';

/**
 * Makes the interaction model of a locale.
 * @param invocationName what people call the skill
 * @param additions the operator's own; whether Alexa takes them is told by `rules/`
 */
export function makeModel(
  locale: Locale,
  invocationName: string = DEFAULT_INVOCATION_NAMES[languageOf(locale)],
  additions: Additions = NO_ADDITIONS,
): InteractionModelFile {
  const language = languageOf(locale);
  const intents = withIntents(
    [...BUILT_IN_INTENTS, ...ownIntents(language), ...phraseIntents(language)],
    additions,
  );
  const used = new Set(intents.flatMap(({ slots = [] }) => slots.map(({ type }) => type)));
  const isThere = ({ name }: { name: string }) => intents.some((intent) => intent.name === name);
  return {
    interactionModel: {
      languageModel: {
        invocationName,
        intents,
        // A type goes with the last intent that has a slot of it; the operator's own are all kept, and judged.
        types: withTypes(
          ownTypes(language).filter(({ name }) => used.has(name)),
          additions,
        ),
      },
      dialog: { intents: [CONVERSE_DIALOG].filter(isThere), delegationStrategy: 'SKILL_RESPONSE' },
      prompts: [conversePrompt(SENTENCES[language].whatNext)],
    },
  };
}
