import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ScriptAnswer } from '../../local/demo-home/speech/intents.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { createResidents, SAID } from '../harness/residents.ts';
import { heard } from '../harness/spoken.ts';
import { SKILL_ID, startWorld, type World } from '../harness/world.ts';

let home: Home;
let world: World;
let residents: ReturnType<typeof createResidents>;
let ann: Awaited<ReturnType<typeof residents.move>>;

beforeAll(async () => {
  home = await startHome();
  world = await startWorld({ homeAddressAllowlist: allowing(home.url) });
  residents = createResidents(world);
  ann = await residents.move(home.url, home.token);
});
beforeEach(() => {
  home.setFault(undefined);
  home.setIntents({});
});
afterAll(async () => {
  await Promise.all([home.close(), world.close()]);
});

/** What is made of a script's answer. */
async function answered(answer: ScriptAnswer) {
  home.setIntents({ [SKILL_ID]: () => answer });
  return SAID.launch(ann.speaker());
}

const json = (body: unknown) =>
  home.setFault({ body: JSON.stringify(body), contentType: 'application/json' });
const response = (fields: object) => ({ version: '1.0', sessionAttributes: {}, response: fields });

describe('what a script says', () => {
  it('in SSML stays SSML', async () => {
    const answer = await answered({
      speech: { type: 'ssml', text: 'It is <emphasis>very</emphasis> late.' },
    });
    expect(heard(answer)).toBe('<speak>It is <emphasis>very</emphasis> late.</speak>');
  });

  it('in broken SSML is said all the same', async () => {
    const answer = await answered({ speech: { type: 'ssml', text: 'It is <b>very late & cold.' } });
    expect(answer.response.outputSpeech).toEqual({ type: 'PlainText', text: 'It is very late & cold.' });
  });

  it('is nothing: then nothing is said', async () => {
    expect((await answered({ speech: { text: '' } })).response).toEqual({ shouldEndSession: true });
    expect(heard(await answered({}))).toBe('Okay.');
  });

  it('of any length fits', async () => {
    const text = 'A very long sentence about nothing at all. '.repeat(600);
    const answer = await answered({
      speech: { text },
      reprompt: { type: 'ssml', text },
      card: { title: text, content: text },
    });
    expect(heard(answer)?.length).toBeGreaterThan(7_500);
    expect(answer.response.shouldEndSession).toBe(false);
  });
});

describe('what a hostile home sends besides its words is dropped', () => {
  const words = { outputSpeech: { type: 'PlainText', text: 'Hi.' } };
  it.each<[string, object]>([
    ['directives', { directives: [{ type: 'AudioPlayer.Play', audioItem: {} }] }],
    ['a request for permissions', { card: { type: 'AskForPermissionsConsent', permissions: ['x'] } }],
    ['a card for linking', { card: { type: 'LinkAccount' } }],
    [
      'a picture',
      { card: { type: 'Standard', title: 'T', text: 'x', image: { smallImageUrl: 'http://x' } } },
    ],
    ['promises', { canFulfillIntent: { canFulfill: 'YES' }, apiResponse: {}, experimentation: {} }],
    ['an open microphone', { shouldEndSession: false }],
    ['another play', { outputSpeech: { ...words.outputSpeech, playBehavior: 'REPLACE_ALL', ssml: '<x>' } }],
  ])('%s', async (_what, fields) => {
    json(response({ ...words, ...fields }));
    const answer = await SAID.intent(ann.speaker());
    expect(answer).toEqual({ version: '1.0', response: { ...words, shouldEndSession: true } });
  });

  it('attributes of the session', async () => {
    const reprompt = { outputSpeech: { type: 'PlainText', text: 'Sure?' } };
    json({
      ...response({ ...words, reprompt, shouldEndSession: false }),
      sessionAttributes: { v: 1, home: 'another', conversation: 'another' },
    });
    const answer = await SAID.intent(ann.speaker());
    expect(answer.sessionAttributes).toEqual({ v: 1, home: ann.key });
  });
});

describe('what an assistant says', () => {
  it.each<[string, unknown, string]>([
    ['nothing', { speech: {} }, 'Okay.'],
    ['no words', { speech: { plain: { speech: null } } }, 'Okay.'],
    ['blanks', { speech: { plain: { speech: ' \n\u0000 ' } } }, 'Okay.'],
    ['markup', { speech: { plain: { speech: '<speak>Hi & bye</speak>' } } }, '<speak>Hi & bye</speak>'],
  ])('%s', async (_what, spoken, expected) => {
    json({ response: spoken, conversation_id: null, continue_conversation: null });
    const answer = await SAID.phrase(ann.speaker());
    expect(heard(answer)).toBe(expected);
    expect(answer.response.shouldEndSession).toBe(true);
  });

  it('an older release asks back with a question mark', async () => {
    json({ response: { speech: { plain: { speech: 'Which one?' } } }, conversation_id: 'c1' });
    const answer = await SAID.phrase(ann.speaker());
    expect(answer.sessionAttributes).toEqual({ v: 1, home: ann.key, conversation: 'c1' });
  });

  it('in a conversation whose id is too long to carry goes on without it', async () => {
    const speech = { plain: { speech: 'Which one?' } };
    json({ response: { speech }, conversation_id: 'c'.repeat(30_000), continue_conversation: true });
    const answer = await SAID.phrase(ann.speaker());
    expect(answer.sessionAttributes).toEqual({ v: 1, home: ann.key });
  });
});

it('whatever a home answers, Alexa can use what it gets', async () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('<speak>', 'x'.repeat(8_100), '?'));
  const output = fc.oneof(
    fc.record({ type: fc.constantFrom('PlainText', 'SSML'), text, ssml: text }),
    fc.jsonValue(),
  );
  const card = fc.oneof(
    fc.record({ type: fc.constant('Simple'), title: text, content: text }),
    fc.jsonValue(),
  );
  const anything = fc.record(
    {
      response: fc.oneof(
        fc.record(
          {
            outputSpeech: output,
            card,
            reprompt: fc.record({ outputSpeech: output }),
            shouldEndSession: fc.boolean(),
            directives: fc.array(fc.jsonValue()),
            speech: fc.record({ plain: fc.record({ speech: text }) }),
          },
          { requiredKeys: [] },
        ),
        fc.jsonValue(),
      ),
      sessionAttributes: fc.jsonValue(),
      conversation_id: fc.oneof(text, fc.jsonValue()),
      continue_conversation: fc.boolean(),
    },
    { requiredKeys: ['response'] },
  );
  const ways = fc.constantFrom(...Object.values(SAID));
  await fc.assert(
    fc.asyncProperty(anything, ways, async (body, say) => {
      json(body);
      // Whoever speaks checks each answer.
      await say(ann.speaker());
    }),
    { numRuns: 250 },
  );
});
