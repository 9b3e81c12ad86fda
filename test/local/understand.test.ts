import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Locale } from '../../infra/skill/locales.ts';
import { makeModel } from '../../infra/skill/make-model.ts';
import { languageOf } from '../../lib/speech/language.ts';
import { sentenceOf } from '../../lib/speech/phrases.ts';
import { type Hearing, understand } from '../../local/alexa/speech/understand.ts';

const hearing = (locale: Locale, more: Partial<Hearing> = {}): Hearing => ({
  model: makeModel(locale).interactionModel,
  language: languageOf(locale),
  skillId: 'amzn1.ask.skill.test',
  taught: [],
  ...more,
});

interface Understood {
  name: string;
  slots: Record<string, { value?: string; resolutions?: object }>;
}
const heard = (utterance: string, given: Hearing) => understand(utterance, given) as unknown as Understood;
const valuesOf = ({ slots }: Understood) =>
  Object.fromEntries(Object.entries(slots).map(([name, { value }]) => [name, value]));

describe('a sentence', () => {
  test.each<[Locale, string, string, Record<string, string>]>([
    ['en-US', 'Stop!', 'AMAZON.StopIntent', {}],
    ['en-GB', 'help', 'AMAZON.HelpIntent', {}],
    ['de-DE', 'Ja, bitte', 'AMAZON.YesIntent', {}],
    ['en-US', 'Turn on the kitchen light.', 'TurnPhraseIntent', { query: 'on the kitchen light' }],
    ['en-US', 'activate movie time', 'ActivateSceneIntent', { Scene: 'movie time' }],
    ['en-US', 'run the script good night', 'RunScriptIntent', { Script: 'good night' }],
    ['de-DE', 'aktiviere die Szene Filmabend', 'ActivateSceneIntent', { Scene: 'filmabend' }],
    ['en-US', 'Where is Kim?', 'LocateIntent', { User: 'kim' }],
    ['en-US', 'xyzzy', 'AMAZON.FallbackIntent', {}],
  ])('%s: %s is %s', (locale, utterance, name, slots) => {
    const understood = heard(utterance, hearing(locale));
    expect(understood.name).toBe(name);
    expect(valuesOf(understood)).toEqual(slots);
  });

  test.each<[Locale, string]>([
    ['en-US', 'turn off everything downstairs'],
    ['en-US', 'what is the temperature in the garden'],
    ['de-DE', 'schalte das licht in der küche ein'],
    ['de-DE', 'wie warm ist es im bad'],
  ])('%s: %s arrives whole', (locale, utterance) => {
    const { name, slots } = heard(utterance, hearing(locale));
    expect(sentenceOf(name, slots.query?.value ?? '', languageOf(locale))).toBe(utterance);
  });

  test('that was asked for arrives whole, unless it fits an intent exactly', () => {
    const elicited = { intent: 'ConverseIntent', slot: 'query' };
    const asked = hearing('en-US', { elicited });
    expect(heard('turn on the lamp', asked)).toMatchObject({
      name: 'ConverseIntent',
      slots: { query: { value: 'turn on the lamp' } },
    });
    expect(heard('activate movie time', asked).name).toBe('ActivateSceneIntent');
    expect(heard('yes', asked).name).toBe('AMAZON.YesIntent');
  });

  test('is taken for a value that the skill taught', () => {
    const taught = [{ type: 'Scenes', id: 'lovely', name: 'Lovely evening' }];
    expect(heard('activate lovely evening', hearing('en-US', { taught })).slots.Scene).toMatchObject({
      value: 'lovely evening',
      resolutions: {
        resolutionsPerAuthority: [
          {
            authority: 'amzn1.er-authority.echo-sdk.dynamic.amzn1.ask.skill.test.Scenes',
            status: { code: 'ER_SUCCESS_MATCH' },
            values: [{ value: { id: 'lovely', name: 'Lovely evening' } }],
          },
          { status: { code: 'ER_SUCCESS_NO_MATCH' } },
        ],
      },
    });
  });

  test('is always made an intent of the model', () => {
    const given = hearing('de-DE');
    const known = given.model.languageModel.intents.map(({ name }) => name);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (utterance) => {
        expect(known).toContain(heard(utterance, given).name);
      }),
    );
  });
});
