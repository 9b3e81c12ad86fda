import { silence } from '../../lib/alexa/skill-responses.ts';
import { noteRejectedResponse } from './rejected-response.ts';
import type { SkillHandler } from './work.ts';

/**
 * Alexa could not use an answer of ours. It says what was wrong with it, and takes no words in return.
 * @see https://developer.amazon.com/docs/alexa/custom-skills/system-interface-reference.html
 */
export const exceptionEncountered: SkillHandler = async ({ request: { error } }, ports) => {
  noteRejectedResponse(error, ports);
  return silence();
};
