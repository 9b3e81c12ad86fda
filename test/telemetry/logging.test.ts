import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { HomeTimedOut } from '../../lib/outcomes/home.ts';
import { errorFacts } from '../../lib/telemetry/logger.ts';
import { redact } from '../../lib/telemetry/redact.ts';
import { Secret } from '../../lib/vault/secret.ts';
import { createCanaries } from '../harness/canaries.ts';

const SCRIPT = fileURLToPath(new URL('log-canaries.ts', import.meta.url));
const word = 'canary-7d1f0c-of-the-log';
const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJlLWNhbmFyeQ';
const access = 'Atza|IwEBIcanaryAccess';
const refresh = 'Atzr|IwEBIcanaryRefresh';

/** Both outputs of a process that logs the canaries; Lambda takes both for its log. */
async function logOf(...options: string[]): Promise<string> {
  const env = {
    PATH: process.env.PATH,
    LOG_LEVEL: 'DEBUG',
    POWERTOOLS_SERVICE_NAME: 'porchlight',
    AWS_LAMBDA_FUNCTION_NAME: 'directive',
  };
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--no-warnings', SCRIPT, word, jwt, access, refresh, ...options],
    { env, maxBuffer: 16 * 1024 * 1024 },
  );
  return `${stdout}\n${stderr}`;
}

function leaksIn(log: string): string[] {
  const canaries = createCanaries();
  canaries.plant('the word', word);
  canaries.plant('the JWT', jwt);
  for (const [index, part] of jwt.split('.').entries()) {
    if (index > 0) canaries.plant(`part ${index} of the JWT`, part);
  }
  canaries.plant('the access token', access.slice('Atza|'.length));
  canaries.plant('the refresh token', refresh.slice('Atzr|'.length));
  canaries.collect('the log', log);
  return canaries.leaks();
}

let output: string;
let lines: Record<string, unknown>[];

beforeAll(async () => {
  output = await logOf();
  lines = output
    .trim()
    .split(/\n+/)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
});

describe('the real log of a process', () => {
  test('has every line, each of them JSON', () => {
    const said = lines.filter(({ message }) => message === 'A line.');
    expect(said).toHaveLength(13 * 4);
    expect(new Set(said.map(({ level }) => level))).toEqual(new Set(['DEBUG', 'INFO', 'WARN', 'ERROR']));
    expect(lines.find(({ message }) => message === 'The end.')).toMatchObject({ service: 'porchlight' });
  });

  test('has no canary, in whatever spelling', () => {
    expect(leaksIn(output)).toEqual([]);
    expect(output).toContain('[redacted]');
    // Bytes are printed as numbers, in lists or one by one.
    const [first, second, third] = Buffer.from(word);
    expect(output).not.toContain(`${first},${second},${third}`);
    expect(output).not.toContain(`"0":${first},"1":${second}`);
  });

  test('would show one: what passes the logger by is found', async () => {
    expect(leaksIn(await logOf('--leak'))).toEqual(['the word in the log']);
  });

  test('keeps what helps: the outcome, the chain of causes, where it happened', () => {
    const facts = lines
      .map(({ error }) => error)
      .find((error) => JSON.stringify(error)?.includes('store_unavailable'));
    expect(facts).toMatchObject({
      name: 'StoreUnavailable',
      outcome: 'store_unavailable',
      data: { operation: 'GetItem' },
      cause: {
        name: 'TypeError',
        stack: expect.stringContaining('log-canaries.ts'),
        cause: { name: 'Error' },
      },
    });
    expect(JSON.stringify(lines)).toContain('ECONNRESET');
  });

  test('carries the metrics in the embedded format', () => {
    const metrics = lines.filter((line) => '_aws' in line);
    expect(metrics.find((line) => 'Directives' in line)).toMatchObject({ DirectivesTime: 12.5 });
    expect(metrics.find((line) => 'FailedDirectives' in line)).toMatchObject({ outcome: 'home_timed_out' });
  });
});

describe('redaction', () => {
  test.each<[string, unknown, unknown]>([
    [
      'plain facts stay',
      { home: 'k1', at: 7, ok: true, none: null },
      { home: 'k1', at: 7, ok: true, none: null },
    ],
    [
      'names that tell',
      { accessToken: 'x', API_KEY: 'y', key: 'z' },
      { accessToken: '[redacted]', API_KEY: '[redacted]', key: '[redacted]' },
    ],
    ['a secret', { a: new Secret('x') }, { a: '[redacted]' }],
    ['a JWT in a sentence', `got ${jwt} today`, 'got [redacted] today'],
    ['half a JWT', jwt.split('.').slice(0, 2).join('.'), '[redacted]'],
    ['a bearer header', 'authorization: bearer abc.def', 'authorization: [redacted]'],
    ['tokens of Amazon', `${access},${refresh}`, '[redacted],[redacted]'],
    [
      'an event key and an invitation',
      `plk1.k3f9a2b.${'x'.repeat(43)} /join#pli1.k3f9a2b.${'y-_'.repeat(14)}z`,
      '[redacted] /join#[redacted]',
    ],
    ['lists', [['a', { token: 'x' }]], [['a', { token: '[redacted]' }]]],
  ])('%s', (_name, value, expected) => {
    expect(redact(value)).toEqual(expected);
  });

  test('changes nothing in what it was given', () => {
    const facts = Object.freeze({ token: 'x', list: Object.freeze([Object.freeze({ secret: 'y' })]) });
    redact(facts);
    expect(facts).toEqual({ token: 'x', list: [{ secret: 'y' }] });
  });
});

describe('the facts of an error', () => {
  test('end somewhere, however long the chain of causes is', () => {
    let error = new Error('first');
    for (let depth = 0; depth < 50; depth += 1) error = new Error('next', { cause: error });
    expect(JSON.stringify(errorFacts(error)).match(/"name"/g)).toHaveLength(4);
    const loop = new Error('loop');
    loop.cause = loop;
    expect(() => JSON.stringify(errorFacts(loop))).not.toThrow();
  });

  test('of an outcome are its own words', () => {
    expect(errorFacts(new HomeTimedOut('answer'))).toEqual({
      name: 'HomeTimedOut',
      outcome: 'home_timed_out',
      message: 'The home did not answer in time.',
      data: { phase: 'answer' },
    });
  });

  test.each([['a text'], [undefined], [null], [{ message: 'x' }]])(
    'of what is no error (%s) are its type',
    (thrown) => {
      expect(errorFacts(thrown)).toEqual({ name: typeof thrown });
    },
  );
});
