import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { format, inspect } from 'node:util';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { SealBroken } from '../../lib/outcomes/service.ts';
import { errorFacts } from '../../lib/telemetry/logger.ts';
import { Secret } from '../../lib/vault/secret.ts';

const CANARY = 'canary-of-a-secret-8f2b';
const secret = new Secret(CANARY);

/** What a console writes. */
function printed(write: (console: Console) => void): string {
  const chunks: string[] = [];
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  write(new Console({ stdout, stderr: stdout }));
  return chunks.join('');
}

const failure = new Error('outer', { cause: Object.assign(new Error('inner'), { token: secret }) });

const FORMS: readonly (readonly [name: string, text: () => string])[] = [
  ['a template string', () => `token: ${secret}`],
  ['String()', () => String(secret)],
  ['concatenation', () => ['token: '].concat(String(secret)).join('') + secret],
  ['joining a list', () => [secret, secret].join()],
  ['toLocaleString', () => secret.toLocaleString()],
  ['JSON', () => JSON.stringify(secret)],
  ['JSON, deep inside', () => JSON.stringify({ home: { access: [{ token: secret }] } })],
  ['inspection', () => inspect(secret, { showHidden: true, depth: null, getters: true })],
  ['inspection, deep inside', () => inspect({ a: [new Map([['b', new Set([secret])]])] }, { depth: null })],
  ['printf', () => format('%s %o %O %j', secret, secret, secret, secret)],
  ['the console', () => printed((console) => console.log('token', secret, { secret }))],
  ['the console, as a table', () => printed((console) => console.table([{ secret }]))],
  ['the console, with dir', () => printed((console) => console.dir(secret, { showHidden: true }))],
  ['an error, and its cause', () => inspect(failure, { depth: null, showHidden: true })],
  ['the console, an error', () => printed((console) => console.error(failure))],
  ['the facts of an error', () => JSON.stringify(errorFacts(failure))],
  ['the facts of an outcome', () => JSON.stringify(errorFacts(new SealBroken('grant', { cause: failure })))],
  ['its properties', () => [...Reflect.ownKeys(secret), ...Object.values(secret)].map(String).join()],
  ['a copy', () => JSON.stringify({ ...secret })],
  ['a structured clone', () => inspect(structuredClone({ secret }), { showHidden: true })],
];

describe('a secret', () => {
  test.each(FORMS)('does not show in %s', (_name, text) => {
    expect(text()).not.toContain(CANARY);
  });

  test('shows to those who ask for it by name', () => {
    expect(secret.reveal()).toBe(CANARY);
  });

  test('says in the logs that something was there', () => {
    expect(JSON.stringify({ token: secret })).toBe('{"token":"[redacted]"}');
  });

  test('is no string to the compiler', () => {
    expectTypeOf<Secret>().not.toExtend<string>();
    expectTypeOf<string>().not.toExtend<Secret>();
    // A private field makes the type nominal: nothing that only looks like a secret passes for one.
    expectTypeOf<{
      reveal(): string;
      toString(): string;
      toJSON(): string;
      [inspect.custom](): string;
    }>().not.toExtend<Secret>();
  });
});
