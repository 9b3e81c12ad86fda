import { REDACTED, Secret } from '../vault/secret.ts';

/** Names whose values are never logged, whatever they hold. */
const SECRET_NAME =
  /token|secret|password|authorization|cookie|credential|^code$|^grant$|^state$|^key$|api.?key|private/i;

/** Values that are secrets by their looks: JWTs (also cut short), bearer headers, Amazon's tokens, and keys of our own. */
const SECRET_VALUES = /eyJ[\w-]{5,}(?:\.[\w-]+){1,2}\.?|Bearer\s+\S+|Atz[ar]\|[\w|-]+|pl[ki]1\.\w+\.[\w-]+/gi;

/**
 * The last line of defence: secrets are a type of their own and are not handed to a logger in the first place.
 * @returns a copy for the log
 */
export function redact(value: unknown, depth = 6): unknown {
  if (value instanceof Secret) return REDACTED;
  if (typeof value === 'string') return value.replace(SECRET_VALUES, REDACTED);
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (depth === 0) return '…';
  if (Array.isArray(value)) return value.map((entry) => redact(entry, depth - 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [
      name,
      SECRET_NAME.test(name) ? REDACTED : redact(entry, depth - 1),
    ]),
  );
}
