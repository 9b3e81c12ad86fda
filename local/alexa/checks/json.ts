/** A JSON object as it comes off the wire: every field still has to be looked at. */
export type JsonObject = { readonly [field: string]: unknown };

/** Whether a value is a JSON object (not null, not an array). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object at a path of field names, or undefined as soon as one of them is missing or no object. */
export function objectAt(value: unknown, ...path: readonly string[]): JsonObject | undefined {
  const found = valueAt(value, ...path);
  return isObject(found) ? found : undefined;
}

/** The string at a path of field names, or undefined when it is missing or no string. */
export function stringAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

/** The array at a path of field names, or undefined when it is missing or no array. */
export function arrayAt(value: unknown, ...path: readonly string[]): readonly unknown[] | undefined {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found : undefined;
}

/** Whatever is at a path of field names, or undefined. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const field of path) {
    if (!isObject(current)) return undefined;
    current = current[field];
  }
  return current;
}

/** The names of an object's fields that are not in the list of known ones. */
export function unknownFields(value: JsonObject, known: readonly string[]): readonly string[] {
  return Object.keys(value).filter((field) => !known.includes(field));
}
