import type { Json } from '../json.ts';
import { type Card, plain, type Speech, shortened, simpleCard } from './speech.ts';

/** What Alexa is to do besides speaking: ask for a slot, learn names. */
export type SkillDirective =
  | { type: 'Dialog.ElicitSlot'; slotToElicit: string; updatedIntent: Json }
  | { type: 'Dialog.UpdateDynamicEntities'; updateBehavior: 'REPLACE'; types: Json[] };

/**
 * An answer to the Alexa Skills Kit.
 * @see https://developer.amazon.com/docs/alexa/custom-skills/request-and-response-json-reference.html
 */
export interface SkillResponse {
  version: '1.0';
  /** Comes back with the next request of the session. */
  sessionAttributes?: Json;
  response: {
    outputSpeech?: Speech;
    card?: Card;
    reprompt?: { outputSpeech: Speech };
    directives?: SkillDirective[];
    canFulfillIntent?: { canFulfill: 'YES' | 'NO' | 'MAYBE' };
    shouldEndSession?: boolean;
  };
}

/** Says nothing: to events, and wherever speech is not allowed. */
export const silence = (): SkillResponse => ({ version: '1.0', response: {} });

/** What an answer has besides its words. */
export interface Extras {
  card?: Card;
  directives?: SkillDirective[];
}

const filled = ({ card, directives = [] }: Extras) => ({
  ...(card !== undefined && { card }),
  ...(directives.length > 0 && { directives }),
});

/** Says something, and the session is over. */
export const tell = (speech: Speech, extras: Extras = {}): SkillResponse => ({
  version: '1.0',
  response: { outputSpeech: speech, ...filled(extras), shouldEndSession: true },
});

/** Says nothing although something was asked, and the session is over. */
export const keepQuiet = (extras: Extras = {}): SkillResponse => ({
  version: '1.0',
  response: { ...filled(extras), shouldEndSession: true },
});

/**
 * Says something and listens.
 * @param reprompt said when nothing comes
 * @param attributes what the next request of the session brings back
 */
export const ask = (
  speech: Speech,
  reprompt: Speech,
  attributes: Json,
  extras: Extras = {},
): SkillResponse => ({
  version: '1.0',
  sessionAttributes: attributes,
  response: {
    outputSpeech: speech,
    ...filled(extras),
    reprompt: { outputSpeech: reprompt },
    shouldEndSession: false,
  },
});

/**
 * Says a text of any length: what is too long to listen to is cut at the end of a sentence, and stands whole on a card.
 * @param words `restOnCard` is said behind what was cut
 */
export function spokenAndShown(
  text: string,
  words: { restOnCard: string; cardTitle: string },
): { speech: Speech; card?: Card } {
  const short = shortened(text);
  if (short === text) return { speech: plain(text) };
  const card = simpleCard(words.cardTitle, text);
  return { speech: plain(`${short} ${words.restOnCard}`), ...(card !== undefined && { card }) };
}

/** Alexa asks whether the skill could do something without being named. It cannot promise that of anybody's home. */
export const cannotPromise = (): SkillResponse => ({
  version: '1.0',
  response: { canFulfillIntent: { canFulfill: 'NO' } },
});
