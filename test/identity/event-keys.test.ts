import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashEventKey, isEventKey, newEventKey, parseEventKey } from '../../lib/identity/event-keys.ts';
import { Secret } from '../../lib/vault/secret.ts';

/** What the authorizer makes of something that a caller presents. */
function opens(presented: string, home: string, storedHash: string): boolean {
  const key = parseEventKey(presented);
  return key?.home === home && isEventKey(key.secret, storedHash);
}

describe('an event key', () => {
  test('names its home, and opens', () => {
    const key = newEventKey('kabcdefg');
    expect(parseEventKey(key.reveal())?.home).toBe('kabcdefg');
    expect(opens(key.reveal(), 'kabcdefg', hashEventKey(key))).toBe(true);
  });

  test('is another each time, with 256 bits of its own', () => {
    const keys = Array.from({ length: 100 }, () => newEventKey('kabcdefg').reveal());
    expect(new Set(keys).size).toBe(100);
    for (const key of keys) expect(Buffer.from(key.split('.')[2] ?? '', 'base64url')).toHaveLength(32);
  });

  test('does not open when a character is another, is missing or is one too many', () => {
    const key = newEventKey('kabcdefg');
    const text = key.reveal();
    const stored = hashEventKey(key);
    fc.assert(
      fc.property(
        fc.nat(text.length - 1),
        fc.constantFrom('change', 'leave out', 'insert'),
        fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }),
        (at, what, character) => {
          const rest = text.slice(what === 'insert' ? at : at + 1);
          const presented = `${text.slice(0, at)}${what === 'leave out' ? '' : character}${rest}`;
          return opens(presented, 'kabcdefg', stored) === (presented === text);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('nor does anything else', () => {
    const stored = hashEventKey(newEventKey('kabcdefg'));
    const secret = fc.string({ unit: 'grapheme-ascii', minLength: 40, maxLength: 46 });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          secret.map((text) => `plk1.kabcdefg.${text}`),
        ),
        (presented) => !opens(presented, 'kabcdefg', stored),
      ),
      { numRuns: 1_000 },
    );
  });

  test('of another home does not open this one', () => {
    const key = newEventKey('kother');
    expect(opens(key.reveal(), 'kabcdefg', hashEventKey(newEventKey('kabcdefg')))).toBe(false);
    const renamed = key.reveal().replace('kother', 'kabcdefg');
    expect(opens(renamed, 'kabcdefg', hashEventKey(key))).toBe(false);
  });

  test.each([
    '',
    'plk1',
    'plk1.kabcdefg',
    `plk1.kabcdefg.${'a'.repeat(42)}`,
    `plk1.kabcdefg.${'a'.repeat(44)}`,
    `plk1.kabcdefg.${'a'.repeat(42)}=`,
    `plk2.kabcdefg.${'a'.repeat(43)}`,
    `PLK1.kabcdefg.${'a'.repeat(43)}`,
    `plk1.KABCDEFG.${'a'.repeat(43)}`,
    `plk1.k#CONN.${'a'.repeat(43)}`,
    `plk1.kabcdefg.${'a'.repeat(43)}\n`,
    ` plk1.kabcdefg.${'a'.repeat(43)}`,
  ])('is not %j', (presented) => {
    expect(parseEventKey(presented)).toBeUndefined();
  });

  test.each(['', 'short', 'x'.repeat(43), 'ü'.repeat(43)])('does not match the stored hash %j', (stored) => {
    expect(isEventKey(newEventKey('kabcdefg'), stored)).toBe(false);
  });

  test('is not in its hash, nor in what is printed of it', () => {
    const key = newEventKey('kabcdefg');
    const secret = key.reveal().split('.')[2] ?? '';
    expect(hashEventKey(key)).not.toContain(secret);
    expect(`${key} ${JSON.stringify({ key: parseEventKey(key.reveal()) })}`).not.toContain(secret);
    expect(hashEventKey(new Secret(key.reveal()))).toBe(hashEventKey(key));
  });
});
