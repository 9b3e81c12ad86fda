import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ALEXA_SCOPE, startWorld, type World } from '../harness/world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.keySet.setFault(undefined));
afterAll(() => world.close());

const REFUSED = { isAuthorized: false, context: {} };
const allowed = (sub: string) => ({ isAuthorized: true, context: { kind: 'user', sub } });

/** As API Gateway asks, payload format 2.0: header names in lower case. */
const ask = (headers: Record<string, string> | undefined) =>
  world.invoke('authorizer', {
    version: '2.0',
    type: 'REQUEST',
    routeArn: 'arn:aws:execute-api:us-east-1:000000000000:api/$default/GET/v1/me',
    identitySource: headers?.authorization === undefined ? [] : [headers.authorization],
    routeKey: 'ANY /v1/{proxy+}',
    rawPath: '/v1/me',
    rawQueryString: '',
    ...(headers && { headers }),
    requestContext: { http: { method: 'GET', path: '/v1/me' } },
  });
const askWith = (authorization: string) => ask({ authorization });

// The first to run, while no key set has been read yet.
describe('a key set that cannot be had', () => {
  test.each([
    ['fails', { status: 500 }],
    ['is a web page', { body: '<html>' }],
    ['is not found', { status: 404 }],
  ])('(it %s) sends nobody to sign in again', async (_name, fault) => {
    world.keySet.setFault(fault);
    await expect(askWith(`Bearer ${world.portalToken('owner')}`)).rejects.toMatchObject({
      code: 'key_set_unavailable',
    });
    // What is no token at all can be refused without it.
    expect(await askWith('Bearer nonsense')).toEqual(REFUSED);
  });

  test('and comes back', async () => {
    expect(await askWith(`Bearer ${world.portalToken('owner')}`)).toEqual(allowed('owner'));
  });
});

describe('lets in', () => {
  test.each<[string, () => string]>([
    ['a good token of the portal', () => `Bearer ${world.portalToken('owner')}`],
    ['whatever case "bearer" is in', () => `bEARER ${world.portalToken('owner')}`],
    ['with more than one space', () => `Bearer   ${world.portalToken('owner')}`],
    ['within the grace for clocks', () => `Bearer ${world.portalToken('owner', { expiresIn: -5 })}`],
  ])('%s', async (_name, authorization) => {
    expect(await askWith(authorization())).toEqual(allowed('owner'));
  });

  test('each as who they are, and says nothing else of them', async () => {
    const subs = ['one', 'two', 'three'];
    const answers = await Promise.all(subs.map((sub) => askWith(`Bearer ${world.portalToken(sub)}`)));
    expect(answers).toEqual(subs.map(allowed));
  });
});

describe('refuses', () => {
  test('no headers, and no header of that name', async () => {
    expect(await ask(undefined)).toEqual(REFUSED);
    expect(await ask({})).toEqual(REFUSED);
    expect(await ask({ cookie: `token=${world.portalToken('owner')}` })).toEqual(REFUSED);
  });

  test.each<[string, () => string]>([
    ['an empty header', () => ''],
    ['a scheme without a token', () => 'Bearer '],
    ['a token without a scheme', () => world.portalToken('owner')],
    ['another scheme', () => `Basic ${world.portalToken('owner')}`],
    ['no space', () => `Bearer${world.portalToken('owner')}`],
    ['two tokens', () => `Bearer ${world.portalToken('owner')} ${world.portalToken('other')}`],
    [
      'two headers in one',
      () => `Bearer ${world.portalToken('owner')}, Bearer ${world.portalToken('other')}`,
    ],
    ['a line break', () => `Bearer ${world.portalToken('owner')}\nx: y`],
    ['nonsense', () => 'Bearer nonsense'],
    ['a megabyte of nonsense', () => `Bearer ${'a.'.repeat(500_000)}`],
    ['a token of Alexa', () => `Bearer ${world.alexaToken('owner')}`],
    ['the wrong scope', () => `Bearer ${world.portalToken('owner', { scope: `openid ${ALEXA_SCOPE}` })}`],
    ['no scope', () => `Bearer ${world.portalToken('owner', { claims: { scope: undefined } })}`],
    [
      'the right scope of the wrong client',
      () => `Bearer ${world.portalToken('owner', { clientId: 'other' })}`,
    ],
    ['an id token', () => `Bearer ${world.portalToken('owner', { claims: { token_use: 'id' } })}`],
    [
      'another user pool',
      () => `Bearer ${world.portalToken('owner', { claims: { iss: 'https://example.org' } })}`,
    ],
    ['an expired token', () => `Bearer ${world.portalToken('owner', { expiresIn: -60 })}`],
    [
      'a token that is not good yet',
      () => `Bearer ${world.portalToken('owner', { claims: { nbf: Math.floor(Date.now() / 1000) + 600 } })}`,
    ],
    [
      'an altered token',
      () => {
        const [header, , signature] = world.portalToken('owner').split('.');
        const payload = world.portalToken('somebody').split('.')[1];
        return `Bearer ${header}.${payload}.${signature}`;
      },
    ],
  ])('%s', async (_name, authorization) => {
    expect(await askWith(authorization())).toEqual(REFUSED);
  });
});

describe('the event key of a home', () => {
  const rotate = (home: string) => world.eventKeys.rotate(home, world.deadline());
  const asHome = (home: string) => ({ isAuthorized: true, context: { kind: 'home', home } });

  test('lets that home in, and no other', async () => {
    const [one, other] = [await rotate('kone111'), await rotate('kother1')];
    expect(await askWith(`Bearer ${one.reveal()}`)).toEqual(asHome('kone111'));
    expect(await askWith(`Bearer ${other.reveal()}`)).toEqual(asHome('kother1'));
    expect(await askWith(`Bearer ${one.reveal().replace('kone111', 'kother1')}`)).toEqual(REFUSED);
  });

  test('is void as soon as there is a new one, or none', async () => {
    const first = await rotate('krotate');
    const second = await rotate('krotate');
    expect(await askWith(`Bearer ${first.reveal()}`)).toEqual(REFUSED);
    expect(await askWith(`Bearer ${second.reveal()}`)).toEqual(asHome('krotate'));
    await world.eventKeys.erase('krotate', world.deadline());
    expect(await askWith(`Bearer ${second.reveal()}`)).toEqual(REFUSED);
  });

  test.each<[string, (key: string) => string]>([
    ['that is too short', (key) => key.slice(0, -1)],
    ['that is too long', (key) => `${key}A`],
    ['of a home that never had one', (key) => key.replace('kbroken', 'knobody')],
    ['that is all the same letter', () => `plk1.kbroken.${'A'.repeat(43)}`],
    ['without its version', (key) => key.slice(5)],
  ])('%s is refused', async (_name, bend) => {
    const key = await rotate('kbroken');
    expect(await askWith(`Bearer ${bend(key.reveal())}`)).toEqual(REFUSED);
  });

  test('is not needed by a person, nor stands for one', async () => {
    const key = await rotate('kone111');
    expect(await askWith(`Basic ${key.reveal()}`)).toEqual(REFUSED);
    expect(await askWith(`Bearer ${world.portalToken('kone111')}`)).toEqual(allowed('kone111'));
  });
});

// The last: after an unknown key id the verifier pauses before it looks at the key set again.
test('refuses an unknown key id, and still lets in whom it knows', async () => {
  const strange = `Bearer ${world.portalToken('owner', { header: { kid: 'strange' } })}`;
  expect(await askWith(strange)).toEqual(REFUSED);
  expect(await askWith(`Bearer ${world.portalToken('owner')}`)).toEqual(allowed('owner'));
});
