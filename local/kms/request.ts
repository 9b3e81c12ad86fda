import { KmsError } from './kms-error.ts';

/** The members of one AWS JSON 1.1 request, not yet looked at. */
export type KmsInput = Readonly<Record<string, unknown>>;

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Reads a request body into its members.
 * @throws KmsError SerializationException when the body is not one JSON object
 */
export function parseInput(body: string): KmsInput {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch (cause) {
    throw new KmsError('SerializationException', 'The request body is not JSON.', { cause });
  }
  if (!isRecord(parsed))
    throw new KmsError('SerializationException', 'The request body is not a JSON object.');
  return parsed;
}

/** A string member, or undefined when it is absent or null. @throws KmsError SerializationException */
export function optionalString(input: KmsInput, member: string): string | undefined {
  const value = input[member] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw wrongType(member, 'a string');
}

/** An integer member, or undefined when it is absent or null. @throws KmsError SerializationException */
export function optionalInteger(input: KmsInput, member: string): number | undefined {
  const value = input[member] ?? undefined;
  if (value === undefined || (typeof value === 'number' && Number.isInteger(value))) return value;
  throw wrongType(member, 'an integer');
}

/** A blob member (base64 on the wire) decoded, or undefined when absent or null. @throws KmsError SerializationException */
export function optionalBlob(input: KmsInput, member: string): Buffer | undefined {
  const value = optionalString(input, member);
  if (value === undefined) return undefined;
  if (!BASE64.test(value)) throw wrongType(member, 'base64');
  return Buffer.from(value, 'base64');
}

/** A map of strings, empty when absent or null (to KMS the two are the same). @throws KmsError SerializationException */
export function stringMap(input: KmsInput, member: string): ReadonlyMap<string, string> {
  const value = input[member] ?? {};
  if (!isRecord(value)) throw wrongType(member, 'a map');
  const entries = new Map<string, string>();
  for (const [key, item] of Object.entries(value)) {
    if (typeof item !== 'string') throw wrongType(member, 'a map of strings');
    entries.set(key, item);
  }
  return entries;
}

/** The value, or KMS's complaint that it is missing. @throws KmsError ValidationException */
export function required<T>(value: T | undefined, member: string): T {
  if (value !== undefined) return value;
  const name = `${member.charAt(0).toLowerCase()}${member.slice(1)}`;
  throw invalid(`Value null at '${name}' failed to satisfy constraint: Member must not be null`);
}

/** The ValidationException KMS words for one broken constraint. */
export function invalid(detail: string): KmsError {
  return new KmsError('ValidationException', `1 validation error detected: ${detail}`);
}

function wrongType(member: string, expected: string): KmsError {
  return new KmsError('SerializationException', `${member} must be ${expected}.`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
