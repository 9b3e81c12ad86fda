import type { InteractionModel, ModelIntent } from '../interaction-model.ts';
import { PHRASE_TYPE } from '../phrase-intents.ts';
import { error, type Fault, repeated } from './fault.ts';

/** Amazon Lex's limit, which Alexa's own page does not state. */
const MAX_LENGTH = 200;

const SLOT = /\{([^{}]*)\}/g;
/** Words with an apostrophe or hyphen inside, letters that are spelt (`t. v.`), slots. */
const WORD = /^(?:\p{L}+(?:['’_-]\p{L}+)*['’]?|\p{L}\.|\{[A-Za-z_]+\})$/u;

/** The names of the slots in a sample, in their order. */
export const slotsIn = (sample: string): string[] => [...sample.matchAll(SLOT)].map(([, name]) => name ?? '');

const isOnlySlots = (sample: string) => slotsIn(sample).length > 0 && sample.replace(SLOT, '').trim() === '';

/**
 * The form of a sample.
 * @see https://developer.amazon.com/docs/alexa/custom-skills/create-intents-utterances-and-slots.html
 */
function formFaults(sample: string, where: string): Fault[] {
  const bad = sample.split(' ').find((word) => !WORD.test(word));
  return [
    ...([...sample].length > MAX_LENGTH
      ? [error(where, `A sentence has at most ${MAX_LENGTH} characters: "${sample.slice(0, 40)}…".`)]
      : []),
    ...(/\p{N}/u.test(sample.replace(SLOT, ''))
      ? [error(where, `Numbers are written as words: "${sample}".`)]
      : []),
    ...(bad === undefined || /\p{N}/u.test(bad)
      ? []
      : [
          error(
            where,
            bad === ''
              ? `One space between two words and none around them: "${sample}".`
              : `Only letters, apostrophes and hyphens inside words, periods behind single letters, and slots in braces that stand alone: "${bad}" in "${sample}".`,
          ),
        ]),
  ];
}

/**
 * What is special about free words: fixed words around them, one such slot in a sample, no other slot beside it.
 * @see https://developer.amazon.com/docs/alexa/custom-skills/slot-type-reference.html#amazonsearchquery
 */
function phraseFaults(sample: string, typeOf: ReadonlyMap<string, string>, where: string): Fault[] {
  const slots = slotsIn(sample);
  const free = slots.filter((slot) => typeOf.get(slot) === PHRASE_TYPE);
  if (free.length === 0) return [];
  return [
    ...(isOnlySlots(sample)
      ? [error(where, `Free words (${PHRASE_TYPE}) need fixed words beside them: "${sample}".`)]
      : []),
    ...(slots.length > 1
      ? [
          error(
            where,
            `Free words (${PHRASE_TYPE}) cannot stand in a sentence with another slot: "${sample}".`,
          ),
        ]
      : []),
  ];
}

function slotFaults({ samples, slots = [] }: ModelIntent, where: string): Fault[] {
  const declared = new Set(slots.map(({ name }) => name));
  const used = new Set(samples.flatMap(slotsIn));
  return [
    ...[...used]
      .filter((name) => !declared.has(name))
      .map((name) => error(where, `The slot {${name}} stands in a sentence and is not declared.`)),
    ...slots
      .filter(({ name, samples: alone = [] }) => !used.has(name) && alone.length === 0)
      .map(({ name }) => error(where, `The slot {${name}} is declared and stands in no sentence.`)),
    ...samples.flatMap((sample) =>
      repeated(slotsIn(sample), (name) => name).map((name) =>
        error(where, `The slot {${name}} stands twice in "${sample}".`),
      ),
    ),
  ];
}

/** Samples of one intent. A dialog's intent cannot have a sample without any fixed word. */
function intentFaults(intent: ModelIntent, hasDialog: boolean, where: string): Fault[] {
  const typeOf = new Map((intent.slots ?? []).map(({ name, type }) => [name, type]));
  return [
    ...slotFaults(intent, where),
    ...intent.samples.flatMap((sample) => [
      ...formFaults(sample, where),
      ...phraseFaults(sample, typeOf, where),
      ...(hasDialog &&
      isOnlySlots(sample) &&
      !slotsIn(sample).some((slot) => typeOf.get(slot) === PHRASE_TYPE)
        ? [error(where, `An intent with a dialog needs fixed words in each sentence: "${sample}".`)]
        : []),
    ]),
    ...(intent.slots ?? []).flatMap(({ name, samples = [] }) =>
      samples.flatMap((sample) => formFaults(sample, `${where}, slot {${name}}`)),
    ),
  ];
}

/** How Alexa hears a sample: without capitals, and a slot is what may stand in it. */
function heard(sample: string, { slots = [] }: ModelIntent): string {
  const typeOf = new Map(slots.map(({ name, type }) => [name, type]));
  return sample.toLowerCase().replace(SLOT, (_slot, name: string) => {
    const exact = [...typeOf.keys()].find((known) => known.toLowerCase() === name);
    return `{${(exact === undefined ? undefined : typeOf.get(exact)) ?? name}}`;
  });
}

/** The same sentence cannot mean two things, nor stand twice in one intent. */
function uniquenessFaults(intents: readonly ModelIntent[], locale: string): Fault[] {
  const owners = new Map<string, string>();
  return intents.flatMap((intent) =>
    intent.samples.flatMap((sample) => {
      const key = heard(sample, intent);
      const owner = owners.get(key);
      if (owner === undefined) owners.set(key, intent.name);
      return owner === undefined
        ? []
        : [
            error(
              `${locale}, intent ${intent.name}`,
              `The sentence "${sample}" belongs to ${owner} already.`,
            ),
          ];
    }),
  );
}

/** All rules about the sentences of a model. */
export function sampleFaults(
  { languageModel: { intents }, dialog }: InteractionModel,
  locale: string,
): Fault[] {
  const dialogs = new Set(dialog?.intents.map(({ name }) => name));
  return [
    ...intents.flatMap((intent) =>
      intentFaults(intent, dialogs.has(intent.name), `${locale}, intent ${intent.name}`),
    ),
    ...uniquenessFaults(intents, locale),
  ];
}
