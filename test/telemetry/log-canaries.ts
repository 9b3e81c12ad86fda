/**
 * Logs everything that could hold a secret, in all ways that code of ours could hand it to a logger. Run as a process
 * of its own by the test, which looks for the canaries on its output; they come in as arguments, and are in no file.
 */
import { StoreUnavailable } from '../../lib/outcomes/service.ts';
import { createLog, errorFacts } from '../../lib/telemetry/logger.ts';
import { createMeter } from '../../lib/telemetry/metrics.ts';
import { Secret } from '../../lib/vault/secret.ts';

const [word = '', jwt = '', access = '', refresh = '', option] = process.argv.slice(2);
const secret = new Secret(word);
const log = createLog();

/** A failure whose text, properties and causes are full of secrets. */
function failure(): Error {
  const inner = Object.assign(new Error(`POST ?token=${word} failed`), {
    token: word,
    config: { auth: jwt },
  });
  return new StoreUnavailable('GetItem', {
    cause: new TypeError(`cannot read ${word}\n    at ${word} (${word})`, { cause: inner }),
  });
}

const FACTS: Record<string, unknown>[] = [
  { secret, nested: { list: [secret, { deeper: secret }] } },
  { token: word, accessToken: word, refresh_token: word, Authorization: word, clientSecret: word },
  { password: word, cookie: word, 'set-cookie': word, credentials: { user: word }, privateKey: word },
  { code: word, grant: word, state: word, key: word },
  { url: `https://home.example/?x=${jwt}`, header: `Bearer ${word}`, text: `${access} and ${refresh}` },
  { deep: { a: { b: { c: { d: { e: { f: { g: { h: word } } } } } } } } },
  { bytes: Buffer.from(word), view: new TextEncoder().encode(word) },
  { map: new Map([['a', word]]), set: new Set([word]), address: new URL(`https://home.example/${word}`) },
  { thrown: new Error(word) },
  { error: errorFacts(failure()) },
  { error: errorFacts(word) },
  { error: errorFacts(Object.assign(new Error(word), { code: 'ECONNRESET' })) },
];

const circular: Record<string, unknown> = { token: word };
circular.self = circular;

for (const facts of [...FACTS, circular]) {
  for (const level of ['debug', 'info', 'warn', 'error'] as const) log[level]('A line.', facts);
}
log.info('The end.');
const meter = createMeter();
meter.count('Directives');
meter.count('FailedDirectives', { outcome: 'home_timed_out' });
meter.time('DirectivesTime', 12.5);
meter.flush();
// Shows the test that it would notice.
if (option === '--leak') process.stdout.write(`${JSON.stringify({ leak: word })}\n`);
