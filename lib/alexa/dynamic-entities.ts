import type { SkillDirective } from './skill-responses.ts';

/** A value that Alexa is to understand in a slot of this type. */
export interface Entity {
  /** What an intent gets as the slot's id. */
  id: string;
  /** How it is said. */
  name: string;
}

/** Alexa takes so many values in all types together. */
const MAX_ENTITIES = 100;
/** An answer has 120 KB: what else is in it may need two thirds of that. */
const MAX_BYTES = 40 * 1024;
/** Alexa's limit for the name of a value. */
const MAX_NAME_LENGTH = 140;

/**
 * Teaches Alexa names for half an hour, for this user alone.
 * @param entities by the name of the slot type, in the order in which they are left out when there are too many
 * @returns undefined where there is nothing to teach
 * @see https://developer.amazon.com/docs/alexa/custom-skills/use-dynamic-entities-for-customized-interactions.html
 */
export function dynamicEntities(
  entities: Readonly<Record<string, readonly Entity[]>>,
): SkillDirective | undefined {
  let left = MAX_ENTITIES;
  let bytesLeft = MAX_BYTES;
  const types = Object.entries(entities).flatMap(([name, all]) => {
    const seen = new Set<string>();
    const fresh = all.filter(({ id, name: said }) => {
      const isNew = said.trim() !== '' && said.length <= MAX_NAME_LENGTH && !seen.has(id);
      seen.add(id);
      return isNew;
    });
    const values = fresh
      .slice(0, left)
      .map((entity) => ({ id: entity.id, name: { value: entity.name } }))
      .filter((value) => {
        bytesLeft -= Buffer.byteLength(JSON.stringify(value)) + 1;
        return bytesLeft >= 0;
      });
    left -= values.length;
    return values.length === 0 ? [] : [{ name, values }];
  });
  return types.length === 0
    ? undefined
    : { type: 'Dialog.UpdateDynamicEntities', updateBehavior: 'REPLACE', types };
}
