import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type AjvDraft04 from 'ajv-draft-04';
import type { ValidateFunction } from 'ajv-draft-04';
import type addFormats from 'ajv-formats';
import { arrayAt, isObject, type JsonObject, stringAt, valueAt } from './json.ts';
import type { Problem } from './problem.ts';
import { readableErrors } from './schema-errors.ts';

/** Amazon's message schema, ready to use. */
export type MessageSchema = {
  /** What the schema says about a message; `undefined` when it does not know this namespace and name at all. */
  readonly validate: (message: JsonObject) => readonly Problem[] | undefined;
};

/** The file that was named as Amazon's message schema cannot be used. */
export class SchemaFileError extends Error {
  override readonly name = 'SchemaFileError';
  readonly path: string;

  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(`${path} cannot be used as Amazon's message schema: ${reason}`, options);
    this.path = path;
  }
}

/** One process compiles a schema once, however many checkers there are: it takes a second or two. */
const loaded = new Map<string, MessageSchema>();

/**
 * Reads Amazon's `alexa_smart_home_message_schema.json` (alexa-samples/alexa-smarthome, draft 4).
 *
 * The schema is "one of" many messages which differ in namespace and name, so a message is validated against the
 * one branch of its own header: the same verdict, and errors that speak of that message only.
 *
 * @throws SchemaFileError when the file is missing, no JSON, or not that schema.
 */
export function loadMessageSchema(path: string): MessageSchema {
  const known = loaded.get(path);
  if (known !== undefined) return known;
  const schema = createMessageSchema(readSchema(path), path);
  loaded.set(path, schema);
  return schema;
}

function readSchema(path: string): JsonObject {
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (isObject(parsed)) return parsed;
  } catch (cause) {
    throw new SchemaFileError(path, cause instanceof Error ? cause.message : 'unreadable', { cause });
  }
  throw new SchemaFileError(path, 'it is no JSON object');
}

function createMessageSchema(schema: JsonObject, path: string): MessageSchema {
  const branches = findBranches(schema, '#');
  if (branches.size === 0) throw new SchemaFileError(path, 'it describes no messages');
  const ajv = createValidator();
  ajv.addSchema({ ...schema, id: 'amazon' });
  const compiled = new Map<string, ValidateFunction>();

  return {
    validate(message) {
      const header = valueAt(message, 'event', 'header');
      const pointer = branches.get(
        `${stringAt(header, 'namespace') ?? ''}/${stringAt(header, 'name') ?? ''}`,
      );
      if (pointer === undefined) return undefined;
      const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `amazon${pointer}` });
      compiled.set(pointer, validate);
      return validate(message) ? [] : readableErrors(validate.errors ?? []);
    },
  };
}

/** The validator takes a while to load and is needed only with a schema, so it is not a static import. */
function createValidator(): AjvDraft04.default {
  const require = createRequire(import.meta.url);
  const { default: Ajv } = require('ajv-draft-04') as typeof AjvDraft04;
  const { default: formats } = require('ajv-formats') as { default: typeof addFormats.default };
  // Its patterns use escapes that are errors in a unicode regular expression, and OpenAPI's own keywords.
  const ajv = new Ajv({ strict: false, unicodeRegExp: false, allErrors: true, logger: false });
  formats(ajv);
  return ajv;
}

/** Where in the schema each message is described: `namespace/name` to JSON pointer. */
function findBranches(schema: unknown, pointer: string): ReadonlyMap<string, string> {
  const branches = new Map<string, string>();
  const header = valueAt(schema, 'properties', 'event', 'properties', 'header', 'properties');
  for (const namespace of arrayAt(header, 'namespace', 'enum') ?? []) {
    for (const name of arrayAt(header, 'name', 'enum') ?? []) {
      branches.set(`${String(namespace)}/${String(name)}`, pointer);
    }
  }
  (arrayAt(schema, 'oneOf') ?? []).forEach((inner, index) => {
    for (const [message, found] of findBranches(inner, `${pointer}/oneOf/${index}`))
      branches.set(message, found);
  });
  return branches;
}
