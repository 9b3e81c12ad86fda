import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { checkSpokenResponse } from '../../local/alexa/checks/spoken-response.ts';
import { SKILL_ID, type World } from './world.ts';

/** An answer, as far as tests look into it. */
export interface SpokenAnswer {
  version: string;
  sessionAttributes?: Record<string, unknown>;
  response: {
    outputSpeech?: { type: string; text?: string; ssml?: string };
    card?: { type: string; title?: string; content?: string };
    reprompt?: { outputSpeech: { type: string; text?: string; ssml?: string } };
    directives?: { type: string; [field: string]: unknown }[];
    canFulfillIntent?: { canFulfill: string };
    shouldEndSession?: boolean;
  };
}

/** A slot as Alexa sends it, optionally taken for one of its values. */
export const slot = (name: string, value?: string, match?: { id: string; name: string }) => ({
  name,
  confirmationStatus: 'NONE',
  ...(value !== undefined && { value }),
  ...(match !== undefined && {
    resolutions: {
      resolutionsPerAuthority: [
        {
          authority: `amzn1.er-authority.echo-sdk.dynamic.${SKILL_ID}.${name}s`,
          status: { code: 'ER_SUCCESS_MATCH' },
          values: [{ value: match }],
        },
      ],
    },
  }),
});

export interface SpeakerOptions {
  /** Without one, no account is linked. */
  token?: string;
  locale?: string;
  userId?: string;
  applicationId?: string;
}

/** What every request has around it. */
export function envelope(
  request: { type: string; [field: string]: unknown },
  { token, locale = 'en-US', userId = 'amzn1.ask.account.SPEAKER', applicationId = SKILL_ID }: SpeakerOptions,
  session: { id: string; isNew: boolean; attributes: Record<string, unknown> },
) {
  const application = { applicationId };
  const user = { userId, ...(token !== undefined && { accessToken: token }) };
  return {
    version: '1.0',
    session: { new: session.isNew, sessionId: session.id, application, user, attributes: session.attributes },
    context: {
      System: {
        application,
        user,
        device: { deviceId: 'amzn1.ask.device.D', supportedInterfaces: {} },
        apiEndpoint: 'https://api.amazonalexa.com',
        apiAccessToken: 'canary-api-access-token',
      },
    },
    request: {
      requestId: `amzn1.echo-api.request.${randomUUID()}`,
      timestamp: new Date().toISOString(),
      locale,
      ...request,
    },
  };
}

/**
 * Somebody who speaks with the skill, one session after the other: what an answer leaves in the session comes back with
 * the next sentence, and every answer is checked against Alexa's rules.
 */
export function createSpeaker(world: World, options: SpeakerOptions) {
  const begin = () => ({ id: `amzn1.echo-api.session.${randomUUID()}`, isNew: true, attributes: {} });
  let session: Parameters<typeof envelope>[2] = begin();

  async function send(request: { type: string; [field: string]: unknown }, remainingMs?: number) {
    const message = envelope(request, options, session);
    const answer = (await world.invoke('skill', message, remainingMs)) as SpokenAnswer;
    expect(checkSpokenResponse(answer, request.type), JSON.stringify(answer)).toEqual([]);
    const goesOn = answer.response.shouldEndSession === false;
    session = goesOn ? { ...session, isNew: false, attributes: answer.sessionAttributes ?? {} } : begin();
    return answer;
  }

  return {
    send,
    launch: () => send({ type: 'LaunchRequest' }),
    intent: (name: string, slots: ReturnType<typeof slot>[] = [], remainingMs?: number) =>
      send(
        {
          type: 'IntentRequest',
          dialogState: 'STARTED',
          intent: {
            name,
            confirmationStatus: 'NONE',
            slots: Object.fromEntries(slots.map((one) => [one.name, one])),
          },
        },
        remainingMs,
      ),
    /** Free speech, said in answer to a question. */
    say: (text: string) =>
      send({
        type: 'IntentRequest',
        intent: { name: 'ConverseIntent', confirmationStatus: 'NONE', slots: { query: slot('query', text) } },
      }),
    end: (reason = 'USER_INITIATED') => send({ type: 'SessionEndedRequest', reason }),
    attributes: () => session.attributes,
  };
}

/** What is heard. */
export const heard = ({ response: { outputSpeech } }: SpokenAnswer): string | undefined =>
  outputSpeech?.text ?? outputSpeech?.ssml;
