import type { Language } from '../../lib/speech/language.ts';
import {
  CONVERSE_INTENT,
  PHRASES,
  type Phrase,
  type PhraseKind,
  QUERY_SLOT,
} from '../../lib/speech/phrases.ts';
import type { DialogIntent, ModelIntent, Prompt } from './interaction-model.ts';
import type { PerLanguage } from './locales.ts';

/** The built-in type for words that nobody foresaw. */
export const PHRASE_TYPE = 'AMAZON.SearchQuery';

/**
 * What polite people, and Alexa's own "ask jarvis to …", put around a beginning. Alexa lets people say such words between
 * the skill's name and the sentence; sentences with them are samples of their own.
 * @see https://developer.amazon.com/docs/alexa/custom-skills/understanding-how-users-invoke-custom-skills.html
 */
const AROUND: PerLanguage<Readonly<Record<PhraseKind, readonly ((said: string) => string)[]>>> = {
  en: {
    command: [(said) => said, (said) => `please ${said}`, (said) => `to ${said}`, (said) => `and ${said}`],
    question: [(said) => said],
    other: [(said) => said],
  },
  de: {
    command: [(said) => said, (said) => `${said} bitte`, (said) => `bitte ${said}`, (said) => `und ${said}`],
    question: [(said) => said],
    other: [(said) => said],
  },
};

const samplesOf = ({ kind, said }: Phrase, language: Language): string[] =>
  said.flatMap((form) => AROUND[language][kind].map((around) => `${around(form)} {${QUERY_SLOT}}`));

const slotOf = (intent: string) => ({
  name: QUERY_SLOT,
  type: PHRASE_TYPE,
  // Only where a slot is asked for, it may be said without anything before it.
  ...(intent === CONVERSE_INTENT && { samples: [`{${QUERY_SLOT}}`] }),
});

/** The intents of free speech, one for each beginning. */
export const phraseIntents = (language: Language): ModelIntent[] =>
  PHRASES[language].map((phrase) => ({
    name: phrase.intent,
    slots: [slotOf(phrase.intent)],
    samples: samplesOf(phrase, language),
  }));

const PROMPT_ID = `Elicit.Slot.${CONVERSE_INTENT}.${QUERY_SLOT}`;

/**
 * `Dialog.ElicitSlot` works only for an intent that the dialog model has. The skill does all the asking itself.
 * @see https://developer.amazon.com/docs/alexa/custom-skills/dialog-interface-reference.html
 */
export const CONVERSE_DIALOG: DialogIntent = {
  name: CONVERSE_INTENT,
  confirmationRequired: false,
  prompts: {},
  slots: [
    {
      name: QUERY_SLOT,
      type: PHRASE_TYPE,
      elicitationRequired: true,
      confirmationRequired: false,
      prompts: { elicit: PROMPT_ID },
    },
  ],
};

/** Asked for by the dialog model; said only if Alexa should ask by itself. */
export const conversePrompt = (question: string): Prompt => ({
  id: PROMPT_ID,
  variations: [{ type: 'PlainText', value: question }],
});
