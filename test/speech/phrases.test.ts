import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeModel } from '../../infra/skill/make-model.ts';
import { LANGUAGES, type Language } from '../../lib/speech/language.ts';
import { CONVERSE_INTENT, isPhraseIntent, PHRASES, sentenceOf } from '../../lib/speech/phrases.ts';

/** The phrase intent whose longest beginning fits, as Alexa would choose, and the words behind it. */
function heard(said: string, language: Language): { intent: string; query: string } | undefined {
  const { intents } = makeModel(language === 'de' ? 'de-DE' : 'en-US').interactionModel.languageModel;
  const fits = intents
    .filter(({ name }) => isPhraseIntent(name))
    .flatMap(({ name, samples }) =>
      samples
        .map((sample) => sample.replace('{query}', ''))
        .filter((beginning) => said.startsWith(beginning))
        .map((beginning) => ({
          intent: name,
          query: said.slice(beginning.length),
          length: beginning.length,
        })),
    );
  return fits.toSorted((a, b) => b.length - a.length)[0];
}

/** What reaches the home's assistant when somebody says this to the skill. */
function understood(said: string, language: Language): string | undefined {
  const intent = heard(said, language);
  return intent === undefined ? undefined : sentenceOf(intent.intent, intent.query, language);
}

// The right-hand sentences were tried on Home Assistant's own recogniser with its English and German sentences.
describe('what is said to the skill reaches the home as', () => {
  test.each([
    ['turn on the kitchen light', 'turn on the kitchen light'],
    ['please turn off the kitchen light', 'turn off the kitchen light'],
    ['to turn on the lights in the kitchen', 'turn on the lights in the kitchen'],
    ['and set the kitchen light to fifty percent', 'set the kitchen light to fifty percent'],
    ['shut the garage door', 'close the garage door'],
    ['unpause the tv', 'resume the tv'],
    ['add milk to my shopping list', 'add milk to my shopping list'],
    ['is the front door locked', 'is the front door locked'],
    ['are any lights on', 'are any lights on'],
    ["what's the outside temperature", 'what is the outside temperature'],
    ['how warm is it in the kitchen', 'how warm is it in the kitchen'],
    ["who's in the garden", 'who is in the garden'],
    ['if the front door is locked', 'is the front door locked'],
    ['whether the kitchen light is on', 'is the kitchen light on'],
    ['if any lights are on', 'are any lights on'],
    ['tell me if there are any lights on', 'are there any lights on'],
    ['what the outside temperature is', 'what is the outside temperature'],
    ['what the temperature is in the kitchen', 'what is the temperature in the kitchen'],
    ['tell me what the temperature in the kitchen is', 'what is the temperature in the kitchen'],
    ['how warm it is in the bedroom', 'how warm is it in the bedroom'],
    ['how many lights are on', 'how many lights are on'],
    ['where anna is', 'where is anna'],
    ['where is anna', 'where is anna'],
    ['can you turn on the kitchen light', 'turn on the kitchen light'],
    ['could you please turn off the kitchen light', 'turn off the kitchen light'],
    ['tell the house to turn on the kitchen light', 'turn on the kitchen light'],
    ['tell me the status of the washing machine', 'tell me the status of the washing machine'],
    ['the kitchen light off', 'the kitchen light off'],
    ['lights off in the kitchen', 'lights off in the kitchen'],
    // A condition stays a condition.
    ['if the window is open turn off the heating', 'if the window is open turn off the heating'],
    ['if it rains close the windows', 'if it rains close the windows'],
  ])('%s: %s', (said, sentence) => {
    expect(understood(said, 'en')).toBe(sentence);
  });

  test.each([
    ['schalte das küchenlicht ein', 'schalte das küchenlicht ein'],
    ['schalte bitte das küchenlicht aus', 'schalte das küchenlicht aus'],
    ['bitte schalt das küchenlicht ein', 'schalte das küchenlicht ein'],
    ['und mach das licht in der küche aus', 'mache das licht in der küche aus'],
    ['stell die temperatur auf zwanzig grad', 'stelle die temperatur auf zwanzig grad'],
    ['fahr die rollläden in der küche hoch', 'fahre die rollläden in der küche hoch'],
    ['sperr die haustür auf', 'sperre die haustür auf'],
    ['füge milch zur einkaufsliste hinzu', 'füge milch zur einkaufsliste hinzu'],
    ['schreib milch auf die einkaufsliste', 'schreibe milch auf die einkaufsliste'],
    ['ist das küchenlicht an', 'ist das küchenlicht an'],
    ['wie warm ist es in der küche', 'wie warm ist es in der küche'],
    ['wie warm es in der küche ist', 'wie warm ist es in der küche'],
    ['welche lichter an sind', 'welche lichter sind an'],
    ['welches fenster ist offen', 'welche fenster ist offen'],
    ['wie viele lichter an sind', 'wie viele lichter sind an'],
    ['wie viele lichter sind an', 'wie viele lichter sind an'],
    ['was die außentemperatur ist', 'was ist die außentemperatur'],
    ['wo anna ist', 'wo ist anna'],
    ['ob die haustür verriegelt ist', 'ist die haustür verriegelt'],
    ['ob das licht an ist im bad', 'ist das licht an im bad'],
    ['ob in der küche noch licht brennt', 'brennt in der küche noch licht'],
    ['sag mir ob das küchenlicht an ist', 'ist das küchenlicht an'],
    ['sag mir wie warm es in der küche ist', 'wie warm ist es in der küche'],
    ['kannst du das küchenlicht einschalten', 'das küchenlicht einschalten'],
    ['könntest du bitte das küchenlicht ausschalten', 'das küchenlicht ausschalten'],
    ['dass du das küchenlicht einschalten sollst', 'das küchenlicht einschalten'],
    ['dass ich zuhause bin', 'ich bin zuhause'],
    ['das licht in der küche an', 'das licht in der küche an'],
    ['alle lichter aus', 'alle lichter aus'],
    ['wie spät ist es', 'wie spät ist es'],
    ['was ist los', 'was ist los'],
  ])('%s: %s', (said, sentence) => {
    expect(understood(said, 'de')).toBe(sentence);
  });
});

test('in a conversation everything is said as it is', () => {
  expect(sentenceOf(CONVERSE_INTENT, 'the one in the kitchen', 'en')).toBe('the one in the kitchen');
  expect(sentenceOf(CONVERSE_INTENT, 'das in der Küche', 'de')).toBe('das in der Küche');
});

test('an intent that a language does not have is only its words', () => {
  expect(sentenceOf('LightsPhraseIntent', 'im Bad aus', 'de')).toBe('im Bad aus');
});

test.each(LANGUAGES)('%s: whatever is said, something is left, and no word is made up', (language) => {
  const word = fc.oneof(
    fc.constantFrom(
      'if',
      'is',
      'the',
      'ob',
      'ist',
      'dass',
      'du',
      'sollst',
      'to',
      'please',
      'bitte',
      'wie',
      'what',
      'tell',
      'me',
    ),
    fc.stringMatching(/^[a-zäöü]{1,8}$/),
  );
  const query = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(' '));
  fc.assert(
    fc.property(fc.constantFrom(...PHRASES[language]), query, ({ intent, beginning }, said) => {
      const sentence = sentenceOf(intent, said, language);
      expect(sentence).not.toBe('');
      const known = new Set(`${beginning} ${said}`.split(' '));
      expect(sentence.split(' ').filter((one) => !known.has(one))).toEqual([]);
    }),
  );
});
