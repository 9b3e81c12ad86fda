import type { InteractionModel, SlotType } from '../interaction-model.ts';
import { error, type Fault, repeated, warning } from './fault.ts';

const MAX_VALUE_LENGTH = 140;
const MAX_ID_LENGTH = 140;
const ID = /^[\p{L}\p{N}_.:#-]+$/u;
/** What cannot be spoken, or would be read as a slot. */
const UNSPEAKABLE = /[\p{Cc}{}<>|\\]/u;

/**
 * Amazon's own types that a slot may have here: those that Alexa knows in English and in German.
 * @see https://developer.amazon.com/docs/alexa/custom-skills/slot-type-reference.html
 */
export const BUILT_IN_TYPES: ReadonlySet<string> = new Set(
  [
    'City',
    'Color',
    'Country',
    'DATE',
    'DURATION',
    'FirstName',
    'FOUR_DIGIT_NUMBER',
    'NUMBER',
    'Ordinal',
    'Person',
    'Room',
    'SearchQuery',
    'TIME',
  ].map((name) => `AMAZON.${name}`),
);

const lower = (text: string) => text.toLowerCase();

function valueFaults({ name, values }: SlotType, locale: string): Fault[] {
  const where = `${locale}, type ${name}`;
  const said = values.flatMap(({ name: { value, synonyms = [] } }) => [value, ...synonyms]);
  const ids = values.flatMap(({ id }) => (id === undefined ? [] : [id]));
  return [
    ...(values.length === 0 ? [error(where, 'A type needs at least one value.')] : []),
    ...said
      .filter((value) => value.trim() === '' || value !== value.trim() || UNSPEAKABLE.test(value))
      .map((value) => error(where, `This cannot be spoken: "${value}".`)),
    ...said
      .filter((value) => [...value].length > MAX_VALUE_LENGTH)
      .map((value) =>
        error(where, `A value has at most ${MAX_VALUE_LENGTH} characters: "${value.slice(0, 40)}…".`),
      ),
    ...ids
      .filter((id) => !ID.test(id) || id.length > MAX_ID_LENGTH)
      .map((id) =>
        error(
          where,
          `An id has letters, digits and the characters _ . : # - only, ${MAX_ID_LENGTH} at most: "${id}".`,
        ),
      ),
    ...repeated(ids, (id) => id).map((id) => error(where, `Two values have the id "${id}".`)),
    ...repeated(said, lower).map((value) =>
      error(where, `"${value}" is there twice, as a value or as a synonym.`),
    ),
  ];
}

/**
 * Types and their values.
 * @see https://developer.amazon.com/docs/alexa/custom-skills/create-the-interaction-model-for-your-skill.html#limits
 */
export function typeFaults({ languageModel: { intents, types } }: InteractionModel, locale: string): Fault[] {
  const known = new Set(types.map(({ name }) => name));
  const used = intents.flatMap(({ name: intent, slots = [] }) =>
    slots.map(({ name, type }) => ({ intent, name, type })),
  );
  const usedTypes = new Set(used.map(({ type }) => type));
  return [
    ...used
      .filter(({ type }) => !known.has(type) && !BUILT_IN_TYPES.has(type))
      .map(({ intent, name, type }) =>
        error(
          `${locale}, intent ${intent}`,
          type.startsWith('AMAZON.')
            ? `${type} is no built-in type that English and German both have (slot {${name}}).`
            : `There is no type ${type} in this language (slot {${name}}).`,
        ),
      ),
    ...types
      .filter(({ name }) => !usedTypes.has(name))
      .map(({ name }) => warning(`${locale}, type ${name}`, 'No slot is of this type.')),
    ...types.flatMap((type) => valueFaults(type, locale)),
  ];
}
