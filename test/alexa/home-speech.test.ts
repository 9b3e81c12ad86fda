import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readHomeSpeech } from '../../lib/alexa/home-speech.ts';
import { ask, keepQuiet, tell } from '../../lib/alexa/skill-responses.ts';
import { plain } from '../../lib/alexa/speech.ts';
import { HomeAnswerInvalid } from '../../lib/outcomes/home.ts';
import { checkSpokenResponse } from '../../local/alexa/checks/spoken-response.ts';

const answer = (response: unknown) => ({ version: '1.0', sessionAttributes: {}, response });
const saying = (outputSpeech: unknown) => readHomeSpeech(answer({ outputSpeech }));
const ssml = (text: string) => saying({ type: 'SSML', ssml: text }).speech;

describe('SSML', () => {
  test.each<[string, string]>([
    ['<speak>Hello</speak>', '<speak>Hello</speak>'],
    ['Hello', '<speak>Hello</speak>'],
    ['  <speak>Hello</speak>\n', '<speak>Hello</speak>'],
    [
      '<amazon:effect name="whispered">psst</amazon:effect>',
      '<speak><amazon:effect name="whispered">psst</amazon:effect></speak>',
    ],
    [
      'Ding <audio src="soundbank://soundlibrary/bell"/> dong',
      '<speak>Ding <audio src="soundbank://soundlibrary/bell"/> dong</speak>',
    ],
    [
      '<speak><audio src="https://x.example/a?b=1&c=2"/></speak>',
      '<speak><audio src="https://x.example/a?b=1&amp;c=2"/></speak>',
    ],
    ['Salt & pepper, &amp; &#233;', '<speak>Salt &amp; pepper, &amp; &#233;</speak>'],
    [
      '<prosody rate=\'slow\'>One</prosody><break time="1s"/>two',
      '<speak><prosody rate=\'slow\'>One</prosody><break time="1s"/>two</speak>',
    ],
  ])('%s stays what its author wrote', (written, expected) => {
    expect(ssml(written)).toEqual({ type: 'SSML', ssml: expected });
  });

  test.each<[string, string]>([
    ['<speak>Open', 'Open'],
    ['<b>Bold</i>', 'Bold'],
    ['2 < 3', '2 < 3'],
    ['<speak>One</speak><speak>two</speak>', 'One two'],
    ['<speak>One</speak> and more', 'One and more'],
    ['<speak>A<speak>b</speak></speak>', 'A b'],
    ['<!-- hidden --><speak>Said</speak>', 'Said'],
    [`<speak>${'long '.repeat(2_000)}</speak>`, `${'long '.repeat(1_599)}long…`],
    [`${'<audio src="https://x.example/a.mp3"/>'.repeat(6)}All`, 'All'],
  ])('%s is said as plain text, since Alexa could not read it', (written, expected) => {
    expect(ssml(written)).toEqual(plain(expected));
  });

  test.each(['', ' ', '<speak></speak>', '<speak> </speak>', '<speak><p></p></speak>', '</speak>'])(
    'nothing to say: %j',
    (written) => {
      expect(saying({ type: 'SSML', ssml: written })).toMatchObject({ isSilent: true });
      expect(ssml(written)).toBeUndefined();
    },
  );

  test('a sound alone is something to say', () => {
    expect(ssml('<audio src="soundbank://soundlibrary/bell"/>')?.type).toBe('SSML');
  });
});

describe('a session stays open', () => {
  const reprompt = { outputSpeech: { type: 'PlainText', text: 'Anything else?' } };
  test.each<[string, object, boolean]>([
    ['with a question', { reprompt, shouldEndSession: false }, false],
    ['not with a question that nobody waits for', { reprompt, shouldEndSession: true }, true],
    ['not with a question alone', { reprompt }, true],
    ['not without a question', { shouldEndSession: false }, true],
    ['not with an empty question', { reprompt: {}, shouldEndSession: false }, true],
  ])('%s', (_what, response, endsSession) => {
    expect(readHomeSpeech(answer(response)).endsSession).toBe(endsSession);
  });
});

describe('a card', () => {
  test.each<[string, object, object | undefined]>([
    ['Simple', { type: 'Simple', title: 'T', content: 'C' }, { type: 'Simple', title: 'T', content: 'C' }],
    ['Simple without a title', { type: 'Simple', content: 'C' }, { type: 'Simple', title: '', content: 'C' }],
    ['Simple without words', { type: 'Simple', title: 'T', content: ' ' }, undefined],
    ['Standard', { type: 'Standard', title: 'T', text: 'C', image: {} }, undefined],
    ['LinkAccount, which is not the home’s to show', { type: 'LinkAccount' }, undefined],
    ['of no kind', { type: 'X' }, undefined],
    ['that cannot be read', { type: 'Simple', title: 7, content: [] }, undefined],
  ])('%s', (_what, card, expected) => {
    const read = readHomeSpeech(answer({ outputSpeech: { type: 'PlainText', text: 'Hi' }, card }));
    expect(read.card).toEqual(expected);
    expect(read.speech).toEqual(plain('Hi'));
  });
});

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('<speak>', '</speak>', '<b>', '</b>', '&', '<audio src="x"/>', ' ', 'x'.repeat(9_000)),
);
const output = fc.record(
  {
    type: fc.constantFrom('PlainText', 'SSML', 'Else'),
    text,
    ssml: fc.array(text, { maxLength: 6 }).map((parts) => parts.join('')),
  },
  { requiredKeys: ['type'] },
);
const hostile = fc.record(
  {
    outputSpeech: fc.oneof(output, fc.jsonValue()),
    card: fc.oneof(
      fc.record({ type: fc.constantFrom('Simple', 'Standard', 'LinkAccount'), title: text, content: text }),
      fc.jsonValue(),
    ),
    reprompt: fc.oneof(fc.record({ outputSpeech: output }), fc.jsonValue()),
    shouldEndSession: fc.oneof(fc.boolean(), fc.jsonValue()),
    directives: fc.array(fc.jsonValue()),
  },
  { requiredKeys: [] },
);

test('whatever a home answers is fit for Alexa, or no answer', () => {
  fc.assert(
    fc.property(fc.oneof(hostile.map(answer), fc.dictionary(fc.string(), fc.jsonValue())), (anything) => {
      let read: ReturnType<typeof readHomeSpeech>;
      try {
        read = readHomeSpeech(anything);
      } catch (error) {
        expect(error).toBeInstanceOf(HomeAnswerInvalid);
        return;
      }
      const extras = read.card === undefined ? {} : { card: read.card };
      const said = read.speech ?? plain('Okay.');
      const answers = [tell(said, extras), keepQuiet(extras)];
      if (read.reprompt !== undefined) answers.push(ask(said, read.reprompt, {}, extras));
      for (const one of answers) expect(checkSpokenResponse(one, 'IntentRequest')).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
