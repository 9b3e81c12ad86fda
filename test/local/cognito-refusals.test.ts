import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { basic, createBrowser, parameter, pkce } from './cognito-browser.ts';
import {
  ALEXA_REDIRECT,
  alexaAuthorizeUrl,
  linkAlexa,
  newCode,
  OWNER,
  PORTAL_REDIRECT,
  portalAuthorizeUrl,
  postForm,
  refreshAlexa,
  startStand,
} from './cognito-stand.ts';

let stand: Awaited<ReturnType<typeof startStand>>;
beforeAll(async () => {
  stand = await startStand();
  await stand.cognito.createUser(OWNER);
});
afterAll(() => stand.stop());

describe('/oauth2/authorize', () => {
  const { challenge } = pkce();

  it.each([
    ['unknown client', { client_id: 'nobody' }],
    ['no client', { client_id: undefined }],
    ['no redirect', { redirect_uri: undefined }],
    ['redirect with a slash more', { redirect_uri: `${ALEXA_REDIRECT}/` }],
    ['redirect in another case', { redirect_uri: ALEXA_REDIRECT.toUpperCase() }],
    ['the other client’s redirect', { redirect_uri: PORTAL_REDIRECT }],
    ['a script as redirect', { redirect_uri: 'javascript:alert(1)' }],
  ])('%s stays here with 400', async (_name, change) => {
    for (const path of ['/oauth2/authorize', '/login', '/signup', '/confirm']) {
      const url = alexaAuthorizeUrl(stand.cognito, change).replace('/oauth2/authorize', path);
      const seen = await createBrowser().get(url);
      expect({ path, status: seen.status, location: seen.location }).toEqual({
        path,
        status: 400,
        location: undefined,
      });
    }
  });

  it.each([
    ['invalid_request', 'no response type', { response_type: undefined }],
    ['invalid_request', 'unknown response type', { response_type: 'id_token' }],
    ['unauthorized_client', 'implicit grant', { response_type: 'token' }],
    ['invalid_scope', 'unknown scope', { scope: 'openid porchlight/everything' }],
    ['invalid_scope', 'the other client’s scope', { scope: 'porchlight/account' }],
    ['invalid_request', 'challenge without method', { code_challenge: challenge }],
    ['invalid_request', 'method without challenge', { code_challenge_method: 'S256' }],
    ['invalid_request', 'plain challenge', { code_challenge: challenge, code_challenge_method: 'plain' }],
    ['invalid_request', 'short challenge', { code_challenge: 'abc', code_challenge_method: 'S256' }],
  ])('%s for %s goes back with the state', async (error, _name, change) => {
    const seen = await createBrowser().get(alexaAuthorizeUrl(stand.cognito, change));
    expect(seen.status).toBe(302);
    expect(seen.location?.startsWith(`${ALEXA_REDIRECT}?`)).toBe(true);
    expect(parameter(seen, 'error')).toBe(error);
    expect(parameter(seen, 'state')).toBe('A+b/c=');
  });

  it('refuses a repeated parameter', async () => {
    const seen = await createBrowser().get(`${alexaAuthorizeUrl(stand.cognito)}&scope=openid`);
    expect(parameter(seen, 'error')).toBe('invalid_request');
    const twice = await createBrowser().get(`${alexaAuthorizeUrl(stand.cognito)}&redirect_uri=x`);
    expect(twice.status).toBe(400);
  });
});

describe('the login form', () => {
  it.each([
    ['a wrong password', { username: OWNER.username, password: 'Wrong-Password-1' }],
    ['an empty password', { username: OWNER.username, password: '' }],
    ['an unknown user', { username: 'nobody@example.com', password: OWNER.password }],
    ['a prototype’s name', { username: '__proto__', password: 'undefined' }],
    ['markup', { username: '"><script>alert(1)</script>@x', password: 'x' }],
  ])('says the same for %s', async (_name, fields) => {
    const browser = createBrowser();
    const seen = await browser.signIn(alexaAuthorizeUrl(stand.cognito), fields.username, fields.password);
    expect(seen.status).toBe(401);
    expect(seen.html).toContain('Incorrect username or password.');
    expect(seen.html).not.toContain('<script');
    expect(browser.cookies.has('cognito')).toBe(false);
  });

  it('does not care about the case of the address', async () => {
    const seen = await createBrowser().signIn(
      alexaAuthorizeUrl(stand.cognito),
      ' OWNER@Example.com ',
      OWNER.password,
    );
    expect(parameter(seen, 'code')).toEqual(expect.any(String));
  });

  it.each([
    ['without its token', {}],
    ['with a made-up token', { _csrf: 'x'.repeat(43) }],
  ])('is refused %s', async (_name, token) => {
    const browser = createBrowser();
    const url = alexaAuthorizeUrl(stand.cognito).replace('/oauth2/authorize', '/login');
    await browser.get(url);
    const seen = await browser.post(url, new URLSearchParams({ ...OWNER, ...token }));
    expect(seen.status).toBe(403);
    const cookieless = await createBrowser().post(url, new URLSearchParams({ ...OWNER, _csrf: '' }));
    expect(cookieless.status).toBe(403);
  });

  it('is a page for no frame, no script and no cache', async () => {
    const url = portalAuthorizeUrl(stand.cognito).replace('/oauth2/authorize', '/login');
    const { headers } = await createBrowser().get(url);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("form-action 'self' http://localhost:4000");
    expect(policy).not.toContain('script-src');
    expect(policy).not.toContain('unsafe-inline');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    for (const line of headers.getSetCookie()) expect(line).toMatch(/HttpOnly; SameSite=Lax/);
  });
});

describe('/oauth2/token', () => {
  const alexa = () => stand.cognito.alexaClient;
  const fields = async (): Promise<Record<string, string>> => ({
    grant_type: 'authorization_code',
    code: await newCode(alexaAuthorizeUrl(stand.cognito)),
    redirect_uri: ALEXA_REDIRECT,
  });
  const good = () => ({ authorization: basic(alexa().id, alexa().secret) });

  it.each<[string, () => Record<string, string>, () => Record<string, string>]>([
    ['a wrong secret by Basic', () => ({}), () => ({ authorization: basic(alexa().id, 'wrong') })],
    ['an empty secret by Basic', () => ({}), () => ({ authorization: basic(alexa().id, '') })],
    ['an unknown client by Basic', () => ({}), () => ({ authorization: basic('nobody', 'x') })],
    ['Basic that is not base64', () => ({}), () => ({ authorization: 'Basic ???' })],
    ['a Bearer header', () => ({}), () => ({ authorization: 'Bearer abc' })],
    ['two different clients', () => ({ client_id: stand.cognito.portalClient.id }), good],
    ['a wrong secret in the body', () => ({ client_id: alexa().id, client_secret: 'wrong' }), () => ({})],
    ['no secret in the body', () => ({ client_id: alexa().id }), () => ({})],
    ['an unknown client in the body', () => ({ client_id: 'nobody' }), () => ({})],
    [
      'a secret from a public client',
      () => ({ client_id: stand.cognito.portalClient.id, client_secret: 'x' }),
      () => ({}),
    ],
  ])('%s is invalid_client and leaves the code usable', async (_name, extra, headers) => {
    const right = await fields();
    expect(await postForm(stand.cognito.tokenUrl, { ...right, ...extra() }, headers())).toEqual({
      status: 400,
      body: { error: 'invalid_client' },
    });
    expect((await postForm(stand.cognito.tokenUrl, right, good())).status).toBe(200);
  });

  it.each([
    ['by Basic', true],
    ['in the body', false],
  ])('takes the secret %s', async (_name, byHeader) => {
    const { id, secret } = alexa();
    const answer = byHeader
      ? await postForm(stand.cognito.tokenUrl, await fields(), good())
      : await postForm(stand.cognito.tokenUrl, { ...(await fields()), client_id: id, client_secret: secret });
    expect(answer.status).toBe(200);
  });

  it.each([
    ['invalid_request', 'no grant type', { grant_type: '' }],
    ['unsupported_grant_type', 'another grant type', { grant_type: 'password' }],
    ['unauthorized_client', 'client credentials', { grant_type: 'client_credentials' }],
    ['invalid_request', 'no code', { code: '' }],
    ['invalid_request', 'no redirect', { redirect_uri: '' }],
    ['invalid_grant', 'an unknown code', { code: 'x' }],
    ['invalid_grant', 'another redirect', { redirect_uri: PORTAL_REDIRECT }],
    ['invalid_grant', 'a verifier nobody announced', { code_verifier: 'v'.repeat(43) }],
    ['invalid_request', 'no refresh token', { grant_type: 'refresh_token' }],
    ['invalid_grant', 'an unknown refresh token', { grant_type: 'refresh_token', refresh_token: 'x' }],
  ])('%s for %s', async (error, _name, change) => {
    expect(await postForm(stand.cognito.tokenUrl, { ...(await fields()), ...change }, good())).toEqual({
      status: 400,
      body: { error },
    });
  });

  it('takes a code once, from its own client, within five minutes', async () => {
    const once = await fields();
    const stolen = await postForm(stand.cognito.tokenUrl, {
      ...once,
      client_id: stand.cognito.portalClient.id,
    });
    expect(stolen.body).toEqual({ error: 'invalid_grant' });
    const both = await Promise.all([1, 2].map(() => postForm(stand.cognito.tokenUrl, once, good())));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 400]);
    const late = await fields();
    stand.clock.advance(5 * 60);
    expect((await postForm(stand.cognito.tokenUrl, late, good())).body).toEqual({ error: 'invalid_grant' });
  });

  it('demands the verifier of the challenge that was sent', async () => {
    const { verifier, challenge } = pkce();
    const attempt = async (codeVerifier: string | undefined) => {
      const url = alexaAuthorizeUrl(stand.cognito, {
        code_challenge: challenge,
        code_challenge_method: 'S256',
      });
      const form = { ...(await fields()), code: await newCode(url) };
      const proof: Record<string, string> = codeVerifier === undefined ? {} : { code_verifier: codeVerifier };
      return postForm(stand.cognito.tokenUrl, { ...form, ...proof }, good());
    };
    expect((await attempt(verifier)).status).toBe(200);
    for (const wrong of [undefined, '', challenge, pkce().verifier, 'short'])
      expect(await attempt(wrong)).toEqual({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('keeps a refresh token to its client', async () => {
    const { body } = await linkAlexa(stand.cognito);
    const answer = await postForm(stand.cognito.tokenUrl, {
      grant_type: 'refresh_token',
      refresh_token: String(body.refresh_token),
      client_id: stand.cognito.portalClient.id,
    });
    expect(answer.body).toEqual({ error: 'invalid_grant' });
    expect((await refreshAlexa(stand.cognito, body.refresh_token)).status).toBe(200);
  });

  it('ends a link after 3650 days and not before', async () => {
    const { body } = await linkAlexa(stand.cognito);
    stand.clock.advance(3650 * 86_400 - 60);
    expect((await refreshAlexa(stand.cognito, body.refresh_token)).status).toBe(200);
    stand.clock.advance(61);
    expect((await refreshAlexa(stand.cognito, body.refresh_token)).body).toEqual({ error: 'invalid_grant' });
  });
});

describe('garbage', () => {
  it.each<[string, number, string, RequestInit]>([
    ['a token request in JSON', 400, '/oauth2/token', { method: 'POST', body: '{}' }],
    ['a body of a megabyte', 413, '/oauth2/token', { method: 'POST', body: 'x'.repeat(1 << 20) }],
    ['a path that is not there', 404, '/nowhere', {}],
    ['another pool’s keys', 404, '/us-east-1_Other/.well-known/jwks.json', {}],
    ['GET for tokens', 405, '/oauth2/token', {}],
    ['a broken escape', 400, '/login?client_id=%E0%A4%A', {}],
    ['userInfo without a token', 401, '/oauth2/userInfo', {}],
    [
      'userInfo with a made-up token',
      401,
      '/oauth2/userInfo',
      { headers: { authorization: 'Bearer a.b.c' } },
    ],
  ])('%s gets %i', async (_name, status, path, init) => {
    expect((await fetch(stand.cognito.url + path, init)).status).toBe(status);
  });

  it('in place of HTTP harms nobody', async () => {
    const { port, hostname } = new URL(stand.cognito.url);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => socket.write('\0\xff not http\r\n\r\n'));
      socket.on('error', () => resolve()).on('close', () => resolve());
      socket.resume();
    });
    const jwks = await fetch(`${stand.cognito.url}/${stand.cognito.userPoolId}/.well-known/jwks.json`);
    expect(await jwks.json()).toMatchObject({ keys: [{ kty: 'RSA' }, { kty: 'RSA' }] });
  });

  it('never reaches the log with a secret', () => {
    const log = stand.lines.join('\n');
    for (const secret of [OWNER.password, stand.cognito.alexaClient.secret])
      expect(log).not.toContain(secret);
  });
});
