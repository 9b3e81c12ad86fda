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
  const types = Object.entries(entities).flatMap(([name, all]) => {
    const seen = new Set<string>();
    const fresh = all.filter(({ id, name: said }) => {
      const isNew = said.trim() !== '' && said.length <= MAX_NAME_LENGTH && !seen.has(id);
      seen.add(id);
      return isNew;
    });
    const values = fresh.slice(0, left).map((entity) => ({ id: entity.id, name: { value: entity.name } }));
    left -= values.length;
    return values.length === 0 ? [] : [{ name, values }];
  });
  return types.length === 0
    ? undefined
    : { type: 'Dialog.UpdateDynamicEntities', updateBehavior: 'REPLACE', types };
}
