import type { Language } from '../../lib/speech/language.ts';
import type { ModelIntent, SlotType, SlotValue } from './interaction-model.ts';
import type { OperatorFile, OperatorValue } from './operator-file.ts';

/** What an operator's file says for one language. */
export interface Additions {
  intents: readonly ModelIntent[];
  types: readonly SlotType[];
  without: ReadonlySet<string>;
}

export const NO_ADDITIONS: Additions = { intents: [], types: [], without: new Set() };

const slotValue = (value: OperatorValue): SlotValue => {
  if (typeof value === 'string') return { name: { value } };
  const { value: said, id, synonyms } = value;
  return {
    ...(id !== undefined && { id }),
    name: { value: said, ...(synonyms !== undefined && synonyms.length > 0 && { synonyms: [...synonyms] }) },
  };
};

/** An intent without sentences in a language is not there in that language; neither is a type without values. */
export function additionsOf({ intents, types, without }: OperatorFile, language: Language): Additions {
  return {
    intents: intents.flatMap(({ name, slots, samples: { [language]: samples = [] } }) =>
      samples.length === 0
        ? []
        : [
            {
              name,
              slots: Object.entries(slots).map(([slot, type]) => ({ name: slot, type })),
              samples: [...samples],
            },
          ],
    ),
    types: types.flatMap(({ name, values: { [language]: values = [] } }) =>
      values.length === 0 ? [] : [{ name, values: values.map(slotValue) }],
    ),
    without: new Set(without),
  };
}

/** More sentences for an intent that is there already, with what slots they need. */
const extended = (own: ModelIntent, more: ModelIntent): ModelIntent => {
  const slots = [...(own.slots ?? [])];
  for (const slot of more.slots ?? []) {
    // A slot of the same name and another type is kept as well, for the rules to find.
    if (!slots.some(({ name, type }) => name === slot.name && type === slot.type)) slots.push(slot);
  }
  return { ...own, ...(slots.length > 0 && { slots }), samples: [...own.samples, ...more.samples] };
};

/** Own intents, some of them left out, some with more sentences, and behind them new ones. */
export function withIntents(own: readonly ModelIntent[], { intents, without }: Additions): ModelIntent[] {
  const isOwn = ({ name }: ModelIntent) => own.some((one) => one.name === name);
  return [
    ...own
      .filter(({ name }) => !without.has(name))
      .map((one) => intents.filter(({ name }) => name === one.name).reduce(extended, one)),
    ...intents.filter((one) => !isOwn(one)),
  ];
}

/** Own types, some of them with the operator's values in front; a value that is there twice is the operator's. */
export function withTypes(own: readonly SlotType[], { types }: Additions): SlotType[] {
  const merged = own.map(({ name, values }) => {
    const more = types.filter((type) => type.name === name).flatMap((type) => type.values);
    const said = new Set(
      more
        .flatMap(({ name: { value, synonyms = [] } }) => [value, ...synonyms])
        .map((value) => value.toLowerCase()),
    );
    return {
      name,
      values: [...more, ...values.filter((value) => !said.has(value.name.value.toLowerCase()))],
    };
  });
  return [...merged, ...types.filter(({ name }) => !own.some((type) => type.name === name))];
}
