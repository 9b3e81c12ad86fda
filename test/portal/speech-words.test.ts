import { describe, expect, test } from 'vitest';
import { makeModel } from '../../infra/skill/make-model.ts';
import { DEFAULT_INVOCATION_NAMES, parseInvocationNames } from '../../lib/speech/invocation-names.ts';
import { LANGUAGES, type Language } from '../../lib/speech/language.ts';
import { sentenceOf } from '../../lib/speech/phrases.ts';
import { transcribed, understand } from '../../local/alexa/speech/understand.ts';
import { de } from '../../portal/pages/speech/words-de.ts';
import { en } from '../../portal/pages/speech/words-en.ts';

const WORDS = { en, de };
const LOCALES = { en: 'en-US', de: 'de-DE' } as const;

/** How a sentence reaches the skill: without the wake word, the word that opens skills, the name, and what joins them. */
const OPENINGS: Readonly<Record<Language, RegExp>> = {
  en: /^(?:alexa )?(?:open|ask) my house(?: to)?/,
  de: /^(?:alexa )?(?:öffne|frage) mein zuhause(?: und)?/,
};

function heard(say: string, language: Language) {
  const said = transcribed(say);
  expect(said).toMatch(OPENINGS[language]);
  const rest = said.replace(OPENINGS[language], '').trim();
  if (rest === '') return 'a launch';
  const { languageModel } = makeModel(LOCALES[language]).interactionModel;
  const model = { languageModel } as Parameters<typeof understand>[1]['model'];
  const { name, slots } = understand(rest, { model, language, skillId: 'skill', taught: [] }) as {
    name: string;
    slots?: Record<string, { value?: string }>;
  };
  const values = Object.values(slots ?? {}).map(({ value }) => value ?? '');
  return name.endsWith('PhraseIntent') ? sentenceOf(name, values[0] ?? '', language) : [name, ...values];
}

describe('the sentences of the page about speaking are ones that the skill knows', () => {
  test.each<[Language, unknown[]]>([
    [
      'en',
      [
        'a launch',
        'turn on the kitchen light',
        'is the front door locked',
        ['ActivateSceneIntent', 'movie night'],
        ['RunScriptIntent', 'good night'],
        ['UseHomeIntent', 'cabin'],
        ['RunScriptIntent', 'good night'],
      ],
    ],
    [
      'de',
      [
        'a launch',
        'schalte das küchenlicht ein',
        'ist die haustür zu',
        ['ActivateSceneIntent', 'filmabend'],
        ['RunScriptIntent', 'gute nacht'],
        ['UseHomeIntent', 'cabin'],
        ['RunScriptIntent', 'gute nacht'],
      ],
    ],
  ])('%s', (language, expected) => {
    const { say, routines } = WORDS[language];
    const name = DEFAULT_INVOCATION_NAMES[language];
    const sentences = [
      say.open.say(name),
      ...say.phrases.map((phrase) => phrase.say(name)),
      say.anotherHome.say(name, 'Cabin'),
      routines.custom(name),
    ];
    expect(sentences.map((sentence) => heard(sentence, language))).toEqual(expected);
  });
});

describe('what people call the skill', () => {
  test.each([
    ['', 'my house', 'mein zuhause'],
    ['dear jarvis', 'dear jarvis', 'dear jarvis'],
    ['en=dear jarvis, de=lieber jarvis', 'dear jarvis', 'lieber jarvis'],
    ['de = lieber jarvis', 'my house', 'lieber jarvis'],
    ['dear jarvis,de=lieber jarvis', 'dear jarvis', 'lieber jarvis'],
    ['en=, de=', 'my house', 'mein zuhause'],
    ['fr=ma maison', 'my house', 'mein zuhause'],
  ])('%j', (text, english, german) => {
    expect(LANGUAGES).toEqual(['en', 'de']);
    expect(parseInvocationNames(text)).toEqual({ en: english, de: german });
  });
});
