import type { InteractionModel, InteractionModelFile, ModelIntent } from '../interaction-model.ts';
import type { Locale } from '../locales.ts';
import { error, type Fault } from './fault.ts';
import { invocationNameFaults } from './invocation-name.ts';
import { allNameFaults } from './names.ts';
import { sampleFaults } from './samples.ts';
import { typeFaults } from './types.ts';

/** @see https://developer.amazon.com/docs/alexa/custom-skills/create-the-interaction-model-for-your-skill.html#limits */
const MAX_INTENTS = 250;
const MAX_INTENTS_AND_TYPES = 350;
const MAX_BYTES = 1.5 * 1024 * 1024;

const REQUIRED = [
  'AMAZON.HelpIntent',
  'AMAZON.StopIntent',
  'AMAZON.CancelIntent',
  'AMAZON.NavigateHomeIntent',
  'AMAZON.FallbackIntent',
  'AMAZON.YesIntent',
  'AMAZON.NoIntent',
];

/**
 * Built-in intents that take sentences of one's own beside Amazon's.
 * @see https://developer.amazon.com/docs/alexa/custom-skills/standard-built-in-intents.html
 */
const EXTENSIBLE: ReadonlySet<string> = new Set(
  ['Help', 'Stop', 'Cancel', 'Yes', 'No', 'Repeat', 'StartOver', 'Next', 'Previous', 'Pause', 'Resume'].map(
    (name) => `AMAZON.${name}Intent`,
  ),
);
const AS_THEY_ARE: ReadonlySet<string> = new Set(['AMAZON.NavigateHomeIntent', 'AMAZON.FallbackIntent']);

function builtInFaults({ name, samples, slots = [] }: ModelIntent, where: string): Fault[] {
  if (!EXTENSIBLE.has(name) && !AS_THEY_ARE.has(name))
    return [error(where, 'There is no built-in intent of this name.')];
  return [
    ...(slots.length > 0 ? [error(where, 'A built-in intent has no slots of its own.')] : []),
    ...(AS_THEY_ARE.has(name) && samples.length > 0
      ? [error(where, 'This built-in intent takes no sentences of its own.')]
      : []),
  ];
}

const intentFaults = (intent: ModelIntent, locale: string): Fault[] => {
  const where = `${locale}, intent ${intent.name}`;
  if (intent.name.startsWith('AMAZON.')) return builtInFaults(intent, where);
  return intent.samples.length === 0 ? [error(where, 'An intent needs at least one sentence.')] : [];
};

/** What `Dialog.ElicitSlot` needs: the dialog names an intent and slots that exist, and each prompt. */
function dialogFaults(
  { languageModel: { intents }, dialog, prompts = [] }: InteractionModel,
  locale: string,
): Fault[] {
  const promptIds = new Set(prompts.map(({ id }) => id));
  return (dialog?.intents ?? []).flatMap(({ name, slots }) => {
    const where = `${locale}, dialog of ${name}`;
    const intent = intents.find((one) => one.name === name);
    if (intent === undefined) return [error(where, 'There is no such intent.')];
    return slots.flatMap((slot) => {
      const declared = intent.slots?.find((one) => one.name === slot.name);
      const { elicit } = slot.prompts;
      return [
        ...(declared?.type === slot.type
          ? []
          : [error(where, `The slot {${slot.name}} is not the intent's.`)]),
        ...(slot.elicitationRequired && (declared?.samples ?? []).length === 0
          ? [error(where, `The slot {${slot.name}} is asked for, and there is no sentence to answer with.`)]
          : []),
        ...(slot.elicitationRequired && (elicit === undefined || !promptIds.has(elicit))
          ? [error(where, `The slot {${slot.name}} is asked for without a prompt.`)]
          : []),
      ];
    });
  });
}

function sizeFaults(file: InteractionModelFile, locale: string): Fault[] {
  const { intents, types } = file.interactionModel.languageModel;
  const bytes = Buffer.byteLength(JSON.stringify(file));
  return [
    ...(intents.length > MAX_INTENTS
      ? [error(locale, `A model has at most ${MAX_INTENTS} intents; this one has ${intents.length}.`)]
      : []),
    ...(intents.length + types.length > MAX_INTENTS_AND_TYPES
      ? [error(locale, `A model has at most ${MAX_INTENTS_AND_TYPES} intents and types together.`)]
      : []),
    ...(bytes > MAX_BYTES
      ? [error(locale, `A model has at most ${MAX_BYTES} bytes; this one has ${bytes}.`)]
      : []),
  ];
}

/** Every rule over one locale's interaction model. */
export function modelFaults(file: InteractionModelFile, locale: Locale): Fault[] {
  const { interactionModel: model } = file;
  const { intents, invocationName } = model.languageModel;
  return [
    ...invocationNameFaults(invocationName, locale),
    ...REQUIRED.filter((name) => !intents.some((intent) => intent.name === name)).map((name) =>
      error(locale, `Every model has ${name}.`),
    ),
    ...intents.flatMap((intent) => intentFaults(intent, locale)),
    ...allNameFaults(model, locale),
    ...sampleFaults(model, locale),
    ...typeFaults(model, locale),
    ...dialogFaults(model, locale),
    ...sizeFaults(file, locale),
  ];
}
