import { createHmac, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDeadline } from '../../lib/deadline.ts';
import { createKeySetCache } from '../../lib/identity/key-set.ts';
import { createTokenVerifier } from '../../lib/identity/verifier.ts';
import { TokenMismatched } from '../../lib/outcomes/identity.ts';
import { Outcome } from '../../lib/outcomes/outcome.ts';
import { Secret } from '../../lib/vault/secret.ts';
import { createIssuer, type MintOptions, serveKeySet } from '../harness/issuer.ts';

const POOL = 'us-east-1_VerifierPool';
const CLIENT = 'alexa-client';
const SCOPE = 'porchlight/control';
const GRACE_SECONDS = 120;

const issuer = createIssuer({ region: 'us-east-1', userPoolId: POOL });
const { privateKey: strangersKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
let keySet: Awaited<ReturnType<typeof serveKeySet>>;

beforeAll(async () => {
  keySet = await serveKeySet(issuer, POOL);
});
afterAll(() => keySet.close());

const newVerifier = () =>
  createTokenVerifier({
    userPoolId: POOL,
    clientId: CLIENT,
    scope: SCOPE,
    graceSeconds: GRACE_SECONDS,
    keySet: createKeySetCache(keySet.url),
  });

const mint = (extra: Partial<MintOptions> = {}) =>
  issuer.mint({ sub: 'user-1', clientId: CLIENT, scope: `openid ${SCOPE}`, ...extra });

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The parts of a good token, one of them changed. */
function alter(change: { header?: unknown; payload?: unknown; signature?: string }): string {
  const [header = '', payload = '', signature = ''] = mint().split('.');
  return [
    change.header === undefined ? header : encode(change.header),
    change.payload === undefined ? payload : encode(change.payload),
    change.signature ?? signature,
  ].join('.');
}

const payloadOf = (jwt: string) =>
  JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<string, unknown>;

/** A token "signed" with HMAC under the public key: the classic confusion of algorithms. */
function confuseAlgorithms(): string {
  const signed = `${encode({ alg: 'HS256', kid: issuer.kid, typ: 'JWT' })}.${mint().split('.')[1]}`;
  const publicKey = issuer.publicKey.export({ type: 'spki', format: 'pem' });
  return `${signed}.${createHmac('sha256', publicKey).update(signed).digest('base64url')}`;
}

async function judge(jwt: string, verifier = newVerifier()): Promise<string> {
  try {
    await verifier.verify(new Secret(jwt), createDeadline(5_000));
    return 'good';
  } catch (error) {
    if (error instanceof TokenMismatched) return `${error.code}: ${error.data.claim}`;
    return error instanceof Outcome ? error.code : `unexpected ${String(error)}`;
  }
}

const originalIssuer = `https://cognito-idp.us-east-1.amazonaws.com/${POOL}`;

const rows: readonly (readonly [name: string, verdict: string, token: () => string])[] = [
  ['a fresh token', 'good', () => mint()],
  ['our scope alone', 'good', () => mint({ scope: SCOPE })],
  ['our scope before others', 'good', () => mint({ scope: `${SCOPE} openid email` })],
  ['the issuer in its original form', 'good', () => mint({ claims: { iss: originalIssuer } })],
  ['expired, within the grace', 'good', () => mint({ expiresIn: -(GRACE_SECONDS - 30) })],
  ['nbf in the past', 'good', () => mint({ claims: { nbf: Math.floor(Date.now() / 1000) - 60 } })],

  ['nothing', 'token_malformed', () => ''],
  ['a word', 'token_malformed', () => 'garbage'],
  ['two parts', 'token_malformed', () => mint().split('.').slice(0, 2).join('.')],
  ['four parts', 'token_malformed', () => `${mint()}.more`],
  ['three parts that are not base64url', 'token_malformed', () => 'a!.b!.c!'],
  ['three parts that are not JSON', 'token_malformed', () => 'bm90.anNvbg.YXRhbGw'],
  ['a payload that is a list', 'token_malformed', () => alter({ payload: ['sub', 'user-1'] })],
  [
    'alg none without a signature',
    'token_malformed',
    () => `${encode({ alg: 'none', kid: issuer.kid })}.${mint().split('.')[1]}.`,
  ],

  ['alg none with a signature', 'token_forged', () => alter({ header: { alg: 'none', kid: issuer.kid } })],
  ['no alg at all', 'token_forged', () => alter({ header: { kid: issuer.kid } })],
  ['HS256 under the public key', 'token_forged', confuseAlgorithms],
  [
    'another algorithm than the key is for',
    'token_forged',
    () => alter({ header: { alg: 'RS512', kid: issuer.kid, typ: 'JWT' } }),
  ],
  [
    'an altered payload',
    'token_forged',
    () => alter({ payload: { ...payloadOf(mint()), sub: 'somebody-else' } }),
  ],
  [
    'a signature of noise',
    'token_forged',
    () => alter({ signature: Buffer.alloc(256, 7).toString('base64url') }),
  ],
  ['signed by a stranger who names our key', 'token_forged', () => mint({ key: strangersKey })],
  ['signed by a stranger, and expired', 'token_forged', () => mint({ key: strangersKey, expiresIn: -7_200 })],

  ['expired beyond the grace', 'token_expired', () => mint({ expiresIn: -(GRACE_SECONDS + 30) })],
  [
    'expired, the issuer in its original form',
    'token_expired',
    () => mint({ expiresIn: -7_200, claims: { iss: originalIssuer } }),
  ],

  [
    'expired, of another client',
    'token_mismatched: client_id',
    () => mint({ expiresIn: -7_200, clientId: 'portal-client' }),
  ],
  [
    'expired, of another scope',
    'token_mismatched: scope',
    () => mint({ expiresIn: -7_200, scope: 'openid porchlight/account' }),
  ],
  [
    'expired, an id token',
    'token_mismatched: token_use',
    () => mint({ expiresIn: -7_200, claims: { token_use: 'id', aud: CLIENT, client_id: undefined } }),
  ],
  [
    'of another user pool',
    'token_mismatched: issuer',
    () => mint({ claims: { iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other' } }),
  ],
  [
    'of another user pool, and expired',
    'token_mismatched: issuer',
    () =>
      mint({
        expiresIn: -7_200,
        claims: { iss: 'https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_Other' },
      }),
  ],
  ['of no issuer', 'token_mismatched: issuer', () => mint({ claims: { iss: undefined } })],
  ['of another client', 'token_mismatched: client_id', () => mint({ clientId: 'portal-client' })],
  ['of no client', 'token_mismatched: client_id', () => mint({ claims: { client_id: undefined } })],
  ['of another scope', 'token_mismatched: scope', () => mint({ scope: 'openid porchlight/account' })],
  ['of a scope that begins like ours', 'token_mismatched: scope', () => mint({ scope: `${SCOPE}-more` })],
  ['of no scope', 'token_mismatched: scope', () => mint({ claims: { scope: undefined } })],
  ['an id token', 'token_mismatched: token_use', () => mint({ claims: { token_use: 'id', aud: CLIENT } })],
  ['an unknown key id', 'token_mismatched: kid', () => mint({ header: { kid: 'rotated-away' } })],
  ['no key id', 'token_mismatched: kid', () => mint({ header: { kid: undefined } })],
  [
    "an unknown key id and a stranger's signature",
    'token_mismatched: kid',
    () => mint({ header: { kid: 'of-a-stranger' }, key: strangersKey }),
  ],
  [
    'nbf in the future',
    'token_mismatched: nbf',
    () => mint({ claims: { nbf: Math.floor(Date.now() / 1000) + 3_600 } }),
  ],
  ['signed by us, of nobody', 'token_mismatched: claim', () => mint({ claims: { sub: undefined } })],
  ['signed by us, without an end', 'token_mismatched: claim', () => mint({ claims: { exp: undefined } })],
];

describe('an access token', () => {
  test.each(rows)('%s: %s', async (_name, verdict, token) => {
    expect(await judge(token())).toBe(verdict);
  });

  test('that is good says who it is for', async () => {
    const jwt = mint({ sub: 'user-7', originJti: 'link-7' });
    const identity = await newVerifier().verify(new Secret(jwt), createDeadline(5_000));
    expect(identity).toEqual({ sub: 'user-7', originJti: 'link-7', expiresAt: payloadOf(jwt).exp });
  });

  test('without origin_jti is a link of its own', async () => {
    const jwt = mint({ claims: { origin_jti: undefined } });
    const { originJti } = await newVerifier().verify(new Secret(jwt), createDeadline(5_000));
    expect(originJti).toBe(payloadOf(jwt).jti);
  });

  test('with an unknown key id keeps no known key from verifying', async () => {
    const verifier = newVerifier();
    const verdicts = [];
    for (const kid of ['unknown-1', undefined, 'unknown-2', undefined]) {
      verdicts.push(await judge(mint(kid === undefined ? {} : { header: { kid } }), verifier));
    }
    expect(verdicts[0]).toBe('token_mismatched: kid');
    expect([verdicts[1], verdicts[3]]).toEqual(['good', 'good']);
    // The pause after an unknown key id: nothing is known of the token, and nobody is unlinked.
    expect(verdicts[2]).toBe('key_set_unavailable');
  });

  test('never appears in what is thrown', async () => {
    for (const [, , token] of rows) {
      const jwt = token();
      const thrown: unknown = await newVerifier()
        .verify(new Secret(jwt), createDeadline(5_000))
        .catch((error: unknown) => error);
      if (!(thrown instanceof Error) || jwt.length < 10) continue;
      const { cause, message, stack } = thrown;
      const causeText = cause instanceof Error ? `${cause.message} ${cause.stack}` : String(cause);
      expect(`${message} ${stack} ${causeText}`).not.toContain(jwt.split('.')[1]);
      expect(`${message} ${causeText}`).not.toContain('somebody-else');
    }
  });
});

describe('fifty verifications at once', () => {
  test('download the key set once', async () => {
    const verifier = newVerifier();
    const before = keySet.requests();
    const tokens = Array.from({ length: 50 }, (_, index) => mint({ sub: `user-${index}` }));
    const identities = await Promise.all(
      tokens.map((jwt) => verifier.verify(new Secret(jwt), createDeadline(5_000))),
    );
    expect(identities.map(({ sub }) => sub)).toEqual(tokens.map((_, index) => `user-${index}`));
    expect(keySet.requests() - before).toBe(1);
  });
});
