import type { InteractionModel } from '../interaction-model.ts';
import { error, type Fault, repeated } from './fault.ts';

const BUILT_IN = 'AMAZON.';
/** Letters, with single underscores between them. */
const NAME = /^[A-Za-z](?:_?[A-Za-z])*$/;
const MAX_LENGTH = 100;

const lower = (name: string) => name.toLowerCase();

const nameFaults = (what: string, name: string, where: string): Fault[] => [
  ...(NAME.test(name)
    ? []
    : [error(where, `The name of ${what} has only letters, and underscores between them: "${name}".`)]),
  ...(name.length > MAX_LENGTH
    ? [error(where, `The name of ${what} has at most ${MAX_LENGTH} characters.`)]
    : []),
];

/**
 * Names of intents, slots and types.
 * @see https://developer.amazon.com/docs/alexa/custom-skills/create-intents-utterances-and-slots.html
 */
export function allNameFaults(
  { languageModel: { intents, types } }: InteractionModel,
  locale: string,
): Fault[] {
  const intentNames = intents.map(({ name }) => name);
  const slots = intents.flatMap(({ name: intent, slots: own = [] }) =>
    own.map((slot) => ({ ...slot, intent })),
  );
  const typeOfSlot = new Map<string, string>();
  return [
    ...intentNames
      .filter((name) => !name.startsWith(BUILT_IN))
      .flatMap((name) => nameFaults('an intent', name, `${locale}, intent ${name}`)),
    ...types.flatMap(({ name }) => nameFaults('a type', name, `${locale}, type ${name}`)),
    ...slots.flatMap(({ name, intent }) => nameFaults('a slot', name, `${locale}, intent ${intent}`)),
    ...repeated(intentNames, lower).map((name) =>
      error(`${locale}, intent ${name}`, 'There are two intents of this name.'),
    ),
    ...repeated(
      types.map(({ name }) => name),
      lower,
    ).map((name) => error(`${locale}, type ${name}`, 'There are two types of this name.')),
    ...intents.flatMap(({ name: intent, slots: own = [] }) =>
      repeated(
        own.map(({ name }) => name),
        lower,
      ).map((name) => error(`${locale}, intent ${intent}`, `There are two slots {${name}}.`)),
    ),
    ...slots
      .filter(({ name }) => intentNames.some((intent) => lower(intent) === lower(name)))
      .map(({ name, intent }) =>
        error(`${locale}, intent ${intent}`, `The slot {${name}} has the name of an intent.`),
      ),
    // Alexa keeps one type for a slot's name in a whole model.
    ...slots.flatMap(({ name, type, intent }) => {
      const known = typeOfSlot.get(lower(name)) ?? type;
      typeOfSlot.set(lower(name), known);
      return known === type
        ? []
        : [
            error(
              `${locale}, intent ${intent}`,
              `The slot {${name}} is of type ${known} elsewhere, and of ${type} here.`,
            ),
          ];
    }),
  ];
}
