import { randomBytes, randomInt } from 'node:crypto';
import type { OAuthClient } from './app-client.ts';
import type { UserPool } from './user-pool.ts';

/** What the stack decides about the pool's two clients; the token lifetimes exist so that tests need not wait. */
export type PoolClientSettings = {
  alexaRedirectUris: readonly string[];
  portalRedirectUris: readonly string[];
  portalLogoutUris: readonly string[];
  /** Seconds. */
  accessTokenSeconds?: { alexa?: number; portal?: number };
};

const HOUR = 3600;
const DAY = 24 * HOUR;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

// Cognito's client ids look like this, and an id that looks real keeps formats honest.
const newClientId = (): string =>
  Array.from({ length: 26 }, () => ALPHABET[randomInt(ALPHABET.length)] ?? 'a').join('');

const register = async (
  options: { pool: UserPool; poolId: string; now: () => number },
  settings: Omit<OAuthClient, 'id' | 'secret'> & { name: string; withSecret: boolean },
): Promise<OAuthClient> => {
  const { pool, poolId, now } = options;
  const { name, withSecret, ...oauth } = settings;
  const existing = (await pool.appClients()).find((client) => client.ClientName === name);
  const id = existing?.ClientId ?? newClientId();
  const secret = withSecret ? (existing?.ClientSecret ?? randomBytes(38).toString('base64url')) : undefined;
  const at = new Date(now());
  await pool.saveAppClient({
    UserPoolId: poolId,
    ClientName: name,
    ClientId: id,
    ...(secret === undefined ? {} : { ClientSecret: secret }),
    CreationDate: existing?.CreationDate ?? at,
    LastModifiedDate: at,
    AccessTokenValidity: oauth.accessTokenSeconds,
    IdTokenValidity: oauth.idTokenSeconds,
    RefreshTokenValidity: oauth.refreshTokenSeconds / DAY,
    TokenValidityUnits: { AccessToken: 'seconds', IdToken: 'seconds', RefreshToken: 'days' },
    ExplicitAuthFlows: oauth.rotation ? [] : ['ALLOW_REFRESH_TOKEN_AUTH'],
    SupportedIdentityProviders: ['COGNITO'],
    CallbackURLs: [...oauth.redirectUris],
    LogoutURLs: [...oauth.logoutUris],
    AllowedOAuthFlows: ['code'],
    AllowedOAuthScopes: [...oauth.scopes],
    AllowedOAuthFlowsUserPoolClient: true,
    PreventUserExistenceErrors: 'ENABLED',
    EnableTokenRevocation: true,
  });
  return { id, ...(secret === undefined ? {} : { secret }), ...oauth };
};

/** Registers the Alexa client and the portal client as the deployment does; ids and secret survive restarts. */
export const registerPoolClients = async (
  options: { pool: UserPool; poolId: string; now: () => number },
  settings: PoolClientSettings,
): Promise<{ alexa: OAuthClient & { secret: string }; portal: OAuthClient }> => {
  const alexa = await register(options, {
    name: 'alexa',
    withSecret: true,
    purpose: 'let Alexa control your home',
    scopes: ['openid', 'porchlight/control'],
    redirectUris: settings.alexaRedirectUris,
    logoutUris: [],
    accessTokenSeconds: settings.accessTokenSeconds?.alexa ?? 4 * HOUR,
    idTokenSeconds: HOUR,
    // No rotation: Alexa may present an old refresh token again, and a dead chain unlinks the household.
    refreshTokenSeconds: 3650 * DAY,
  });
  const portal = await register(options, {
    name: 'portal',
    withSecret: false,
    purpose: 'connect your home',
    scopes: ['openid', 'email', 'porchlight/account'],
    redirectUris: settings.portalRedirectUris,
    logoutUris: settings.portalLogoutUris,
    accessTokenSeconds: settings.accessTokenSeconds?.portal ?? HOUR,
    idTokenSeconds: HOUR,
    refreshTokenSeconds: 30 * DAY,
    rotation: { graceSeconds: 30 },
  });
  if (alexa.secret === undefined) throw new TypeError('the Alexa client has no secret');
  return { alexa: { ...alexa, secret: alexa.secret }, portal };
};
