import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { document } from './document.ts';

/**
 * The document with each object of an answer closed: to a client it says that more may come, to a test that nothing
 * comes of which it does not speak.
 */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, closed(inner)]),
  );
  const isObject = copy.type === 'object' && copy.properties !== undefined;
  return isObject && !('additionalProperties' in copy) ? { ...copy, additionalProperties: false } : copy;
}

/** @returns what is wrong with a value by the schema at a JSON pointer into the document, in words; undefined if nothing is */
type Judge = (pointer: string, value: unknown) => string | undefined;

function createJudge(whole: object): Judge {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
  addFormats.default(ajv);
  // The document is looked up like a schema, whose keywords these are not.
  ajv.addVocabulary(Object.keys(whole));
  ajv.addSchema(whole, 'document');
  return (pointer, value) => {
    const id = `document${pointer}`;
    const validate = ajv.getSchema(id) ?? ajv.compile({ $ref: id });
    return validate(value) ? undefined : ajv.errorsText(validate.errors);
  };
}

/** As it stands, for what a client sends. */
export const asWritten = createJudge(document);

/** With nothing more than what is written, for what a client gets. */
export const nothingElse = createJudge(closed(document) as object);
