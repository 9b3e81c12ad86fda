/** Alexa's limit for the name of a device. */
export const MAX_NAME = 128;

/**
 * Characters that no name may have: those that cannot be shown, and those that Home Assistant takes out of the names
 * that it gives Alexa (`TRANSLATION_TABLE` in components/alexa/entities.py).
 */
export const NAME_CHARACTERS = /^[^\p{Cc}\p{Cs}}{\\/|"()[\]+~!><*%]+$/u;

/** What can be said aloud. */
export const SPEAKABLE = /[\p{L}\p{N}]/u;

/** Whether Alexa can be told that a device is called this. */
export const isFriendlyName = (value: unknown): value is string =>
  typeof value === 'string' &&
  value.length <= MAX_NAME &&
  value.trim() === value &&
  NAME_CHARACTERS.test(value) &&
  SPEAKABLE.test(value);

/** Text that is the same for two names that sound the same: whoever says one may mean the other. */
export const soundOf = (name: string): string =>
  name.normalize('NFKC').trim().replaceAll(/\s+/gu, ' ').toLowerCase();
