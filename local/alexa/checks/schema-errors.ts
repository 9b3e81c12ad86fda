import type { ErrorObject } from 'ajv-draft-04';
import type { Problem } from './problem.ts';

/** The fields by which one variant among many is meant: the others' complaints are noise. */
const discriminators = ['namespace', 'name', 'type', 'interface'];

/**
 * Turns a validator's errors into a few that can be read.
 *
 * Amazon's schema says "any of 200 properties" or "one of 26 errors", and each variant complains. Of these, only
 * the variants that mean the same property, capability or error type are kept; where there is none, one line says so.
 */
export function readableErrors(errors: readonly ErrorObject[]): readonly Problem[] {
  let remaining = [...errors];
  // Errors of inner choices come before those of the choices around them, so in order means inside out.
  for (const choice of errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf')) {
    if (remaining.includes(choice)) remaining = narrow(remaining, choice);
  }
  const lines = new Map<string, Problem>();
  for (const error of remaining) {
    const problem = { rule: 'amazon-schema', path: error.instancePath, message: describe(error) };
    lines.set(`${problem.path} ${problem.message}`, problem);
  }
  return [...lines.values()];
}

/** Keeps, of one failed choice, the complaints of the variants that were meant. */
function narrow(errors: readonly ErrorObject[], choice: ErrorObject): ErrorObject[] {
  const prefix = `${choice.schemaPath}/`;
  const variantOf = (error: ErrorObject): string | undefined =>
    error.schemaPath.startsWith(prefix) ? error.schemaPath.slice(prefix.length).split('/')[0] : undefined;
  const meantOtherwise = new Set(
    errors
      .filter(
        (error) =>
          error.keyword === 'enum' &&
          discriminators.some((field) => error.instancePath === `${choice.instancePath}/${field}`),
      )
      .map(variantOf),
  );
  const kept: ErrorObject[] = [];
  let meant = false;
  for (const error of errors) {
    const variant = isInside(error, choice) ? variantOf(error) : undefined;
    if (variant !== undefined && meantOtherwise.has(variant)) continue;
    if (variant !== undefined) meant = true;
    if (error !== choice) kept.push(error);
  }
  return meant ? kept : [...kept, choice];
}

function isInside(error: ErrorObject, choice: ErrorObject): boolean {
  return (
    error.instancePath === choice.instancePath || error.instancePath.startsWith(`${choice.instancePath}/`)
  );
}

function describe(error: ErrorObject): string {
  const params: Readonly<Record<string, unknown>> = error.params;
  if (error.keyword === 'additionalProperties')
    return `has an unknown field ${String(params.additionalProperty)}`;
  if (error.keyword === 'enum' && Array.isArray(params.allowedValues)) {
    return `must be one of ${params.allowedValues.map(String).join(', ')}`;
  }
  if (error.keyword === 'anyOf' || error.keyword === 'oneOf')
    return 'is none of the variants that the schema knows';
  return error.message ?? `fails ${error.keyword}`;
}
