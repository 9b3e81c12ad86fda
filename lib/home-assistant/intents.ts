import type { Deadline } from '../deadline.ts';
import { IntentsNotEnabled } from '../outcomes/speech.ts';
import { isHtml, jsonObjectOf } from './answers.ts';
import type { HomeAccess } from './home-access.ts';
import type { Transport } from './transport.ts';

export const INTENTS_PATH = '/api/alexa';

/** Alexa takes 120 KB; what is more cannot be passed on anyway. */
const MAX_ANSWER_BYTES = 256 * 1024;

/**
 * Hands a request of the custom skill to the home, which runs its `intent_script` of that name and answers when the
 * script is done.
 * @param message the whole request, without tokens
 * @returns the home's answer, any JSON object
 * @throws {IntentsNotEnabled} and any other outcome of `lib/outcomes/home.ts`
 * @see homeassistant/components/alexa/intent.py
 */
export async function postIntent(
  transport: Transport,
  home: HomeAccess,
  message: object,
  deadline: Deadline,
): Promise<Record<string, unknown>> {
  const answer = await transport.request(
    home,
    {
      method: 'POST',
      path: INTENTS_PATH,
      body: { contentType: 'application/json', text: JSON.stringify(message) },
      authorized: true,
      // A script that runs twice is not what was said.
      repeatable: false,
      lingers: true,
      maxBytes: MAX_ANSWER_BYTES,
    },
    deadline,
  );
  if (answer.status === 404 && !isHtml(answer)) throw new IntentsNotEnabled();
  return jsonObjectOf(answer);
}
