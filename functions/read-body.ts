import * as v from 'valibot';
import { RequestInvalid } from '../lib/outcomes/request.ts';

/** Kinds of issue that have a message of ours, and only such. */
const OWN_MESSAGES: ReadonlySet<string> = new Set(['regex', 'includes', 'custom']);

/**
 * Reads a request body.
 * @throws {RequestInvalid} naming the first field that does not fit; never quoting its value
 */
export function readBody<Schema extends v.GenericSchema>(
  schema: Schema,
  body: unknown,
): v.InferOutput<Schema> {
  // To valibot a list is an object without the fields that it looks for.
  if (Array.isArray(body) && schema.type === 'strict_object')
    throw new RequestInvalid('body', 'Send a JSON object.');
  const result = v.safeParse(schema, body, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue) ?? 'body';
  // valibot's own messages quote what they received.
  const message = OWN_MESSAGES.has(issue.type) ? issue.message : describe(issue);
  throw new RequestInvalid(field, message);
}

function describe(issue: v.BaseIssue<unknown>): string {
  if (issue.received === 'undefined') return 'This field is missing.';
  if (issue.type === 'strict_object' && issue.expected === 'never') return 'There is no such field.';
  return issue.expected === null ? 'This field does not fit.' : `This field must be ${issue.expected}.`;
}
