import { randomUUID } from 'node:crypto';
import type { ForHome, To } from './messages.ts';

/** What is said to the custom skill, by name. */
export const SENTENCES = {
  /** "Alexa, ask jarvis to turn on the kitchen light": free speech, which the home's assistant understands and does. */
  Sentence: {
    request: {
      type: 'IntentRequest',
      intent: {
        name: 'TurnPhraseIntent',
        confirmationStatus: 'NONE',
        slots: { query: { name: 'query', value: 'on kitchen light', confirmationStatus: 'NONE' } },
      },
    },
    path: '/api/conversation/process',
    body: () => ({ text: 'turn on kitchen light', language: 'en-US' }),
    heard: /^Turned on Kitchen light/,
  },
  /** "Alexa, open jarvis", at a home that has nothing set up for it: names of scenes and scripts go with the answer. */
  Launch: {
    request: { type: 'LaunchRequest' },
    path: '/api/alexa',
    body: ({ skillId }: To) => {
      const application = { applicationId: skillId };
      return { version: '1.0', session: { new: true, application }, request: { type: 'LaunchRequest' } };
    },
    heard: /is listening|not yet configured/,
  },
} as const;

export type SentenceName = keyof typeof SENTENCES;

export const isSentence = (name: string): name is SentenceName => Object.hasOwn(SENTENCES, name);

/** A request as Alexa sends it to the skill. */
export function sentenceForSkill(name: SentenceName, { token, skillId }: To): object {
  const application = { applicationId: skillId };
  const user = { userId: 'amzn1.ask.account.BENCH', accessToken: token };
  return {
    version: '1.0',
    session: {
      new: true,
      sessionId: `amzn1.echo-api.session.${randomUUID()}`,
      application,
      user,
      attributes: {},
    },
    context: {
      System: {
        application,
        user,
        device: { deviceId: 'amzn1.ask.device.BENCH', supportedInterfaces: {} },
        apiEndpoint: 'https://api.amazonalexa.com',
        apiAccessToken: randomUUID(),
      },
    },
    request: {
      requestId: `amzn1.echo-api.request.${randomUUID()}`,
      timestamp: new Date().toISOString(),
      locale: 'en-US',
      ...SENTENCES[name].request,
    },
  };
}

/** The same, said to the home itself. */
export const sentenceForHome = (name: SentenceName, to: To): ForHome => ({
  path: SENTENCES[name].path,
  body: SENTENCES[name].body(to),
});

interface SomeAnswer {
  response?: {
    outputSpeech?: { text?: unknown };
    directives?: { type?: unknown }[];
    speech?: { plain?: { speech?: unknown } };
  };
}

/** Whether the right thing is heard, and through the function names were taught at a launch. */
export function isGoodAnswer(name: SentenceName, answer: unknown): boolean {
  const { outputSpeech, speech, directives } = (answer as SomeAnswer).response ?? {};
  const text = String(outputSpeech?.text ?? speech?.plain?.speech);
  const taught = directives?.some(({ type }) => type === 'Dialog.UpdateDynamicEntities') ?? false;
  return SENTENCES[name].heard.test(text) && (!/listening/.test(text) || taught);
}
