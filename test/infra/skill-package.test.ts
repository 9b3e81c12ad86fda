import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InteractionModel } from '../../infra/skill/interaction-model.ts';
import { LOCALES } from '../../infra/skill/locales.ts';
import { makePackage, SkillPackageInvalid } from '../../infra/skill/make-package.ts';
import { OperatorFileInvalid, readOperatorFile } from '../../infra/skill/operator-file.ts';
import { packageFiles } from '../../infra/skill/write-package.ts';
import { CONVERSE_INTENT, PHRASES } from '../../lib/speech/phrases.ts';

const arn = (region: string, name: string) =>
  `arn:aws:lambda:${region}:123456789012:function:porchlight-prod-${name}`;

const modelOf = (made: ReturnType<typeof makePackage>, locale: (typeof LOCALES)[number]) =>
  made.models[locale].interactionModel;

/** What is refused, and why. */
function refusal(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    if (error instanceof SkillPackageInvalid || error instanceof OperatorFileInvalid) return error.message;
    throw error;
  }
  return 'nothing';
}

describe('every model', () => {
  test.each(LOCALES)('%s has yes, no and an intent for each beginning of free speech', (locale) => {
    const { languageModel, dialog } = modelOf(makePackage(), locale);
    const names = languageModel.intents.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'AMAZON.YesIntent',
        'AMAZON.NoIntent',
        'ActivateSceneIntent',
        'RunScriptIntent',
        'LocateIntent',
        'WhereAreWeIntent',
        'UseHomeIntent',
        ...PHRASES[locale === 'de-DE' ? 'de' : 'en'].map(({ intent }) => intent),
      ]),
    );
    expect(dialog?.intents.map(({ name }) => name)).toEqual([CONVERSE_INTENT]);
  });

  test('hands scenes on as they are said: the values that come with the skill have no ids', () => {
    const { types } = modelOf(makePackage(), 'de-DE').languageModel;
    expect(types.flatMap(({ values }) => values).filter(({ id, name }) => id ?? name.synonyms)).toEqual([]);
  });
});

describe('the manifest', () => {
  test('has both parts, the permission and the events, at the functions it is given', () => {
    const { manifest } = makePackage({
      directive: {
        everywhere: arn('us-east-1', 'directive'),
        regions: { EU: arn('eu-west-1', 'directive') },
      },
      skill: { everywhere: arn('us-east-1', 'skill'), regions: {} },
    }).manifest;
    expect(manifest.apis).toEqual({
      smartHome: {
        protocolVersion: '3',
        endpoint: { uri: arn('us-east-1', 'directive') },
        regions: { EU: { endpoint: { uri: arn('eu-west-1', 'directive') } } },
      },
      custom: { interfaces: [], endpoint: { uri: arn('us-east-1', 'skill') } },
    });
    expect(manifest.permissions).toEqual([{ name: 'alexa::async_event:write' }]);
    expect(manifest.events).toMatchObject({ endpoint: { uri: arn('us-east-1', 'skill') } });
  });

  test('of the first pass names no function, and asks for no events', () => {
    const { manifest } = makePackage().manifest;
    expect(JSON.stringify(manifest)).not.toContain('arn:');
    expect(manifest.events).toBeUndefined();
  });

  test("says each example with the skill's name", () => {
    const { locales } = makePackage({ invocationNames: { en: 'dear jarvis' } }).manifest.manifest
      .publishingInformation;
    expect(locales['en-GB']?.examplePhrases[0]).toBe('Alexa, ask dear jarvis to turn on the kitchen light');
    expect(locales['de-DE']?.examplePhrases[0]).toBe('Alexa, frage mein zuhause ob die Haustür zu ist');
  });
});

test('the project of the ASK CLI is metadata only, of a known skill or a new one', () => {
  const id = `amzn1.ask.skill.${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}`;
  const files = packageFiles(makePackage(), id);
  expect(files.map(({ path }) => path).sort()).toEqual(
    [
      '.ask/ask-states.json',
      'ask-resources.json',
      'skill-package/skill.json',
      ...LOCALES.map((locale) => `skill-package/interactionModels/custom/${locale}.json`),
    ].sort(),
  );
  expect(packageFiles(makePackage()).map(({ path }) => path)).not.toContain('.ask/ask-states.json');
});

const FILE = {
  invocationNames: { en: 'dear jarvis', 'de-DE': 'lieber jarvis' },
  intents: [
    {
      name: 'WhereIsIntent',
      slots: { Thing: 'Things' },
      samples: { en: ['where did we put {Thing}'], de: ['wo haben wir {Thing}'] },
    },
    { name: 'ActivateSceneIntent', slots: { Scene: 'Scenes' }, samples: { en: ['make it {Scene}'] } },
    { name: 'AMAZON.StopIntent', samples: { de: ['lass gut sein'] } },
  ],
  types: [
    {
      name: 'Things',
      values: {
        en: ['vacuum', { value: 'car', id: 'family_car', synonyms: ['van'] }],
        de: ['staubsauger', { value: 'auto', id: 'family_car', synonyms: ['wagen'] }],
      },
    },
    { name: 'Scenes', values: { en: [{ value: 'movie time', id: 'movie_time' }] } },
  ],
  without: ['LocateIntent'],
  store: { name: 'Our house', privacyPolicyUrl: 'https://example.com/privacy' },
};

describe("an operator's file", () => {
  const made = makePackage({ file: readOperatorFile(JSON.stringify(FILE)) });
  const english = modelOf(made, 'en-GB').languageModel;
  const german = modelOf(made, 'de-DE').languageModel;
  const named = ({ intents }: InteractionModel['languageModel'], name: string) =>
    intents.find((intent) => intent.name === name);
  const valuesOf = ({ types }: InteractionModel['languageModel'], name: string) =>
    types.find((type) => type.name === name)?.values ?? [];

  test('names the skill in each language', () => {
    expect([english.invocationName, german.invocationName]).toEqual(['dear jarvis', 'lieber jarvis']);
  });

  test('adds an intent with a type of its own, ids and synonyms', () => {
    expect(named(german, 'WhereIsIntent')).toEqual({
      name: 'WhereIsIntent',
      slots: [{ name: 'Thing', type: 'Things' }],
      samples: ['wo haben wir {Thing}'],
    });
    expect(valuesOf(english, 'Things')).toEqual([
      { name: { value: 'vacuum' } },
      { id: 'family_car', name: { value: 'car', synonyms: ['van'] } },
    ]);
  });

  test('adds sentences and values to what is there, in the language that has them', () => {
    expect(named(english, 'ActivateSceneIntent')?.samples).toEqual(
      expect.arrayContaining(['activate {Scene}', 'make it {Scene}']),
    );
    expect(named(german, 'ActivateSceneIntent')?.samples).not.toContain('make it {Scene}');
    expect(named(german, 'AMAZON.StopIntent')?.samples).toEqual(['lass gut sein']);
    const scenes = valuesOf(english, 'Scenes').filter(({ name }) => name.value === 'movie time');
    expect(scenes).toEqual([{ id: 'movie_time', name: { value: 'movie time' } }]);
    expect(valuesOf(english, 'Scenes')).toContainEqual({ name: { value: 'good night' } });
  });

  test('leaves out what the operator does without', () => {
    expect(named(english, 'LocateIntent')).toBeUndefined();
  });

  test('names the skill in the store', () => {
    expect(made.manifest.manifest.publishingInformation.locales['en-US']?.name).toBe('Our house');
    expect(made.warnings).toEqual([]);
  });

  test.each([
    ['{', /^This is no JSON/],
    ['[]', /^Here belongs a JSON object/],
    ['{"intent": []}', /^intent: There is no such field/],
    ['{"invocationNames": {"fr-FR": "ma maison"}}', /^invocationNames: "fr-FR" is none of en, de/],
    ['{"invocationNames": {"en": ""}}', /^invocationNames.en: This text is empty/],
    ['{"intents": {}}', /^intents: Intents are a list/],
    ['{"intents": [{"samples": {}}]}', /^intents.0.name: /],
    ['{"intents": [{"name": "A", "samples": {"fr": []}}]}', /^intents.0.samples.fr: There is no such field/],
    [
      '{"intents": [{"name": "A", "samples": {"en": "a"}}]}',
      /^intents.0.samples.en: Here belongs a list of texts/,
    ],
    ['{"intents": [{"name": "A", "samples": {"en": [1]}}]}', /^intents.0.samples.en.0: Here belongs a text/],
    ['{"intents": [{"name": "A", "slots": ["B"], "samples": {}}]}', /^intents.0.slots: /],
    ['{"types": [{"name": "A", "values": {"en": [{"id": "a"}]}}]}', /^types.0.values.en.0/],
    [
      '{"store": {"privacyPolicyUrl": "http://example.com"}}',
      /^store.privacyPolicyUrl: This address begins with https/,
    ],
  ])('%s is refused with the name of the field', (json, message) => {
    expect(refusal(() => readOperatorFile(json))).toMatch(message);
  });

  test.each([
    [{ without: ['ConverseIntent'] }, 'without: The skill cannot do without ConverseIntent.'],
    [{ without: ['AMAZON.StopIntent'] }, 'without: The skill cannot do without AMAZON.StopIntent.'],
    [{ intents: [{ name: 'PetIntent', samples: {} }] }, 'intents, PetIntent: There is no sentence for it'],
    [{ types: [{ name: 'Pets', values: { en: [] } }] }, 'types, Pets: There is no value in any language.'],
    [{ without: ['PetIntent'] }, 'without: Porchlight has no intent PetIntent.'],
    [
      { intents: [{ name: 'TurnPhraseIntent', samples: { en: ['rotate {query}'] } }] },
      'intents, TurnPhraseIntent: An intent of free speech takes no other sentences.',
    ],
    [
      { without: ['LocateIntent'], intents: [{ name: 'LocateIntent', samples: { en: ['seek'] } }] },
      'intents, LocateIntent: This intent is in "without" as well.',
    ],
    [
      { intents: [{ name: 'PetIntent', slots: { Pet: 'Pets' }, samples: { de: ['füttere {Pet}'] } }] },
      'intent PetIntent, de-DE: There is no type Pets in this language (slot {Pet}).',
    ],
    [
      {
        intents: [{ name: 'LocateIntent', slots: { User: 'Pets' }, samples: { en: ['seek {User}'] } }],
        types: [{ name: 'Pets', values: { en: ['cat'] } }],
      },
      'There are two slots {User}.',
    ],
    [
      { invocationNames: { en: 'ask alexa' } },
      'invocation name, en-US en-GB en-CA en-AU en-IN: "ask" opens skills',
    ],
  ])('%j is refused', (file, message) => {
    expect(refusal(() => makePackage({ file: readOperatorFile(JSON.stringify(file)) }))).toContain(message);
  });
});

/** The plainest look at a model, apart from the rules: what would certainly not build. */
function certainlyWrong({ languageModel, dialog, prompts = [] }: InteractionModel): string[] {
  const { intents, types } = languageModel;
  const names = [...intents, ...types].map(({ name }) => name.toLowerCase());
  const typeNames = new Set(types.map(({ name }) => name));
  const sentences = intents.flatMap(({ samples, slots = [] }) =>
    samples.map((sample) =>
      slots.reduce((text, { name, type }) => text.replaceAll(`{${name}}`, `{${type}}`), sample).toLowerCase(),
    ),
  );
  const wrong: [string, boolean][] = [
    ['a name twice', new Set(names).size < names.length],
    ['a sentence twice', new Set(sentences).size < sentences.length],
    [
      'a type is missing',
      intents.some(({ slots = [] }) =>
        slots.some(({ type }) => !type.startsWith('AMAZON.') && !typeNames.has(type)),
      ),
    ],
    ['a type is empty', types.some(({ values }) => values.length === 0)],
    [
      'a value is too long',
      types.some(({ values }) =>
        values.some(({ name }) =>
          [name.value, ...(name.synonyms ?? [])].some((text) => text === '' || text.length > 140),
        ),
      ),
    ],
    [
      'a slot is not declared',
      intents.some(({ samples, slots = [] }) =>
        samples.some((sample) =>
          [...sample.matchAll(/\{(.*?)\}/g)].some(([, name]) => !slots.some((slot) => slot.name === name)),
        ),
      ),
    ],
    [
      'a sentence has characters that none has',
      intents.some(({ samples }) =>
        samples.some((sample) => /[^\p{L} '’{}._-]/u.test(sample) || sample.trim() === ''),
      ),
    ],
    [
      'an intent is never said',
      intents.some(({ name, samples }) => samples.length === 0 && !name.startsWith('AMAZON.')),
    ],
    [
      'free words are alone or not alone',
      intents.some(
        ({ samples, slots = [] }) =>
          slots.some(({ type }) => type === 'AMAZON.SearchQuery') &&
          samples.some(
            (sample) => sample.startsWith('{') && sample.endsWith('}') && sample.split('{').length === 2,
          ),
      ),
    ],
    [
      'the dialog asks for nothing that is there',
      (dialog?.intents ?? []).some(
        ({ name, slots }) =>
          !intents.some((intent) => intent.name === name) ||
          slots.some((slot) => !prompts.some(({ id }) => id === slot.prompts.elicit)),
      ),
    ],
  ];
  return wrong.filter(([, is]) => is).map(([what]) => what);
}

describe('whatever file is taken', () => {
  // Small alphabets, so that names and sentences often meet.
  const name = fc.constantFrom(
    'PetIntent',
    'FeedIntent',
    'LocateIntent',
    'ActivateSceneIntent',
    'AMAZON.HelpIntent',
    'Pet_Intent_',
    'P2',
    'TurnPhraseIntent',
  );
  const slotName = fc.constantFrom('Pet', 'Scene', 'User', 'pet', 'P1', 'query');
  const typeName = fc.constantFrom(
    'Pets',
    'Scenes',
    'AMAZON.SearchQuery',
    'AMAZON.NUMBER',
    'AMAZON.Nothing',
    'Dogs',
  );
  const word = fc.constantFrom(
    'feed',
    'the',
    'cat',
    'activate',
    '{Pet}',
    '{Scene}',
    '{User}',
    'where',
    'is',
    '2',
    "cat's",
    'Cat',
    '{query}',
    'who?',
    '',
  );
  const sentence = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(' '));
  const sentences = fc.record(
    { en: fc.array(sentence, { maxLength: 3 }), de: fc.array(sentence, { maxLength: 3 }) },
    { requiredKeys: [] },
  );
  const said = fc.oneof(
    fc.constantFrom('cat', 'dog', 'Cat', 'movie time', '{x}', 'c'.repeat(141)),
    fc.string({ maxLength: 12 }),
  );
  const value = fc.oneof(
    said,
    fc.record(
      { value: said, id: fc.constantFrom('a', 'b', 'a b'), synonyms: fc.array(said, { maxLength: 2 }) },
      { requiredKeys: ['value'] },
    ),
  );
  const values = fc.record(
    { en: fc.array(value, { maxLength: 3 }), de: fc.array(value, { maxLength: 3 }) },
    { requiredKeys: [] },
  );
  const file = fc.record(
    {
      invocationNames: fc.dictionary(
        fc.constantFrom('en', 'de', 'en-GB', 'fr'),
        fc.constantFrom('my house', 'jarvis', 'Alexa', 'mein haus', ''),
      ),
      intents: fc.array(
        fc.record({ name, slots: fc.dictionary(slotName, typeName, { maxKeys: 2 }), samples: sentences }),
        { maxLength: 3 },
      ),
      types: fc.array(fc.record({ name: typeName, values }), { maxLength: 2 }),
      without: fc.array(name, { maxLength: 1 }),
    },
    { requiredKeys: [] },
  );

  test('makes models that nothing is certainly wrong with', () => {
    let taken = 0;
    fc.assert(
      fc.property(file, (content) => {
        let made: ReturnType<typeof makePackage>;
        try {
          made = makePackage({ file: readOperatorFile(JSON.stringify(content)) });
        } catch (error) {
          expect([SkillPackageInvalid, OperatorFileInvalid]).toContain((error as Error).constructor);
          expect((error as Error).message).not.toBe('');
          return;
        }
        taken += 1;
        for (const locale of ['en-GB', 'de-DE'] as const) {
          expect(certainlyWrong(modelOf(made, locale))).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
    expect(taken).toBeGreaterThan(5);
  });
});

test('the example in the documentation is taken', async () => {
  const page = await readFile(new URL('../../docs/skill-package.md', import.meta.url), 'utf8');
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  const made = makePackage({ file: readOperatorFile(example) });
  expect(made.warnings).toEqual([]);
  expect(modelOf(made, 'de-DE').languageModel.invocationName).toBe('lieber jarvis');
});
