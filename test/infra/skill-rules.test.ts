import { describe, expect, test } from 'vitest';
import type { InteractionModelFile, ModelIntent, SlotType } from '../../infra/skill/interaction-model.ts';
import { LOCALES, type Locale } from '../../infra/skill/locales.ts';
import { makeModel } from '../../infra/skill/make-model.ts';
import { makePackage } from '../../infra/skill/make-package.ts';
import type { SkillManifest } from '../../infra/skill/manifest.ts';
import { faultLines } from '../../infra/skill/rules/fault.ts';
import { invocationNameFaults } from '../../infra/skill/rules/invocation-name.ts';
import { manifestFaults } from '../../infra/skill/rules/manifest.ts';
import { modelFaults } from '../../infra/skill/rules/model.ts';

const messages = (faults: readonly { severity: string; message: string }[]) =>
  faults.map(({ severity, message }) => `${severity}: ${message}`);

describe('the package as it comes', () => {
  test.each(LOCALES)('%s breaks no rule', (locale) => {
    expect(modelFaults(makeModel(locale), locale)).toEqual([]);
  });

  test('its manifest breaks none either; only publishing it takes one thing more', () => {
    const { manifest, models, warnings } = makePackage();
    const faults = manifestFaults(manifest, models);
    expect(faults).toEqual(warnings);
    expect(messages(faults)).toEqual([expect.stringMatching(/^warning: .*privacy policy/)]);
  });
});

describe('an invocation name', () => {
  test.each([
    ['en-US', 'my house'],
    ['en-GB', "sam's house"],
    ['en-AU', 'n. p. r. house'],
    ['en-CA', "the james' house"],
    ['de-DE', 'mein zuhause'],
    ['de-DE', 'große villa'],
    ['en-IN', 'house of many lamps'],
  ] satisfies [Locale, string][])('%s takes "%s"', (locale, name) => {
    expect(invocationNameFaults(name, locale)).toEqual([]);
  });

  test.each([
    ['en-US', 'jarvis', 'warning: One word works'],
    ['de-DE', 'kaffeeroboter', 'warning: One word works'],
    ['en-US', 'x', 'error: A name has 2 to 50 characters; "x" has 1.'],
    ['en-US', '', 'error: A name has 2 to 50 characters; "" has 0.'],
    ['en-US', `my ${'very '.repeat(10)}house`, 'error: A name has 2 to 50 characters'],
    ['en-US', 'My house', 'error: A name is written in lower case: "my house".'],
    ['en-US', 'house 2', 'error: Numbers are written as words'],
    ['en-US', 'my  house', 'error: One space between two words'],
    ['en-US', ' my house', 'error: One space between two words'],
    ['en-US', 'my house!', 'error: Only letters, spaces'],
    ['en-US', 'my-house here', 'error: Only letters, spaces'],
    ['en-US', 'my house.', 'error: Only letters, spaces'],
    ['en-US', 'alexa house', 'error: "alexa" wakes Alexa'],
    ['en-US', 'echo house', 'error: "echo" wakes Alexa'],
    ['en-US', 'house skill', 'error: The word "skill" cannot be part'],
    ['de-DE', 'haus app', 'error: The word "app" cannot be part'],
    ['en-US', 'open house', 'error: "open" opens skills'],
    ['de-DE', 'öffne haus', 'error: "öffne" opens skills'],
    ['de-DE', 'frage haus', 'error: "frage" opens skills'],
    ['en-US', 'house and garden', 'error: "and" joins a name and a request'],
    ['de-DE', 'haus und garten', 'error: "und" joins a name and a request'],
    ['en-US', 'the house', 'error: A name of two words cannot have an article or preposition: "the".'],
    ['de-DE', 'das haus', 'error: A name of two words cannot have an article or preposition: "das".'],
  ] satisfies [Locale, string, string][])('%s: "%s" is told: %s', (locale, name, message) => {
    expect(messages(invocationNameFaults(name, locale))).toContainEqual(expect.stringContaining(message));
  });

  test('a word of another language is only a word', () => {
    expect(invocationNameFaults('open haus', 'de-DE')).toEqual([]);
    expect(invocationNameFaults('house und garden', 'en-US')).toEqual([]);
  });
});

/** A model with intents and types beside Porchlight's own. */
function modelWith(intents: ModelIntent[], types: SlotType[] = []): InteractionModelFile {
  const file = makeModel('en-US');
  file.interactionModel.languageModel.intents.push(...intents);
  file.interactionModel.languageModel.types.push(...types);
  return file;
}

const says = (...samples: string[]): ModelIntent => ({ name: 'PetIntent', samples });
const withSlot = (sample: string, type: string, name = 'Pet'): ModelIntent => ({
  name: 'PetIntent',
  slots: [{ name, type }],
  samples: [sample],
});
const PETS: SlotType = { name: 'Pets', values: [{ name: { value: 'cat' } }] };

const ROWS: [what: string, file: InteractionModelFile, message: string][] = [
  // Names
  [
    'a digit in a name',
    modelWith([{ name: 'Pet2Intent', samples: ['feed'] }]),
    'The name of an intent has only letters',
  ],
  [
    'a space in a name',
    modelWith([{ name: 'Pet Intent', samples: ['feed'] }]),
    'The name of an intent has only letters',
  ],
  [
    'an underscore at the end',
    modelWith([{ name: 'Pet_', samples: ['feed'] }]),
    'The name of an intent has only letters',
  ],
  [
    'a name of 101 letters',
    modelWith([{ name: 'P'.repeat(101), samples: ['feed'] }]),
    'at most 100 characters',
  ],
  [
    'two intents of one name',
    modelWith([says('feed'), { name: 'petintent', samples: ['stroke'] }]),
    'There are two intents',
  ],
  [
    'a slot named as an intent',
    modelWith([withSlot('feed {PetIntent}', 'Pets', 'PetIntent')], [PETS]),
    'has the name of an intent',
  ],
  [
    'a digit in a slot',
    modelWith([withSlot('feed {Pet2}', 'Pets', 'Pet2')], [PETS]),
    'The name of a slot has only letters',
  ],
  [
    'a digit in a type',
    modelWith([withSlot('feed {Pet}', 'Pets2')], [{ ...PETS, name: 'Pets2' }]),
    'The name of a type has only letters',
  ],
  [
    'two slots of one name',
    modelWith(
      [
        {
          name: 'PetIntent',
          slots: [
            { name: 'Pet', type: 'Pets' },
            { name: 'pet', type: 'Pets' },
          ],
          samples: ['feed {Pet}', 'stroke {pet}'],
        },
      ],
      [PETS],
    ),
    'There are two slots {pet}',
  ],
  [
    'a slot of two types in one model',
    modelWith([withSlot('feed {Scene}', 'Pets', 'Scene')], [PETS]),
    'is of type Scenes elsewhere, and of Pets here',
  ],
  [
    'two types of one name',
    modelWith([withSlot('feed {Pet}', 'Pets')], [PETS, PETS]),
    'There are two types of this name',
  ],
  // Built-in intents
  ['no fallback', without('AMAZON.FallbackIntent'), 'Every model has AMAZON.FallbackIntent.'],
  ['no yes', without('AMAZON.YesIntent'), 'Every model has AMAZON.YesIntent.'],
  [
    'an unknown built-in intent',
    modelWith([{ name: 'AMAZON.PetIntent', samples: [] }]),
    'There is no built-in intent of this name',
  ],
  [
    'a built-in intent with a slot',
    modelWith(
      [{ name: 'AMAZON.RepeatIntent', slots: [{ name: 'Pet', type: 'Pets' }], samples: ['again {Pet}'] }],
      [PETS],
    ),
    'has no slots of its own',
  ],
  [
    'sentences for the fallback',
    extended('AMAZON.FallbackIntent', 'whatever'),
    'takes no sentences of its own',
  ],
  // Sentences
  ['an intent without sentences', modelWith([says()]), 'An intent needs at least one sentence'],
  ['a number', modelWith([says('feed 2 cats')]), 'Numbers are written as words: "feed 2 cats"'],
  ['a question mark', modelWith([says('is the cat in?')]), 'Only letters, apostrophes'],
  ['a comma', modelWith([says('cat, come')]), 'Only letters, apostrophes'],
  [
    'an abbreviation without periods behind each letter',
    modelWith([says('the cat is on tv.')]),
    'Only letters, apostrophes',
  ],
  ['two spaces', modelWith([says('feed  the cat')]), 'One space between two words'],
  ['201 characters', modelWith([says(`feed ${'the '.repeat(49)}cat`)]), 'at most 200 characters'],
  [
    "an apostrophe behind a slot's brace",
    modelWith([withSlot("where is {Pet}'s bowl", 'Pets')], [PETS]),
    'slots in braces that stand alone',
  ],
  [
    'a slot that is not declared',
    modelWith([says('feed {Pet}')]),
    'stands in a sentence and is not declared',
  ],
  [
    'a slot that is not used',
    modelWith([{ ...withSlot('feed the cat', 'Pets') }], [PETS]),
    'is declared and stands in no sentence',
  ],
  [
    'a slot twice in a sentence',
    modelWith([withSlot('feed {Pet} and {Pet}', 'Pets')], [PETS]),
    'stands twice',
  ],
  ['a sentence of another intent', modelWith([says('Where Are We')]), 'belongs to WhereAreWeIntent already'],
  ['a sentence twice', modelWith([says('feed the cat', 'Feed the cat')]), 'belongs to PetIntent already'],
  [
    'the same sentence with another name for the slot',
    modelWith([withSlot('activate {Pet}', 'Scenes')]),
    'belongs to ActivateSceneIntent already',
  ],
  // Free words
  ['free words alone', modelWith([withSlot('{Pet}', 'AMAZON.SearchQuery')]), 'need fixed words beside them'],
  [
    'free words beside another slot',
    modelWith(
      [
        {
          name: 'PetIntent',
          slots: [
            { name: 'Pet', type: 'Pets' },
            { name: 'Food', type: 'AMAZON.SearchQuery' },
          ],
          samples: ['feed {Pet} with {Food}'],
        },
      ],
      [PETS],
    ),
    'cannot stand in a sentence with another slot',
  ],
  [
    'free words twice',
    modelWith([
      {
        name: 'PetIntent',
        slots: [
          { name: 'Pet', type: 'AMAZON.SearchQuery' },
          { name: 'Food', type: 'AMAZON.SearchQuery' },
        ],
        samples: ['feed {Pet} with {Food}'],
      },
    ]),
    'cannot stand in a sentence with another slot',
  ],
  // Types
  [
    'a type that is not there',
    modelWith([withSlot('feed {Pet}', 'Dogs')]),
    'There is no type Dogs in this language',
  ],
  [
    'an unknown built-in type',
    modelWith([withSlot('feed {Pet}', 'AMAZON.Pet')]),
    'AMAZON.Pet is no built-in type',
  ],
  [
    'free words of the oldest kind',
    modelWith([withSlot('feed {Pet}', 'AMAZON.LITERAL')]),
    'AMAZON.LITERAL is no built-in type',
  ],
  [
    'a type without values',
    modelWith([withSlot('feed {Pet}', 'Pets')], [{ name: 'Pets', values: [] }]),
    'A type needs at least one value',
  ],
  [
    'a value of 141 characters',
    valued({ name: { value: 'c'.repeat(141) } }),
    'A value has at most 140 characters',
  ],
  [
    'a synonym of 141 characters',
    valued({ name: { value: 'cat', synonyms: ['c'.repeat(141)] } }),
    'A value has at most 140 characters',
  ],
  ['an empty value', valued({ name: { value: ' ' } }), 'This cannot be spoken'],
  ['a value with a brace', valued({ name: { value: '{cat}' } }), 'This cannot be spoken'],
  ['a value twice', valued({ name: { value: 'cat' } }, { name: { value: 'Cat' } }), '"Cat" is there twice'],
  [
    'a synonym of two values',
    valued({ name: { value: 'cat', synonyms: ['kitty'] } }, { name: { value: 'kitty' } }),
    '"kitty" is there twice',
  ],
  [
    'an id twice',
    valued({ id: 'a', name: { value: 'cat' } }, { id: 'a', name: { value: 'dog' } }),
    'Two values have the id "a"',
  ],
  ['an id with a space', valued({ id: 'a cat', name: { value: 'cat' } }), 'An id has letters, digits'],
  // The dialog
  ['a dialog of no intent', without('ConverseIntent'), 'There is no such intent'],
  [
    'a question without its text',
    changed(({ interactionModel }) => (interactionModel.prompts = [])),
    'is asked for without a prompt',
  ],
  [
    'a question without an answer',
    changed(({ interactionModel: { languageModel } }) => {
      for (const slot of languageModel.intents.flatMap(({ slots = [] }) => slots)) delete slot.samples;
    }),
    'there is no sentence to answer with',
  ],
  // Sizes
  [
    '251 intents',
    modelWith(
      Array.from(
        { length: 251 - makeModel('en-US').interactionModel.languageModel.intents.length },
        (_, at) => ({ name: `Pet${letters(at)}`, samples: [`feed ${letters(at)}`] }),
      ),
    ),
    'at most 250 intents; this one has 251',
  ],
  [
    'more than a megabyte and a half',
    valued(
      ...Array.from({ length: 16_000 }, (_, at) => ({
        name: { value: `${'cat '.repeat(20)}${letters(at)}` },
      })),
    ),
    'at most 1572864 bytes',
  ],
];

/** 0 → a, 26 → ba: names that have no digits. */
function letters(at: number): string {
  const last = String.fromCharCode(97 + (at % 26));
  return at < 26 ? last : letters(Math.floor(at / 26)) + last;
}

function changed(change: (file: InteractionModelFile) => void): InteractionModelFile {
  const file = makeModel('en-US');
  change(file);
  return file;
}

function without(name: string): InteractionModelFile {
  return changed(({ interactionModel: { languageModel } }) => {
    languageModel.intents = languageModel.intents.filter((intent) => intent.name !== name);
  });
}

function extended(name: string, sample: string): InteractionModelFile {
  return changed(({ interactionModel: { languageModel } }) => {
    languageModel.intents = languageModel.intents.map((intent) =>
      intent.name === name ? { ...intent, samples: [sample] } : intent,
    );
  });
}

function valued(...values: SlotType['values']): InteractionModelFile {
  return modelWith([withSlot('feed {Pet}', 'Pets')], [{ name: 'Pets', values }]);
}

describe('a model', () => {
  test.each(ROWS)('with %s is refused', (_what, file, message) => {
    expect(messages(modelFaults(file, 'en-US'))).toContainEqual(
      expect.stringMatching(new RegExp(`^error: .*${message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`)),
    );
  });

  test('a built-in intent may have more sentences', () => {
    expect(modelFaults(extended('AMAZON.StopIntent', 'that will do'), 'en-US')).toEqual([]);
  });

  test('a type that nothing uses is worth a word', () => {
    expect(messages(modelFaults(modelWith([], [PETS]), 'en-US'))).toEqual([
      'warning: No slot is of this type.',
    ]);
  });
});

describe('a manifest', () => {
  const { manifest, models } = makePackage();
  const altered = (change: (texts: SkillManifest['manifest']) => void): SkillManifest => {
    const copy = structuredClone(manifest);
    change(copy.manifest);
    return copy;
  };
  const english = (
    change: (texts: SkillManifest['manifest']['publishingInformation']['locales'][string]) => void,
  ) =>
    altered(({ publishingInformation: { locales } }) => {
      const texts = locales['en-US'];
      if (texts !== undefined) change(texts);
    });

  test.each([
    [
      'a long name',
      english((texts) => {
        texts.name = 'P'.repeat(51);
      }),
      'The name has at most 50 characters; it has 51.',
    ],
    [
      'a short name',
      english((texts) => {
        texts.name = 'P';
      }),
      'The name has at least 2 characters.',
    ],
    [
      'a long summary',
      english((texts) => {
        texts.summary = 'P'.repeat(161);
      }),
      'The summary has at most 160 characters',
    ],
    [
      'a long description',
      english((texts) => {
        texts.description = 'P'.repeat(4001);
      }),
      'The description has at most 4000',
    ],
    [
      'no summary',
      english((texts) => {
        texts.summary = '';
      }),
      'A summary and a description are needed.',
    ],
    [
      'too many keywords',
      english((texts) => {
        texts.keywords = Array.from({ length: 31 }, (_, at) => letters(at));
      }),
      'At most 30 keywords.',
    ],
    [
      'a keyword twice',
      english((texts) => {
        texts.keywords = ['light', 'Light'];
      }),
      'The keyword "Light" is there twice.',
    ],
    [
      'no example',
      english((texts) => {
        texts.examplePhrases = [];
      }),
      'One to 3 example phrases.',
    ],
    [
      'an example without the wake word',
      english((texts) => {
        texts.examplePhrases = ['Ask my house to turn on the light'];
      }),
      'It begins with "Alexa,"',
    ],
    [
      'an example of another skill',
      english((texts) => {
        texts.examplePhrases = ['Alexa, open your house'];
      }),
      "and the skill's name",
    ],
    [
      'an example that no intent knows',
      english((texts) => {
        texts.examplePhrases = ['Alexa, ask my house gibberish'];
      }),
      'No intent has this sentence: "gibberish".',
    ],
    [
      'an example that cannot be spoken',
      english((texts) => {
        texts.examplePhrases = ['Alexa, ask my house to set the light to 50 %'];
      }),
      'cannot be spoken',
    ],
    [
      'no permission for events',
      altered((all) => {
        all.permissions = [];
      }),
      'Without alexa::async_event:write',
    ],
    [
      'a locale too few',
      altered((all) => {
        delete all.publishingInformation.locales['en-IN'];
      }),
      'skill.json does not have this locale.',
    ],
    [
      'one function of two',
      altered((all) => {
        all.apis.custom = {
          interfaces: [],
          endpoint: { uri: 'arn:aws:lambda:us-east-1:123456789012:function:skill' },
        };
      }),
      'Give both functions',
    ],
    [
      'a function where Alexa has none',
      altered((all) => {
        for (const api of [all.apis.custom, all.apis.smartHome])
          api.endpoint = { uri: 'arn:aws:lambda:eu-central-1:123456789012:function:skill' };
      }),
      'This is no function in us-east-1',
    ],
  ])('with %s is refused', (_what, broken, message) => {
    expect(messages(manifestFaults(broken, models))).toContainEqual(expect.stringContaining(message));
  });
});

test('what is wrong in several locales is said once', () => {
  const faults = (['en-US', 'en-GB'] as const).flatMap((locale) =>
    invocationNameFaults('open house', locale),
  );
  expect(faultLines(faults)).toEqual([
    'invocation name, en-US en-GB: "open" opens skills and cannot be part of a name.',
  ]);
});
