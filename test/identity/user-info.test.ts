import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createDeadline } from '../../lib/deadline.ts';
import { createVerifiedEmailOf, isSameEmail, type VerifiedEmailOf } from '../../lib/identity/user-info.ts';
import { UserInfoUnavailable } from '../../lib/outcomes/identity.ts';
import { Secret } from '../../lib/vault/secret.ts';
import { createIssuer, serveKeySet } from '../harness/issuer.ts';
import { outcomeOf } from '../harness/outcome-of.ts';
import { createUserInfo, type UserInfo } from '../harness/user-info.ts';

const issuer = createIssuer({ region: 'us-east-1', userPoolId: 'us-east-1_Pool' });
let userInfo: UserInfo;
let server: Awaited<ReturnType<typeof serveKeySet>>;
let emailOf: VerifiedEmailOf;

beforeAll(async () => {
  userInfo = createUserInfo(issuer);
  server = await serveKeySet(issuer, 'us-east-1_Pool', userInfo.handle);
  emailOf = createVerifiedEmailOf(server.url);
});
afterEach(() => userInfo.setFault(undefined));
afterAll(() => server.close());

const soon = () => createDeadline(5_000);
const tokenOf = (sub: string, scope = 'openid email porchlight/account') =>
  new Secret(issuer.mint({ sub, clientId: 'portal', scope }));
const ask = (sub: string, token: Secret | undefined = tokenOf(sub)) => emailOf({ sub, token }, soon());

describe('the address of a caller', () => {
  test.each([
    ['a text, as Cognito sends it', 'true', 'a@example.org'],
    ['a boolean', true, 'a@example.org'],
    ['the text false', 'false', undefined],
    ['false', false, undefined],
    ['another text', 'yes', undefined],
    ['an empty text', '', undefined],
  ])('whose verification is %s', async (_what, verified, expected) => {
    userInfo.set('user', { email: 'a@example.org', email_verified: verified });
    expect(await ask('user')).toBe(expected);
  });

  test.each<[string, object]>([
    ['no address', { sub: 'user', email_verified: 'true' }],
    ['an empty address', { sub: 'user', email: '', email_verified: 'true' }],
    ['an address that is no text', { sub: 'user', email: ['a@example.org'], email_verified: 'true' }],
    ['no word of its verification', { sub: 'user', email: 'a@example.org' }],
  ])('of an answer with %s is none', async (_what, body) => {
    userInfo.setFault({ body: JSON.stringify(body) });
    expect(await ask('user')).toBeUndefined();
  });

  test.each<[string, Parameters<UserInfo['setFault']>[0]]>([
    ['is down', { status: 500 }],
    ['throttles', { status: 429 }],
    ['redirects', { status: 302, headers: { location: '/elsewhere' } }],
    ['answers with a page', { body: '<html>' }],
    ['answers null', { body: 'null' }],
    ['answers with a text', { body: '"user"' }],
    ['answers without end', { body: JSON.stringify({ sub: 'user', more: 'x'.repeat(70_000) }) }],
    ['names somebody else', { body: '{"sub":"other","email":"b@example.org","email_verified":"true"}' }],
    ['names nobody', { body: '{"email":"b@example.org","email_verified":"true"}' }],
  ])('is unknown where the login service %s', async (_what, fault) => {
    userInfo.setFault(fault);
    expect(await outcomeOf(ask('user'))).toBe('user_info_unavailable');
  });

  test.each([
    ['no token', undefined],
    ['a token of nobody', new Secret('not-a-token')],
    ['a token without the scope openid', tokenOf('user', 'porchlight/account')],
    ["another user's token", tokenOf('other')],
  ])('is unknown with %s', async (_what, token) => {
    expect(await outcomeOf(emailOf({ sub: 'user', token }, soon()))).toBe('user_info_unavailable');
  });

  test('is unknown where nobody answers in time, or at all', async () => {
    userInfo.setFault({ delayMs: 2_000 });
    const token = tokenOf('user');
    const hurried = emailOf({ sub: 'user', token }, createDeadline(100));
    await expect(hurried).rejects.toMatchObject({ data: { reason: 'no answer in time' } });
    const nobody = createVerifiedEmailOf('http://127.0.0.1:9')({ sub: 'user', token }, soon());
    await expect(nobody).rejects.toMatchObject({ data: { reason: 'no connection' } });
  });

  test('what goes wrong quotes neither the token nor the answer', async () => {
    userInfo.setFault({ body: 'canary-in-an-answer' });
    const token = tokenOf('user');
    const error = await emailOf({ sub: 'user', token }, soon()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserInfoUnavailable);
    const { message, data, cause } = error as UserInfoUnavailable;
    const told = JSON.stringify([message, data, String(cause)]);
    for (const secret of ['canary-in-an-answer', token.reveal()]) expect(told).not.toContain(secret);
  });
});

test.each([
  ['a@example.org', 'A@Example.ORG', true],
  [' a@example.org ', 'a@example.org', true],
  ['a@example.org', 'b@example.org', false],
  ['a@example.org', 'a@example.org.evil.example', false],
  // KELVIN SIGN and LATIN SMALL LETTER DOTLESS I become plain letters in lower or upper case.
  ['mike@example.org', 'mi\u212Ae@example.org', false],
  ['mike@example.org', 'm\u0131ke@example.org', false],
  ['mike@example.org', 'MI\u212AE@example.org', false],
])('%s and %s: the same is %s', (one, other, expected) => {
  expect(isSameEmail(one, other)).toBe(expected);
});
