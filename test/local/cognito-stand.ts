import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cognito, type CognitoOptions, startCognito } from '../../local/cognito/index.ts';
import { basic, createBrowser, parameter, withQuery } from './cognito-browser.ts';

export const ALEXA_REDIRECT = 'https://pitangui.amazon.com/api/skill/link/M000000000';
export const PORTAL_REDIRECT = 'http://localhost:4000/callback';
export const PORTAL_LOGOUT = 'http://localhost:4000/';
export const OWNER = { username: 'owner@example.com', password: 'Porch-Light-1' };

/** A clock that only moves when told to, starting now. */
export const createClock = () => {
  let offset = 0;
  return {
    now: () => Date.now() + offset,
    advance(seconds: number) {
      offset += seconds * 1000;
    },
  };
};

export const newStateDir = (): Promise<string> => mkdtemp(join(tmpdir(), 'porchlight-cognito-'));

/** Starts a stand-in of its own on a free port; `stop` closes it and, unless `keep`, deletes its state. */
export const startStand = async (options: Partial<CognitoOptions> = {}) => {
  const stateDir = options.stateDir ?? (await newStateDir());
  const lines: string[] = [];
  const clock = createClock();
  const cognito = await startCognito({
    host: '127.0.0.1',
    port: 0,
    region: 'us-east-1',
    poolId: 'us-east-1_Porchlight',
    alexaRedirectUris: [ALEXA_REDIRECT],
    portalRedirectUris: [PORTAL_REDIRECT],
    portalLogoutUris: [PORTAL_LOGOUT],
    log: (line) => lines.push(line),
    now: clock.now,
    ...options,
    stateDir,
  });
  const stop = async (keep = false): Promise<void> => {
    await cognito.close();
    if (!keep) await rm(stateDir, { recursive: true, force: true });
  };
  return { cognito, clock, lines, stateDir, stop };
};

/** A token response, or the error in its place. */
export type TokenAnswer = { status: number; body: Record<string, unknown> };

/** POST to a form endpoint. */
export const postForm = async (
  url: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<TokenAnswer> => {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(fields), headers });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
};

export const alexaAuthorizeUrl = (cognito: Cognito, extra: Record<string, string | undefined> = {}): string =>
  withQuery(cognito.authorizeUrl, {
    response_type: 'code',
    client_id: cognito.alexaClient.id,
    redirect_uri: ALEXA_REDIRECT,
    scope: 'openid porchlight/control',
    state: 'A+b/c=',
    ...extra,
  });

export const portalAuthorizeUrl = (
  cognito: Cognito,
  extra: Record<string, string | undefined> = {},
): string =>
  withQuery(cognito.authorizeUrl, {
    response_type: 'code',
    client_id: cognito.portalClient.id,
    redirect_uri: PORTAL_REDIRECT,
    scope: 'openid email porchlight/account',
    state: 's',
    ...extra,
  });

/** A fresh authorization code for the owner. */
export const newCode = async (
  authorizeUrl: string,
  who: { username: string; password: string } = OWNER,
): Promise<string> =>
  parameter(await createBrowser().signIn(authorizeUrl, who.username, who.password), 'code');

/** Signs in and links as Alexa does: HTTP Basic, no PKCE. */
export const linkAlexa = async (
  cognito: Cognito,
  who: { username: string; password: string } = OWNER,
): Promise<TokenAnswer> =>
  postForm(
    cognito.tokenUrl,
    {
      grant_type: 'authorization_code',
      code: await newCode(alexaAuthorizeUrl(cognito), who),
      redirect_uri: ALEXA_REDIRECT,
    },
    { authorization: basic(cognito.alexaClient.id, cognito.alexaClient.secret) },
  );

/** Refreshes as Alexa does. */
export const refreshAlexa = (cognito: Cognito, refreshToken: unknown): Promise<TokenAnswer> =>
  postForm(
    cognito.tokenUrl,
    { grant_type: 'refresh_token', refresh_token: String(refreshToken) },
    { authorization: basic(cognito.alexaClient.id, cognito.alexaClient.secret) },
  );
