import type { SkillRequest } from './skill-request.ts';
import { escapeSsml } from './speech.ts';

/**
 * Where Alexa takes progressive responses. The address comes with the request, and a token goes there, so it has to be
 * one of these.
 * @see https://developer.amazon.com/docs/alexa/custom-skills/send-the-user-a-progressive-response.html
 */
const ALEXA_APIS: ReadonlySet<string> = new Set([
  'https://api.amazonalexa.com',
  'https://api.eu.amazonalexa.com',
  'https://api.fe.amazonalexa.com',
]);

/** Says something before the answer; never fails. */
export interface Progress {
  say(callback: NonNullable<SkillRequest['callback']>, text: string, signal: AbortSignal): Promise<void>;
}

/** @param standIn takes the place of Alexa's addresses, off AWS */
export function createProgress(standIn: string | undefined): Progress {
  return {
    say: async ({ endpoint, token, requestId }, text, signal) => {
      const api = standIn ?? endpoint;
      if (standIn === undefined && !ALEXA_APIS.has(api)) return;
      try {
        const answer = await fetch(`${api}/v1/directives`, {
          method: 'POST',
          redirect: 'error',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token.reveal()}` },
          body: JSON.stringify({
            header: { requestId },
            directive: { type: 'VoicePlayer.Speak', speech: `<speak>${escapeSsml(text)}</speak>` },
          }),
          signal,
        });
        await answer.body?.cancel();
      } catch {
        // It only fills the silence.
      }
    },
  };
}
