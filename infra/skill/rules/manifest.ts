import { languageOf } from '../../../lib/speech/language.ts';
import type { InteractionModelFile } from '../interaction-model.ts';
import { isLocale, type Locale, type PerLanguage } from '../locales.ts';
import type { EndpointJson, LocalizedInformation, SkillManifest } from '../manifest.ts';
import { error, type Fault, repeated, warning } from './fault.ts';

/**
 * The limits of the console's fields. The page does not state them in numbers, so they are the careful ones.
 * @see https://developer.amazon.com/docs/alexa/devconsole/launch-your-skill.html
 */
const MAX = {
  name: 50,
  summary: 160,
  description: 4000,
  examplePhrase: 200,
  keyword: 150,
  testing: 4000,
} as const;
const MIN_NAME = 2;
const MAX_KEYWORDS = 30;
/** The Alexa app shows three. */
const MAX_EXAMPLES = 3;

/** Amazon's own check of example phrases. @see https://github.com/openhab/openhab-alexa/issues/384 */
const NOT_IN_EXAMPLES = /[/*@#$%^&(){}_[\]|<>:;+=\\]/;

const LAMBDA_ARN =
  /^arn:aws:lambda:(us-east-1|eu-west-1|us-west-2):\d{12}:function:[A-Za-z0-9-_]{1,64}(:[A-Za-z0-9-_$]+)?$/;

/** How the example phrases here open a skill by its name. */
const OPENING: PerLanguage<string> = { en: 'ask|tell|open|start', de: 'frage|frag|sage|sag|öffne|starte' };

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Whether a model has a sample that says so; a slot may be anything. */
const isKnown = (said: string, { interactionModel: { languageModel } }: InteractionModelFile): boolean =>
  languageModel.intents.some(({ samples }) =>
    samples.some((sample) =>
      new RegExp(
        `^${sample
          .split(/\{[^}]*\}/)
          .map(escaped)
          .join('\\S.*')}$`,
        'iu',
      ).test(said),
    ),
  );

/**
 * Example phrases begin with the wake word, name the skill, and go on as one of its sentences.
 * @see https://developer.amazon.com/blogs/alexa/post/74d0ed59-ad4f-470a-abcf-d37c10a1dfd6/crafting-great-example-phrases-that-meet-certification-requirements
 */
function exampleFaults(phrase: string, model: InteractionModelFile, locale: Locale): Fault[] {
  const where = `${locale}, example phrase`;
  const { invocationName } = model.interactionModel.languageModel;
  const opening = `^Alexa, (?:${OPENING[languageOf(locale)]}) ${escaped(invocationName)}(?:,? (.*))?$`;
  const match = new RegExp(opening, 'iu').exec(phrase);
  const said = match?.[1] ?? '';
  return [
    ...(phrase.length > MAX.examplePhrase
      ? [error(where, `At most ${MAX.examplePhrase} characters: "${phrase}".`)]
      : []),
    ...(NOT_IN_EXAMPLES.test(phrase)
      ? [error(where, `A character that cannot be spoken: "${phrase}".`)]
      : []),
    ...(match === null ? [error(where, `It begins with "Alexa," and the skill's name: "${phrase}".`)] : []),
    ...(said !== '' && !isKnown(said, model)
      ? [error(where, `No intent has this sentence: "${said}".`)]
      : []),
  ];
}

const tooLong = (value: string, max: number, what: string, where: string): Fault[] =>
  value.length > max
    ? [error(where, `The ${what} has at most ${max} characters; it has ${value.length}.`)]
    : [];

function localeFaults(texts: LocalizedInformation, model: InteractionModelFile, locale: Locale): Fault[] {
  const where = `${locale}, skill.json`;
  const { name, summary, description, keywords, examplePhrases } = texts;
  return [
    ...(name.length < MIN_NAME ? [error(where, `The name has at least ${MIN_NAME} characters.`)] : []),
    ...tooLong(name, MAX.name, 'name', where),
    ...tooLong(summary, MAX.summary, 'summary', where),
    ...tooLong(description, MAX.description, 'description', where),
    ...(summary === '' || description === ''
      ? [error(where, 'A summary and a description are needed.')]
      : []),
    ...(keywords.length > MAX_KEYWORDS ? [error(where, `At most ${MAX_KEYWORDS} keywords.`)] : []),
    ...keywords.flatMap((keyword) =>
      tooLong(keyword, MAX.keyword, `keyword "${keyword.slice(0, 20)}…"`, where),
    ),
    ...repeated(keywords, (keyword) => keyword.toLowerCase()).map((keyword) =>
      error(where, `The keyword "${keyword}" is there twice.`),
    ),
    ...(examplePhrases.length === 0 || examplePhrases.length > MAX_EXAMPLES
      ? [error(where, `One to ${MAX_EXAMPLES} example phrases.`)]
      : []),
    ...examplePhrases.flatMap((phrase) => exampleFaults(phrase, model, locale)),
  ];
}

/** The same function has to be allowed to Alexa, in one of the regions that Alexa invokes. */
function endpointFaults({ manifest: { apis, events } }: SkillManifest): Fault[] {
  const places: Record<string, EndpointJson> = {
    'apis.smartHome': apis.smartHome,
    'apis.custom': apis.custom,
    events: events ?? {},
  };
  return Object.entries(places).flatMap(([where, { endpoint, regions = {} }]) => {
    const arns = [endpoint?.uri, ...Object.values(regions).map((region) => region.endpoint.uri)];
    return arns
      .filter((arn) => arn !== undefined)
      .filter((arn) => !LAMBDA_ARN.test(arn))
      .map((arn) =>
        error(
          where,
          `This is no function in us-east-1, eu-west-1 or us-west-2, where Alexa invokes them: "${arn}".`,
        ),
      );
  });
}

/** Every rule over `skill.json`, beside the models that it belongs to. */
export function manifestFaults(
  skill: SkillManifest,
  models: Readonly<Record<string, InteractionModelFile>>,
): Fault[] {
  const { publishingInformation, privacyAndCompliance, permissions, apis } = skill.manifest;
  const locales = Object.keys(publishingInformation.locales);
  return [
    ...Object.entries(publishingInformation.locales).flatMap(([locale, texts]) => {
      const model = models[locale];
      if (model === undefined || !isLocale(locale))
        return [error(locale, 'There is no interaction model for it.')];
      return localeFaults(texts, model, locale);
    }),
    ...Object.keys(models)
      .filter((locale) => !locales.includes(locale))
      .map((locale) => error(locale, 'skill.json does not have this locale.')),
    ...tooLong(publishingInformation.testingInstructions, MAX.testing, 'text for testers', 'skill.json'),
    ...(permissions.some(({ name }) => name === 'alexa::async_event:write')
      ? []
      : [error('skill.json', 'Without alexa::async_event:write Porchlight never hears of a link.')]),
    ...(Object.values(privacyAndCompliance.locales).every(
      ({ privacyPolicyUrl }) => privacyPolicyUrl !== undefined,
    )
      ? []
      : [
          warning(
            'skill.json',
            'To publish a skill with account linking, Amazon wants a privacy policy (store.privacyPolicyUrl in your file).',
          ),
        ]),
    ...((apis.smartHome.endpoint === undefined) === (apis.custom.endpoint === undefined)
      ? []
      : [error('skill.json', 'Give both functions, directive and skill, or neither.')]),
    ...endpointFaults(skill),
  ];
}
