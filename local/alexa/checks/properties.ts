import { arrayAt, isObject, type JsonObject, unknownFields } from './json.ts';
import type { Check, Problem } from './problem.ts';

const propertyFields = [
  'namespace',
  'instance',
  'name',
  'value',
  'timeOfSample',
  'uncertaintyInMilliseconds',
];

/** UTC with `Z` and at most three digits of a second: microseconds or an offset make Alexa drop the property. */
const utcTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

/** Whether a text is a time as Alexa takes it, and a real one (no 30th of February). */
export function isAlexaTime(value: unknown): boolean {
  if (typeof value !== 'string' || !utcTime.test(value)) return false;
  const parsed = new Date(value);
  // Date rolls impossible days over ("02-30" becomes March), which shows in the day it gives back.
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().slice(0, 19) === value.slice(0, 19);
}

/** What makes a property the same property: interface, name and, where there are several, instance. */
export function propertyKey(property: JsonObject): string {
  return JSON.stringify([property.namespace, property.name, property.instance]);
}

/** The reported properties in `context` and in a ChangeReport's `change`: shape, times, no repeats. */
export const checkProperties: Check = ({ message }) => [
  ...checkList(arrayAt(message, 'context', 'properties') ?? [], '/context/properties'),
  ...checkList(
    arrayAt(message, 'event', 'payload', 'change', 'properties') ?? [],
    '/event/payload/change/properties',
  ),
];

function checkList(list: readonly unknown[], path: string): readonly Problem[] {
  const seen = new Set<string>();
  return list.flatMap((property, index): readonly Problem[] => {
    const at = `${path}/${index}`;
    if (!isObject(property)) return [{ rule: 'property', path: at, message: 'a property is an object' }];
    const key = propertyKey(property);
    const repeated = seen.has(key);
    seen.add(key);
    return [
      ...(repeated ? [{ rule: 'property', path: at, message: 'this property is reported twice' }] : []),
      ...checkProperty(property, at),
    ];
  });
}

function checkProperty(property: JsonObject, path: string): readonly Problem[] {
  const problems: Problem[] = unknownFields(property, propertyFields).map((field) => ({
    rule: 'property',
    path: `${path}/${field}`,
    message: `${field} does not belong in a property`,
  }));
  for (const field of ['namespace', 'name']) {
    if (typeof property[field] !== 'string' || property[field] === '') {
      problems.push({
        rule: 'property',
        path: `${path}/${field}`,
        message: `${field} is a string, not empty`,
      });
    }
  }
  if (property.instance !== undefined && typeof property.instance !== 'string') {
    problems.push({ rule: 'property', path: `${path}/instance`, message: 'instance is a string' });
  }
  if (!('value' in property)) problems.push({ rule: 'property', path, message: 'a property needs a value' });
  if (!isAlexaTime(property.timeOfSample)) {
    problems.push({
      rule: 'time-of-sample',
      path: `${path}/timeOfSample`,
      message: 'timeOfSample is UTC with Z and at most three fractional digits',
    });
  }
  const uncertainty = property.uncertaintyInMilliseconds;
  if (typeof uncertainty !== 'number' || !Number.isInteger(uncertainty) || uncertainty < 0) {
    problems.push({
      rule: 'uncertainty',
      path: `${path}/uncertaintyInMilliseconds`,
      message: 'uncertaintyInMilliseconds is an integer, zero or more',
    });
  }
  return problems;
}
