import * as v from 'valibot';
import { isObject } from '../../lib/json.ts';
import { LANGUAGES } from '../../lib/speech/language.ts';
import { isLocale, LOCALES } from './locales.ts';

/** The operator's file cannot be read; the message names the field. */
export class OperatorFileInvalid extends Error {
  override readonly name = 'OperatorFileInvalid';
  /** Such as `intents.0.slots.Thing`; empty for the whole file. */
  readonly field: string;

  constructor(field: string, problem: string, options?: ErrorOptions) {
    super(field === '' ? problem : `${field}: ${problem}`, options);
    this.field = field;
  }
}

const text = v.pipe(v.string('Here belongs a text.'), v.nonEmpty('This text is empty.'));
const texts = v.array(text, 'Here belongs a list of texts.');
const url = v.pipe(
  text,
  v.url('This is no address.'),
  v.startsWith('https://', 'This address begins with https://.'),
);

/** An object and no list; Valibot takes lists for objects. */
const objectOf = <T>(message: string, schema: v.GenericSchema<unknown, T>) =>
  v.pipe(v.unknown(), v.check(isObject, message), schema);

/** Something for each language; a language that is left out has nothing of it. */
const perLanguage = <T>(schema: v.GenericSchema<unknown, T>) =>
  v.strictObject(
    { en: v.optional(schema), de: v.optional(schema) },
    `Languages are ${LANGUAGES.join(' and ')}.`,
  );

const value = v.union(
  [text, v.strictObject({ value: text, id: v.optional(text), synonyms: v.optional(texts) })],
  'A value is a text, or {"value": …} with "id" and "synonyms" if you like.',
);

const intent = v.strictObject({
  name: text,
  /** The type of each slot, by the slot's name. */
  slots: v.optional(objectOf('Slots are {"Name": "Type"}.', v.record(text, text)), {}),
  samples: perLanguage(texts),
});

const type = v.strictObject({ name: text, values: perLanguage(v.array(value, 'Values are a list.')) });

const invocationNames = v.pipe(
  objectOf('Names are {"en": …, "de-DE": …}.', v.record(text, text)),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const known = (key: string) => isLocale(key) || LANGUAGES.some((language) => language === key);
    const key = Object.keys(dataset.value).find((one) => !known(one));
    if (key !== undefined) {
      addIssue({ message: `"${key}" is none of ${[...LANGUAGES, ...LOCALES].join(', ')}.` });
    }
  }),
);

const store = v.strictObject({
  name: v.optional(text),
  privacyPolicyUrl: v.optional(url),
  termsOfUseUrl: v.optional(url),
  smallIconUri: v.optional(url),
  largeIconUri: v.optional(url),
  testingInstructions: v.optional(text),
});

const operatorFile = objectOf(
  'Here belongs a JSON object.',
  v.strictObject({
    invocationNames: v.optional(invocationNames, {}),
    intents: v.optional(v.array(intent, 'Intents are a list.'), []),
    types: v.optional(v.array(type, 'Types are a list.'), []),
    /** Intents of Porchlight's own that this skill does without. */
    without: v.optional(texts, []),
    store: v.optional(store, {}),
  }),
);

/** What an operator adds to the skill. @see docs/skill-package.md */
export type OperatorFile = v.InferOutput<typeof operatorFile>;
export type OperatorValue = v.InferOutput<typeof value>;

export const EMPTY_FILE: OperatorFile = v.parse(operatorFile, {});

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new OperatorFileInvalid(
      '',
      `This is no JSON (${cause instanceof Error ? cause.message : String(cause)}).`,
      {
        cause,
      },
    );
  }
}

const problemOf = (issue: v.BaseIssue<unknown>): string =>
  issue.type === 'strict_object' && issue.expected === 'never' ? 'There is no such field.' : issue.message;

/**
 * Reads the form of an operator's file. Whether Alexa takes what it says is a question for the whole package.
 * @throws {OperatorFileInvalid}
 */
export function readOperatorFile(json: string): OperatorFile {
  const result = v.safeParse(operatorFile, parsed(json));
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new OperatorFileInvalid(v.getDotPath(issue) ?? '', problemOf(issue));
}
