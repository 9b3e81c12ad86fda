import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SENTENCES } from '../../lib/speech/sentences.ts';
import { checkSpokenResponse } from '../../local/alexa/checks/spoken-response.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { createResidents } from '../harness/residents.ts';
import { envelope, heard, type SpokenAnswer, slot } from '../harness/spoken.ts';
import { startWorld, type World } from '../harness/world.ts';

const SILENCE = { version: '1.0', response: {} };

let home: Home;
let world: World;
let residents: ReturnType<typeof createResidents>;
let ann: Awaited<ReturnType<typeof residents.move>>;
let said: { text: string; language: string; conversationId: string }[] = [];

beforeAll(async () => {
  home = await startHome();
  world = await startWorld({ homeAddressAllowlist: allowing(home.url) });
  residents = createResidents(world);
  ann = await residents.move(home.url, home.token);
});
beforeEach(() => {
  said = [];
  home.setIntents({});
  home.setAgent((utterance) => {
    said.push(utterance);
    return { speech: 'Fine.' };
  });
});
afterAll(async () => {
  await Promise.all([home.close(), world.close()]);
});

type Request = { type: string; [field: string]: unknown };
const session = (attributes: Record<string, unknown> = {}) => ({ id: 's', isNew: false, attributes });
/** A good request of Ann's, to be bent out of shape. */
const good = (request: Request, attributes?: Record<string, unknown>) =>
  envelope(request, { token: world.alexaToken(ann.sub) }, session(attributes));
const send = async (message: unknown) => (await world.invoke('skill', message)) as SpokenAnswer;
const phrase = (query: unknown): Request => ({
  type: 'IntentRequest',
  intent: { name: 'TurnPhraseIntent', slots: { query } },
});

describe('what is no request of this skill is answered with silence', () => {
  it.each<[string, (message: ReturnType<typeof good>) => unknown]>([
    ['nothing', () => undefined],
    ['a text', () => 'hello'],
    ['a list', (message) => [message]],
    ['no request', ({ request: _none, ...message }) => message],
    ['a request of no type', (message) => ({ ...message, request: { ...message.request, type: undefined } })],
    ['an odd type', (message) => ({ ...message, request: { ...message.request, type: 'Launch Request' } })],
    ['no context', ({ context: _none, ...message }) => message],
    ['no application', (message) => ({ ...message, context: { System: {} } })],
    [
      'another application',
      (message) => ({
        ...message,
        context: {
          System: { ...message.context.System, application: { applicationId: 'amzn1.ask.skill.x' } },
        },
      }),
    ],
    [
      'ours in the session, and another in the context',
      (message) => ({
        ...message,
        context: { System: { ...message.context.System, application: { applicationId: 7 } } },
      }),
    ],
  ])('%s', async (_what, bend) => {
    const before = home.requests().length;
    expect(await send(bend(good({ type: 'LaunchRequest' })))).toEqual(SILENCE);
    expect(home.requests()).toHaveLength(before);
  });

  it.each([
    'AudioPlayer.PlaybackStarted',
    'PlaybackController.NextCommandIssued',
    'Connections.Response',
    'Display.ElementSelected',
    'Alexa.Presentation.APL.UserEvent',
    'Alexa.Authorization.Grant',
    'GameEngine.InputHandlerEvent',
    'Messaging.MessageReceived',
    'toString',
    'constructor',
  ])('%s', async (type) => {
    expect(await send(good({ type, body: { grant: { code: 'x' } } }))).toEqual(SILENCE);
  });
});

it('whether it could do something without its name, it cannot promise', async () => {
  const request = { type: 'CanFulfillIntentRequest', intent: { name: 'X', slots: {} } };
  const answer = await send(good(request));
  expect(checkSpokenResponse(answer, request.type)).toEqual([]);
  expect(answer.response).toEqual({ canFulfillIntent: { canFulfill: 'NO' } });
});

describe('nothing is said', () => {
  const odd = [
    undefined,
    null,
    7,
    'text',
    {},
    { type: 7, message: [] },
    { type: 'X', message: 'y'.repeat(99_999) },
  ];
  it.each(['System.ExceptionEncountered', 'SessionEndedRequest'])('to %s, whatever it says', async (type) => {
    for (const error of odd)
      for (const reason of ['USER_INITIATED', 'ERROR', 'EXCEEDED_MAX_REPROMPTS', undefined, 7, { a: 1 }])
        expect(await send(good({ type, error, cause: { requestId: 'r' }, reason }))).toEqual(SILENCE);
  });

  it('but the home hears of the end, with a reason and an error in any case', async () => {
    const heardBy: unknown[] = [];
    home.setIntents({
      [`${good({ type: 'X' }).context.System.application.applicationId}.SessionEndedRequest`]: (
        variables,
      ) => {
        heardBy.push(variables);
        return {};
      },
    });
    const error = { type: 'INVALID_RESPONSE', message: 'm' };
    await send(good({ type: 'SessionEndedRequest', reason: 'ERROR', error }));
    await send(good({ type: 'SessionEndedRequest' }));
    expect(heardBy).toEqual([
      { reason: 'ERROR', error: JSON.stringify(error) },
      { reason: 'USER_INITIATED', error: 'null' },
    ]);
  });
});

describe('an intent that is odd', () => {
  it.each<[string, Record<string, unknown>]>([
    ['none', {}],
    ['null', { intent: null }],
    ['without a name', { intent: { slots: {} } }],
    ['with an empty name', { intent: { name: '' } }],
  ])('%s: was not understood', async (_what, fields) => {
    const answer = await send(good({ type: 'IntentRequest', ...fields }));
    expect(heard(answer)).toBe(SENTENCES.en.notUnderstood);
    expect(checkSpokenResponse(answer, 'IntentRequest')).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['no slot', undefined],
    ['a slot without a value', slot('query')],
    ['a value that is no text', { name: 'query', value: 7 }],
    ['blanks', slot('query', ' \n ')],
    ['more than anybody says', slot('query', 'very '.repeat(50_000))],
    ['a slot of another shape', ['on']],
  ])('free speech with %s: what shall I do?', async (_what, query) => {
    const answer = await send(good(phrase(query)));
    expect(heard(answer)).toBe(SENTENCES.en.whatNext);
    expect(said).toEqual([]);
  });

  it.each(['toString', 'constructor', '__proto__', 'hasOwnProperty', 'X'.repeat(5_000)])(
    'called %s is one that the home does not have',
    async (name) => {
      const answer = await send(good({ type: 'IntentRequest', intent: { name, slots: { __proto__: 1 } } }));
      expect(heard(answer)).toBe(SENTENCES.en.notConfigured);
    },
  );

  it.each([
    '<speak>hi</speak> & <audio src="x"/>',
    '"}],"conversation_id":"another"',
    '{{ states("lock.front_door") }}',
    '🏠 ünï'.normalize('NFD'),
    '\u0000\u0007',
  ])('words that look like something else are words: %j', async (words) => {
    home.setAgent(({ text, conversationId }) => {
      said.push({ text, language: '', conversationId });
      return { speech: `You said ${text}` };
    });
    const answer = await send(good(phrase(slot('query', words))));
    expect(said[0]?.text).toBe(`turn ${words}`);
    expect(said[0]?.conversationId).not.toBe('another');
    expect(checkSpokenResponse(answer, 'IntentRequest')).toEqual([]);
    expect(answer.response.outputSpeech?.type).toBe('PlainText');
  });
});

describe('a locale', () => {
  it.each<[unknown, 'en' | 'de', string]>([
    ['de-AT', 'de', 'de-AT'],
    ['fr-FR', 'en', 'fr-FR'],
    [undefined, 'en', 'en-US'],
    [7, 'en', 'en-US'],
    ['', 'en', 'en-US'],
    ['de-DE; DROP', 'en', 'en-US'],
    ['constructor', 'en', 'en-US'],
  ])('%j', async (locale, language, passedOn) => {
    const { request, ...message } = good({ type: 'LaunchRequest' });
    const answer = await send({ ...message, request: { ...request, locale } });
    expect(heard(answer)).toBe(SENTENCES[language].welcome('Home'));
    await send({ ...message, request: { ...request, ...phrase(slot('query', 'on')), locale } });
    expect(said.map((one) => one.language)).toEqual([passedOn]);
  });
});

describe('a session that was tampered with, or is of another version, is a new one', () => {
  it.each<[string, Record<string, unknown>]>([
    ['another version', { v: 2, home: 'k', conversation: 'c' }],
    ['no version', { home: 'k', conversation: 'c' }],
    ['a conversation without a home', { v: 1, conversation: 'c' }],
    ['odd types', { v: 1, home: ['k'], conversation: { id: 1 } }],
    ['a home of any length', { v: 1, home: 'k'.repeat(100_000), conversation: 'c' }],
  ])('%s', async (_what, attributes) => {
    await send(good(phrase(slot('query', 'on')), attributes));
    expect(said.map(({ conversationId }) => conversationId)).not.toContain('c');
    const answer = await send(
      good({ type: 'IntentRequest', intent: { name: 'AMAZON.HelpIntent' } }, attributes),
    );
    expect(checkSpokenResponse(answer, 'IntentRequest')).toEqual([]);
    expect(answer.sessionAttributes).toEqual({ v: 1, home: ann.key });
  });

  it('a conversation of any length is none', async () => {
    const attributes = { v: 1, home: ann.key, conversation: 'c'.repeat(30_000) };
    const answer = await send(
      good({ type: 'IntentRequest', intent: { name: 'AMAZON.HelpIntent' } }, attributes),
    );
    expect(answer.sessionAttributes).toEqual({ v: 1, home: ann.key });
  });

  it('no session at all', async () => {
    const { session: _none, ...message } = good(phrase(slot('query', 'on')));
    expect(heard(await send(message))).toBe('Fine.');
  });
});

it('whatever comes is answered as its type wants it, or with silence, and never fails', async () => {
  const types = [
    'LaunchRequest',
    'IntentRequest',
    'SessionEndedRequest',
    'CanFulfillIntentRequest',
    'System.ExceptionEncountered',
    'AudioPlayer.PlaybackFailed',
  ];
  const bent = fc.record({
    session: fc.oneof(fc.jsonValue(), fc.record({ attributes: fc.jsonValue(), sessionId: fc.jsonValue() })),
    type: fc.constantFrom(...types),
    fields: fc.dictionary(
      fc.constantFrom('intent', 'locale', 'error', 'reason', 'requestId', 'dialogState', 'other'),
      fc.oneof(fc.jsonValue(), fc.record({ name: fc.string(), slots: fc.jsonValue() })),
    ),
  });
  await fc.assert(
    fc.asyncProperty(bent, fc.boolean(), async ({ session: odd, type, fields }, isLinked) => {
      const message = envelope({ type }, isLinked ? { token: world.alexaToken(ann.sub) } : {}, session());
      const request = { ...message.request, ...fields, type };
      const answer = await send(JSON.parse(JSON.stringify({ ...message, session: odd, request })));
      expect(checkSpokenResponse(answer, type), JSON.stringify([request, answer])).toEqual([]);
    }),
    { numRuns: 150 },
  );
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (anything) => {
      expect(await send(anything)).toEqual(SILENCE);
    }),
    { numRuns: 100 },
  );
});
