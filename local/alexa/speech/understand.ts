import type { InteractionModel, ModelIntent, SlotValue } from '../../../infra/skill/interaction-model.ts';
import type { Language } from '../../../lib/speech/language.ts';
import type { JsonObject } from '../checks/json.ts';
import { builtInWords } from './built-in-words.ts';

/** A value that the skill taught Alexa for a while (`Dialog.UpdateDynamicEntities`). */
export interface TaughtValue {
  readonly type: string;
  readonly id: string;
  readonly name: string;
}

/** What Alexa has to go by when somebody says something. */
export interface Hearing {
  readonly model: InteractionModel;
  readonly language: Language;
  readonly skillId: string;
  readonly taught: readonly TaughtValue[];
  /** The slot that the skill asked for (`Dialog.ElicitSlot`). */
  readonly elicited?: { readonly intent: string; readonly slot: string };
}

const phraseType = 'AMAZON.SearchQuery';

/** As Alexa writes what she hears: lower case, no marks. */
export const transcribed = (utterance: string): string =>
  utterance
    .toLowerCase()
    .replace(/[.,!?;:"„“”]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A sample as a pattern with a named group for each slot. */
function patternOf(sample: string): RegExp {
  const parts = sample
    .toLowerCase()
    .split(/(\{[^}]+\})/)
    .map((part, index) => (index % 2 === 1 ? `(?<${part.slice(1, -1)}>.+?)` : escaped(part)));
  return new RegExp(`^${parts.join('')}$`, 'u');
}

interface Match {
  readonly intent: string;
  readonly slots: readonly JsonObject[];
  /** More is better: all words known, then a slot with a known value, then any slot, then free words. */
  readonly score: number;
}

/** One authority's word on a slot: what it was taken for, or that it knows no such value. */
function authorityOf(authority: string, values: readonly { id?: string; name: string }[]): JsonObject {
  if (values.length === 0) return { authority, status: { code: 'ER_SUCCESS_NO_MATCH' } };
  return {
    authority,
    status: { code: 'ER_SUCCESS_MATCH' },
    values: values.map(({ id, name }) => ({ value: { name, ...(id === undefined ? {} : { id }) } })),
  };
}

const isCalled =
  (said: string) =>
  ({ name }: SlotValue): boolean =>
    [name.value, ...(name.synonyms ?? [])].some((known) => transcribed(known) === said);

/** A slot with what it may have been meant by: the skill's own values, and those that it taught. */
function slotOf(
  name: string,
  type: string,
  said: string,
  { model, skillId, taught }: Hearing,
): { slot: JsonObject; isKnown: boolean } {
  const filled = { name, value: said, confirmationStatus: 'NONE', source: 'USER' };
  if (type.startsWith('AMAZON.')) return { slot: filled, isKnown: false };
  const fixed = (model.languageModel.types.find((one) => one.name === type)?.values ?? []).filter(
    isCalled(said),
  );
  const own = taught.filter((one) => one.type === type && transcribed(one.name) === said);
  const authority = `amzn1.er-authority.echo-sdk.${skillId}.${type}`;
  const dynamic = `amzn1.er-authority.echo-sdk.dynamic.${skillId}.${type}`;
  const resolutionsPerAuthority = [
    ...(taught.some((one) => one.type === type) ? [authorityOf(dynamic, own)] : []),
    authorityOf(
      authority,
      fixed.map(({ id, name: { value } }) => ({ name: value, ...(id === undefined ? {} : { id }) })),
    ),
  ];
  return {
    slot: { ...filled, resolutions: { resolutionsPerAuthority } },
    isKnown: fixed.length + own.length > 0,
  };
}

/** The lower-case group names of a pattern, back to the slots of an intent. */
const slotCalled = (intent: ModelIntent, group: string) =>
  (intent.slots ?? []).find(({ name }) => name.toLowerCase() === group);

function matchOf(intent: ModelIntent, sample: string, said: string, hearing: Hearing): Match | undefined {
  const found = patternOf(sample).exec(said);
  if (found === null) return undefined;
  const groups = Object.entries(found.groups ?? {});
  const filled = groups.flatMap(([group, value]) => {
    const declared = slotCalled(intent, group);
    if (declared === undefined || value === undefined) return [];
    return [{ ...slotOf(declared.name, declared.type, value, hearing), type: declared.type }];
  });
  const free = groups.reduce((sum, [, value]) => sum + (value?.length ?? 0), 0);
  const rank = filled.some(({ type }) => type === phraseType)
    ? 0
    : filled.every(({ isKnown }) => isKnown)
      ? 2
      : 1;
  return { intent: intent.name, slots: filled.map(({ slot }) => slot), score: rank * 1_000 - free };
}

const intentOf = (name: string, slots: readonly JsonObject[]): JsonObject => ({
  name,
  confirmationStatus: 'NONE',
  slots: Object.fromEntries(slots.map((slot) => [String(slot.name), slot])),
});

/**
 * Makes an intent of what somebody says, by the skill's own interaction model. The real Alexa guesses far better; this
 * one takes a sentence that fits a sample word for word, and prefers the one that leaves the fewest words to a slot.
 *
 * A slot that was asked for takes everything that fits nothing better, as Alexa does after `Dialog.ElicitSlot`.
 *
 * @returns `AMAZON.FallbackIntent` where nothing fits
 */
export function understand(utterance: string, hearing: Hearing): JsonObject {
  const said = transcribed(utterance);
  const { model, language, elicited } = hearing;
  const { intents } = model.languageModel;
  const known = new Set(intents.map(({ name }) => name));
  const builtIn = Object.entries(builtInWords[language]).find(
    ([name, words]) => known.has(name) && words.includes(said),
  );
  if (builtIn !== undefined) return intentOf(builtIn[0], []);
  const matches = intents
    .flatMap((intent) => intent.samples.map((sample) => matchOf(intent, sample, said, hearing)))
    .filter((match) => match !== undefined)
    .toSorted((a, b) => b.score - a.score);
  const [best] = matches;
  // Free words behind a beginning are worse than the whole sentence, where that was asked for.
  if (elicited !== undefined && (best === undefined || best.score <= 0)) {
    const slot = { name: elicited.slot, value: said, confirmationStatus: 'NONE', source: 'USER' };
    return intentOf(elicited.intent, [slot]);
  }
  return best === undefined ? intentOf('AMAZON.FallbackIntent', []) : intentOf(best.intent, best.slots);
}
