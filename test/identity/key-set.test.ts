import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDeadline } from '../../lib/deadline.ts';
import { createKeySetCache } from '../../lib/identity/key-set.ts';
import { createTokenVerifier, type TokenVerifier } from '../../lib/identity/verifier.ts';
import { Secret } from '../../lib/vault/secret.ts';
import { createIssuer, serveKeySet } from '../harness/issuer.ts';
import { outcomeOf, tally } from '../harness/outcome-of.ts';

const POOL = 'us-east-1_KeySetPool';
const issuer = createIssuer({ region: 'us-east-1', userPoolId: POOL });

const newVerifier = (endpoint: string): TokenVerifier =>
  createTokenVerifier({
    userPoolId: POOL,
    clientId: 'client',
    scope: 'porchlight/control',
    graceSeconds: 120,
    keySet: createKeySetCache(endpoint),
  });

const newToken = () =>
  new Secret(issuer.mint({ sub: 'user', clientId: 'client', scope: 'porchlight/control' }));

let keySet: Awaited<ReturnType<typeof serveKeySet>>;
let verifier: TokenVerifier;

beforeEach(async () => {
  keySet = await serveKeySet(issuer, POOL);
  verifier = newVerifier(keySet.url);
});
afterEach(() => keySet.close());

const verify = (ms = 5_000) => outcomeOf(verifier.verify(newToken(), createDeadline(ms)));

/** A key set of Cognito's shape, larger than any key set is. */
const tooLarge = JSON.stringify({ keys: issuer.jwks.keys, padding: 'x'.repeat(400_000) });

describe('a key set that cannot be had unlinks nobody', () => {
  test.each([
    ['an error of the service', { status: 500 }],
    ['not found', { status: 404 }],
    ['forbidden', { status: 403, body: '{"message":"Forbidden"}' }],
    ['a redirect', { status: 302 }],
    ['nothing at all', { body: '' }],
    ['a web page', { body: '<html>sign in, please</html>' }],
    ['JSON of another kind', { body: '{"message":"moved"}' }],
    ['a list', { body: '[]' }],
    ['keys that are none', { body: '{"keys":"none"}' }],
    ['a key that cannot be one', { body: JSON.stringify({ keys: [{ kid: issuer.kid, kty: 7 }] }) }],
    ['half of a key set', { body: JSON.stringify(issuer.jwks).slice(0, 100) }],
    ['far too much', { body: tooLarge }],
  ])('%s, and recovers by itself', async (_name, fault) => {
    keySet.setFault(fault);
    expect(await verify()).toBe('key_set_unavailable');
    keySet.setFault(undefined);
    expect(await verify()).toBe('ok');
  });

  test('one without our key makes the key id unknown', async () => {
    keySet.setFault({ body: '{"keys":[]}' });
    expect(await verify()).toBe('token_mismatched');
  });

  test('slower than the deadline', async () => {
    keySet.setFault({ delayMs: 1_000 });
    const started = performance.now();
    expect(await verify(150)).toBe('out_of_time');
    expect(performance.now() - started).toBeLessThan(600);
    keySet.setFault(undefined);
  });

  test('nobody listening', async () => {
    await keySet.close();
    expect(await verify()).toBe('key_set_unavailable');
    keySet = await serveKeySet(issuer, POOL);
  });

  test('fifty at once, and one download', async () => {
    keySet.setFault({ status: 503, delayMs: 50 });
    const all = Array.from({ length: 50 }, () => verifier.verify(newToken(), createDeadline(5_000)));
    expect(await tally(all)).toEqual({ key_set_unavailable: 50 });
    expect(keySet.requests()).toBe(1);
  });
});

describe('a connection to the key set', () => {
  /** Serves with a listener for the length of `run`. */
  async function serving(listener: RequestListener, run: (url: string) => Promise<void>) {
    const server = createServer(listener);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  test.concurrent('that breaks in the middle', async () => {
    await serving(
      (_request, response) => {
        response.writeHead(200, { 'content-length': 1_000 });
        response.write('{"keys":[');
        setTimeout(() => response.destroy(), 20);
      },
      async (url) => {
        const verified = newVerifier(url).verify(newToken(), createDeadline(5_000));
        expect(await outcomeOf(verified)).toBe('key_set_unavailable');
      },
    );
  });

  test.concurrent('that trickles is given up before the deadline', async () => {
    await serving(
      (_request, response) => {
        response.writeHead(200);
        const trickle = setInterval(() => response.write(' '), 50);
        response.on('close', () => clearInterval(trickle));
      },
      async (url) => {
        const started = performance.now();
        const verified = newVerifier(url).verify(newToken(), createDeadline(7_000));
        expect(await outcomeOf(verified)).toBe('key_set_unavailable');
        expect(performance.now() - started).toBeLessThan(3_500);
      },
    );
  });
});
