import { arrayAt, type JsonObject, stringAt } from '../checks/json.ts';

/** A slot of an intent, for people to read. */
export interface SpokenSlot {
  readonly name: string;
  /** What was said; left out where nothing was. */
  readonly value?: string;
  /** What it was taken for: the id of the first value that an authority knows. */
  readonly id?: string;
}

/** @param slots as an IntentRequest has them, by name */
export const spokenSlots = (slots: JsonObject): readonly SpokenSlot[] =>
  Object.entries(slots).map(([name, slot]) => {
    const value = stringAt(slot, 'value');
    const id = (arrayAt(slot, 'resolutions', 'resolutionsPerAuthority') ?? [])
      .flatMap((authority) => arrayAt(authority, 'values') ?? [])
      .map((known) => stringAt(known, 'value', 'id'))
      .find((known) => known !== undefined);
    return { name, ...(value === undefined ? {} : { value }), ...(id === undefined ? {} : { id }) };
  });
