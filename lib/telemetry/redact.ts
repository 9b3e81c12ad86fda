import { REDACTED, Secret } from '../vault/secret.ts';

/** Names whose values are never logged, whatever they hold. */
const SECRET_NAME =
  /token|secret|password|authorization|cookie|credential|^code$|^grant$|^state$|^key$|private/i;

/** Values that are secrets by their looks: JWTs, bearer headers, Amazon's tokens. */
const SECRET_VALUES = /eyJ[\w-]{5,}\.[\w-]+\.[\w-]*|Bearer\s+\S+|Atz[ar]\|[\w|-]+/g;

/**
 * The last line of defence: secrets are a type of their own and are not handed to a logger in the first place.
 * @returns a copy for the log
 */
export function redact(value: unknown, depth = 6): unknown {
  if (value instanceof Secret) return REDACTED;
  if (typeof value === 'string') return value.replace(SECRET_VALUES, REDACTED);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return '…';
  if (Array.isArray(value)) return value.map((entry) => redact(entry, depth - 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [
      name,
      SECRET_NAME.test(name) ? REDACTED : redact(entry, depth - 1),
    ]),
  );
}
