import { createHash } from 'node:crypto';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { basic, claimsOf, createBrowser, parameter, pkce, withQuery } from './cognito-browser.ts';
import {
  ALEXA_REDIRECT,
  alexaAuthorizeUrl,
  linkAlexa,
  newCode,
  OWNER,
  PORTAL_LOGOUT,
  PORTAL_REDIRECT,
  portalAuthorizeUrl,
  postForm,
  refreshAlexa,
  startStand,
} from './cognito-stand.ts';

let stand: Awaited<ReturnType<typeof startStand>>;
let sub: string;

beforeAll(async () => {
  stand = await startStand();
  ({ sub } = await stand.cognito.createUser(OWNER));
});
afterAll(() => stand.stop());

// As the deployed functions do it: the library as it is, only the address of the key set differs.
const jwksCache = () =>
  new SimpleJwksCache({
    fetcher: {
      async fetch(uri: string) {
        const { origin } = new URL(uri);
        return (await fetch(uri.replace(origin, stand.cognito.url))).arrayBuffer();
      },
    },
  });

describe('linking as Alexa does', () => {
  it('goes from authorize over the login page to tokens that the unmodified verifier accepts', async () => {
    const { cognito } = stand;
    const browser = createBrowser();
    const first = await browser.get(alexaAuthorizeUrl(cognito));
    expect(first.status).toBe(302);
    expect(first.location).toMatch(`${cognito.url}/login?`);
    const loginUrl = first.location ?? '';
    const login = await browser.get(loginUrl);
    expect(login.html).toContain('name="username"');
    expect(login.html).toContain('name="password"');
    const back = await browser.submit(loginUrl, login, OWNER);
    expect(back.status).toBe(302);
    expect(back.location?.startsWith(`${ALEXA_REDIRECT}?`)).toBe(true);
    expect(parameter(back, 'state')).toBe('A+b/c=');

    const tokens = await postForm(
      cognito.tokenUrl,
      { grant_type: 'authorization_code', code: parameter(back, 'code'), redirect_uri: ALEXA_REDIRECT },
      { authorization: basic(cognito.alexaClient.id, cognito.alexaClient.secret) },
    );
    expect(tokens.status).toBe(200);
    expect(tokens.body).toMatchObject({ token_type: 'Bearer', expires_in: 4 * 3600 });

    const verifier = CognitoJwtVerifier.create(
      {
        userPoolId: cognito.userPoolId,
        tokenUse: 'access',
        clientId: cognito.alexaClient.id,
        scope: 'porchlight/control',
      },
      { jwksCache: jwksCache() },
    );
    const claims = await verifier.verify(String(tokens.body.access_token));
    expect(claims).toEqual({
      sub,
      iss: 'https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_Porchlight',
      version: 2,
      client_id: cognito.alexaClient.id,
      origin_jti: expect.stringMatching(/^[\da-f-]{36}$/),
      event_id: expect.stringMatching(/^[\da-f-]{36}$/),
      token_use: 'access',
      scope: 'openid porchlight/control',
      auth_time: expect.any(Number),
      exp: claims.iat + 4 * 3600,
      iat: expect.any(Number),
      jti: expect.stringMatching(/^[\da-f-]{36}$/),
      username: sub,
    });
    const tampered = String(tokens.body.access_token).replace(/\.[^.]{8}/, '.AAAAAAAA');
    await expect(verifier.verify(tampered)).rejects.toThrow();
  });

  it('signs the ID token with another key, for its client, with nonce and at_hash', async () => {
    const { cognito } = stand;
    const tokens = await postForm(cognito.tokenUrl, {
      grant_type: 'authorization_code',
      code: await newCode(portalAuthorizeUrl(cognito, { nonce: 'n-1' })),
      redirect_uri: PORTAL_REDIRECT,
      client_id: cognito.portalClient.id,
    });
    const idToken = String(tokens.body.id_token);
    const verifier = CognitoJwtVerifier.create(
      { userPoolId: cognito.userPoolId, tokenUse: 'id', clientId: cognito.portalClient.id },
      { jwksCache: jwksCache() },
    );
    const accessToken = String(tokens.body.access_token);
    const hash = createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url');
    expect(await verifier.verify(idToken)).toMatchObject({
      sub,
      aud: cognito.portalClient.id,
      token_use: 'id',
      email: OWNER.username,
      email_verified: true,
      nonce: 'n-1',
      at_hash: hash,
      origin_jti: claimsOf(accessToken).origin_jti,
      'cognito:username': sub,
    });
    expect(tokens.body.expires_in).toBe(3600);
    expect(idToken.split('.')[0]).not.toBe(accessToken.split('.')[0]);
  });

  it('keeps origin_jti over refreshes and gives each sign-in its own', async () => {
    const { cognito } = stand;
    const [one, two] = [await linkAlexa(cognito), await linkAlexa(cognito)];
    const origin = (answer: { body: Record<string, unknown> }) =>
      claimsOf(String(answer.body.access_token)).origin_jti;
    expect(origin(one)).not.toBe(origin(two));
    const refreshed = await refreshAlexa(cognito, one.body.refresh_token);
    expect(refreshed.status).toBe(200);
    expect(origin(refreshed)).toBe(origin(one));
    expect(claimsOf(String(refreshed.body.access_token)).jti).not.toBe(
      claimsOf(String(one.body.access_token)).jti,
    );
    expect(refreshed.body).not.toHaveProperty('refresh_token');
    expect((await refreshAlexa(cognito, one.body.refresh_token)).status).toBe(200);
  });

  it('asks once an hour: a second authorize in the same browser gets its code at once', async () => {
    const { cognito, clock } = stand;
    const browser = createBrowser();
    const first = await browser.signIn(alexaAuthorizeUrl(cognito), OWNER.username, OWNER.password);
    const second = await browser.get(portalAuthorizeUrl(cognito));
    expect(second.location?.startsWith(`${PORTAL_REDIRECT}?code=`)).toBe(true);
    expect(parameter(second, 'code')).not.toBe(parameter(first, 'code'));
    expect((await browser.get(portalAuthorizeUrl(cognito, { prompt: 'login' }))).location).toContain(
      '/login?',
    );
    clock.advance(3601);
    expect((await browser.get(portalAuthorizeUrl(cognito))).location).toContain('/login?');
    const silent = await browser.get(portalAuthorizeUrl(cognito, { prompt: 'none' }));
    expect(parameter(silent, 'error')).toBe('login_required');
    expect(parameter(silent, 'state')).toBe('s');
  });

  it('grants all scopes of the client when none is asked for', async () => {
    const { cognito } = stand;
    const code = await newCode(alexaAuthorizeUrl(cognito, { scope: undefined }));
    const tokens = await postForm(cognito.tokenUrl, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: ALEXA_REDIRECT,
      client_id: cognito.alexaClient.id,
      client_secret: cognito.alexaClient.secret,
    });
    expect(claimsOf(String(tokens.body.access_token)).scope).toBe('openid porchlight/control');
  });
});

describe('the portal', () => {
  const portalTokens = async () => {
    const { cognito } = stand;
    const { verifier, challenge } = pkce();
    const authorizeUrl = portalAuthorizeUrl(cognito, {
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    return postForm(cognito.tokenUrl, {
      grant_type: 'authorization_code',
      code: await newCode(authorizeUrl),
      redirect_uri: PORTAL_REDIRECT,
      client_id: cognito.portalClient.id,
      code_verifier: verifier,
    });
  };
  const refresh = (token: unknown) =>
    postForm(stand.cognito.tokenUrl, {
      grant_type: 'refresh_token',
      refresh_token: String(token),
      client_id: stand.cognito.portalClient.id,
    });

  it('rotates refresh tokens: the old one works for 30 seconds more', async () => {
    const first = await portalTokens();
    expect(first.status).toBe(200);
    const second = await refresh(first.body.refresh_token);
    expect(second.body.refresh_token).toEqual(expect.any(String));
    expect(second.body.refresh_token).not.toBe(first.body.refresh_token);
    stand.clock.advance(20);
    expect((await refresh(first.body.refresh_token)).status).toBe(200);
    stand.clock.advance(11);
    expect(await refresh(first.body.refresh_token)).toEqual({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    const third = await refresh(second.body.refresh_token);
    expect(third.status).toBe(200);
    // A successor lives only for what was left of the original's 30 days.
    stand.clock.advance(30 * 86_400 - 60);
    const late = await refresh(third.body.refresh_token);
    expect(late.status).toBe(200);
    stand.clock.advance(60);
    expect((await refresh(late.body.refresh_token)).body).toEqual({ error: 'invalid_grant' });
  });

  it('may be called from the portal’s origin', async () => {
    const response = await fetch(stand.cognito.tokenUrl, {
      method: 'OPTIONS',
      headers: { origin: 'http://localhost:4000', 'access-control-request-method': 'POST' },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('revokes a sign-in with everything rotated out of it, and nobody else’s', async () => {
    const { cognito } = stand;
    const first = await portalTokens();
    const other = await portalTokens();
    const second = await refresh(first.body.refresh_token);
    const revoke = (token: unknown, client = cognito.portalClient.id) =>
      postForm(`${cognito.url}/oauth2/revoke`, { token: String(token), client_id: client });
    expect(await revoke(second.body.access_token)).toEqual({
      status: 400,
      body: { error: 'unsupported_token_type' },
    });
    expect((await revoke('unknown')).status).toBe(200);
    const alexa = await linkAlexa(cognito);
    expect((await revoke(alexa.body.refresh_token)).body).toEqual({ error: 'unauthorized_client' });
    const userInfo = () =>
      fetch(`${cognito.url}/oauth2/userInfo`, {
        headers: { authorization: `Bearer ${second.body.access_token}` },
      });
    const before = await userInfo();
    expect(await before.json()).toEqual({
      sub,
      email: OWNER.username,
      email_verified: 'true',
      username: sub,
    });
    expect(await revoke(second.body.refresh_token)).toEqual({ status: 200, body: {} });
    expect((await refresh(first.body.refresh_token)).body).toEqual({ error: 'invalid_grant' });
    expect((await refresh(second.body.refresh_token)).body).toEqual({ error: 'invalid_grant' });
    expect((await userInfo()).status).toBe(401);
    expect((await refresh(other.body.refresh_token)).status).toBe(200);
    expect((await refreshAlexa(cognito, alexa.body.refresh_token)).status).toBe(200);
  });

  it('signs the browser out at /logout and goes only where it is registered to go', async () => {
    const { cognito } = stand;
    const browser = createBrowser();
    await browser.signIn(portalAuthorizeUrl(cognito), OWNER.username, OWNER.password);
    const query = { client_id: cognito.portalClient.id, logout_uri: PORTAL_LOGOUT };
    const elsewhere = withQuery(`${cognito.url}/logout`, { ...query, logout_uri: 'http://localhost:4000' });
    expect((await createBrowser().get(elsewhere)).status).toBe(400);
    const out = await browser.get(withQuery(`${cognito.url}/logout`, query));
    expect(out.location).toBe(PORTAL_LOGOUT);
    expect((await browser.get(portalAuthorizeUrl(cognito))).location).toContain('/login?');
  });
});
