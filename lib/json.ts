/** A parsed JSON object of which nothing is known yet. */
export type Json = Record<string, unknown>;

/** Neither null nor a list. */
export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
