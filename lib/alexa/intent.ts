import { isObject, type Json } from '../json.ts';

/** What somebody said, as Alexa understood it. */
export interface Intent {
  /** Such as `ActivateSceneIntent` or `AMAZON.HelpIntent`. */
  name: string;
  slots: Json;
}

/** @returns undefined for a request without a readable intent */
export function intentOf({ intent }: Json): Intent | undefined {
  if (!isObject(intent) || typeof intent.name !== 'string' || intent.name === '') return undefined;
  return { name: intent.name, slots: isObject(intent.slots) ? intent.slots : {} };
}

/** Nobody says so much before Alexa stops listening. */
const MAX_SPOKEN_LENGTH = 1_000;

/** A slot as it was spoken, without what stands around it; undefined where nothing was said, or more than anybody says. */
export function spokenIn({ slots }: Intent, name: string): string | undefined {
  const slot = slots[name];
  const value = isObject(slot) && typeof slot.value === 'string' ? slot.value.trim() : '';
  return value === '' || value.length > MAX_SPOKEN_LENGTH ? undefined : value;
}

/**
 * The ids of the values that Alexa took a slot for, dynamic and static ones alike.
 * @see https://developer.amazon.com/docs/alexa/custom-skills/entity-resolution.html
 */
export function resolvedIds({ slots }: Intent, name: string): string[] {
  const slot = slots[name];
  const resolutions = isObject(slot) && isObject(slot.resolutions) ? slot.resolutions : {};
  const authorities = Array.isArray(resolutions.resolutionsPerAuthority)
    ? resolutions.resolutionsPerAuthority
    : [];
  return authorities.flatMap((authority) => {
    if (!isObject(authority) || !isObject(authority.status) || !Array.isArray(authority.values)) return [];
    if (authority.status.code !== 'ER_SUCCESS_MATCH') return [];
    return authority.values.flatMap((entry) =>
      isObject(entry) && isObject(entry.value) && typeof entry.value.id === 'string' ? [entry.value.id] : [],
    );
  });
}
