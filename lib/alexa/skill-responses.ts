/**
 * An answer to the Alexa Skills Kit.
 * @see https://developer.amazon.com/docs/alexa/custom-skills/request-and-response-json-reference.html
 */
export interface SkillResponse {
  version: '1.0';
  response: {
    outputSpeech?: { type: 'PlainText'; text: string };
    canFulfillIntent?: { canFulfill: 'YES' | 'NO' | 'MAYBE' };
    shouldEndSession?: boolean;
  };
}

/** Says nothing: to events, and wherever speech is not allowed. */
export const silence = (): SkillResponse => ({ version: '1.0', response: {} });

const sorry = (): SkillResponse => ({
  version: '1.0',
  response: {
    outputSpeech: {
      type: 'PlainText',
      text: "Sorry, I can't help with that. Just ask for your devices by their names.",
    },
    shouldEndSession: true,
  },
});

/** What expects more than silence. */
const POLITE: ReadonlyMap<string, () => SkillResponse> = new Map([
  ['LaunchRequest', sorry],
  ['IntentRequest', sorry],
  [
    'CanFulfillIntentRequest',
    (): SkillResponse => ({ version: '1.0', response: { canFulfillIntent: { canFulfill: 'NO' } } }),
  ],
]);

/** A valid answer to a request that nothing is done about. */
export const politely = (type: string): SkillResponse => (POLITE.get(type) ?? silence)();
