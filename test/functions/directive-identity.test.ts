import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Item } from '../../lib/homes/table.ts';
import { createAlexaSide, discovery, turnOn } from '../harness/alexa-side.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { startWorld, type World } from '../harness/world.ts';

let home: Home;
let world: World;
let alexa: ReturnType<typeof createAlexaSide>;
let lamp: string;

beforeAll(async () => {
  home = await startHome();
  world = await startWorld({ homeAddressAllowlist: allowing(home.url) });
  alexa = createAlexaSide(world);
  lamp = `${await world.connect('ann', home.url, home.token)}:light#kitchen`;
});

afterAll(async () => {
  await Promise.all([home.close(), world.close()]);
});

/** What Alexa hears, be it for a device or for discovery, and that no home heard anything. */
async function refused(token: string, type: string): Promise<void> {
  const asked = await home.askedDuring(async () => {
    expect(await alexa.outcome(turnOn(token, lamp))).toBe(type);
    expect(await alexa.outcome(discovery(token))).toBe(type);
  });
  expect(asked).toBe(0);
}

// These come first, as long as the keys are not in memory.
describe('a key set that cannot be had costs nobody their link', () => {
  it.each<[string, Parameters<World['keySet']['setFault']>[0]]>([
    ['500', { status: 500 }],
    ['404', { status: 404 }],
    ['nonsense', { body: 'keys? which keys?' }],
    ['something else', { body: '{"keys":7}' }],
    ['too large', { body: `{"keys":["${'x'.repeat(300_000)}"]}` }],
  ])('%s', async (_what, fault) => {
    world.keySet.setFault(fault);
    await refused(world.alexaToken('ann'), 'INTERNAL_ERROR');
    world.keySet.setFault(undefined);
  });

  it('late: the answer is in time', async () => {
    world.keySet.setFault({ delayMs: 2_000 });
    const started = performance.now();
    expect(await alexa.outcome(turnOn(world.alexaToken('ann'), lamp), 1_000)).toBe('INTERNAL_ERROR');
    expect(performance.now() - started).toBeLessThan(1_000);
    world.keySet.setFault(undefined);
  });

  it('and is asked again once it is back', async () => {
    await expect
      .poll(() => alexa.outcome(turnOn(world.alexaToken('ann'), lamp)), { timeout: 4_000 })
      .toBe('Alexa/Response');
  });
});

describe('what is positively bad unlinks', () => {
  const { privateKey: stranger } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const parts = (token: string) => token.split('.') as [string, string, string];
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it.each<[string, () => string, string]>([
    ['no JWT', () => 'swordfish', 'INVALID_AUTHORIZATION_CREDENTIAL'],
    ['three words', () => 'not.a.token', 'INVALID_AUTHORIZATION_CREDENTIAL'],
    ['four parts', () => `${world.alexaToken('ann')}.x`, 'INVALID_AUTHORIZATION_CREDENTIAL'],
    [
      'no signature',
      () => `${parts(world.alexaToken('ann')).slice(0, 2).join('.')}.`,
      'INVALID_AUTHORIZATION_CREDENTIAL',
    ],
    [
      'the algorithm none',
      () => {
        const [, payload] = parts(world.alexaToken('ann'));
        return `${encoded({ alg: 'none', kid: world.issuer.kid, typ: 'JWT' })}.${payload}.`;
      },
      'INVALID_AUTHORIZATION_CREDENTIAL',
    ],
    [
      'signed by a stranger under a known key id',
      () => world.alexaToken('ann', { key: stranger }),
      'INVALID_AUTHORIZATION_CREDENTIAL',
    ],
    [
      'another user written into it',
      () => {
        const [header, payload, signature] = parts(world.alexaToken('bob'));
        const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
        return `${header}.${encoded({ ...claims, sub: 'ann' })}.${signature}`;
      },
      'INVALID_AUTHORIZATION_CREDENTIAL',
    ],
    ['expired', () => world.alexaToken('ann', { expiresIn: -3_600 }), 'EXPIRED_AUTHORIZATION_CREDENTIAL'],
    [
      'expired beyond grace',
      () => world.alexaToken('ann', { expiresIn: -125 }),
      'EXPIRED_AUTHORIZATION_CREDENTIAL',
    ],
  ])('%s', async (_what, token, type) => {
    await refused(token(), type);
  });

  it('but not what expired a moment ago: directives queue, and clocks differ', async () => {
    expect(await alexa.outcome(turnOn(world.alexaToken('ann', { expiresIn: -100 }), lamp))).toBe(
      'Alexa/Response',
    );
  });

  it('a link that was disconnected, and that link alone', async () => {
    await change('ann', { revokedLinks: ['old-link'] });
    await refused(world.alexaToken('ann', { originJti: 'old-link' }), 'INVALID_AUTHORIZATION_CREDENTIAL');
    expect(await alexa.outcome(turnOn(world.alexaToken('ann'), lamp))).toBe('Alexa/Response');
  });

  it('an account that was deleted', async () => {
    await world.connect('gone', home.url, home.token);
    await change('gone', { deletedAt: Date.now() });
    await refused(world.alexaToken('gone'), 'INVALID_AUTHORIZATION_CREDENTIAL');
  });
});

/** Changes the item of an account, as the account API would. */
async function change(sub: string, next: Record<string, unknown>): Promise<void> {
  const key = { pk: `USER#${sub}`, sk: 'ACCOUNT' };
  const item = (await world.registry.get(key, world.deadline())) as Item;
  await world.registry.put({ ...item, ...next }, { expression: 'attribute_exists(pk)' }, world.deadline());
}

describe('what is probably our own misconfiguration unlinks nobody', () => {
  it.each<[string, () => string]>([
    ['another issuer', () => world.alexaToken('ann', { claims: { iss: 'https://elsewhere.example/pool' } })],
    ['another user pool', () => world.alexaToken('ann', { claims: { iss: `${world.issuer.issuer}2` } })],
    ['no issuer', () => world.alexaToken('ann', { claims: { iss: undefined } })],
    ['the portal’s client', () => world.alexaToken('ann', { clientId: 'portal-client' })],
    ['the portal’s scope', () => world.alexaToken('ann', { scope: 'openid porchlight/account' })],
    ['no scope', () => world.alexaToken('ann', { claims: { scope: undefined } })],
    ['an id token', () => world.alexaToken('ann', { claims: { token_use: 'id' } })],
    [
      'not valid yet',
      () => world.alexaToken('ann', { claims: { nbf: Math.floor(Date.now() / 1_000) + 3_600 } }),
    ],
    ['an unknown key', () => world.alexaToken('ann', { header: { kid: 'from-another-pool' } })],
    ['the same unknown key again', () => world.alexaToken('ann', { header: { kid: 'from-another-pool' } })],
    ['no key id', () => world.alexaToken('ann', { header: { kid: undefined } })],
    // Expiry is looked at first, but says nothing about a token that was never for us.
    [
      'expired, of another client',
      () => world.alexaToken('ann', { expiresIn: -3_600, clientId: 'portal-client' }),
    ],
    ['expired, with another scope', () => world.alexaToken('ann', { expiresIn: -3_600, scope: 'openid' })],
    [
      'expired, an id token',
      () => world.alexaToken('ann', { expiresIn: -3_600, claims: { token_use: 'id' } }),
    ],
  ])('%s', async (_what, token) => {
    await refused(token(), 'INTERNAL_ERROR');
  });
});
