import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { TokenGenerator } from 'cognito-local/lib/services/tokenGenerator.js';
import { createIssuedLog, type Issued } from '../issued.ts';
import { createCorrections } from './api-corrections.ts';
import { createOAuthClients } from './app-client.ts';
import { createBrowserSessions } from './browser-session.ts';
import { createExpiringMap } from './expiring-map.ts';
import { json } from './http-exchange.ts';
import { createMailbox, type Mail } from './mailbox.ts';
import { createManagedLogin } from './managed-login.ts';
import { notingMint, notingRefreshTokens } from './noting.ts';
import { openPasswordVeil } from './password-veil.ts';
import { type PoolClientSettings, registerPoolClients } from './pool-clients.ts';
import { openRefreshTokens } from './refresh-tokens.ts';
import { createRevokeEndpoint } from './revoke-endpoint.ts';
import { createHttpServer, type Routes } from './server.ts';
import { mailboxPage } from './sign-in-pages.ts';
import { loadSigningKeys } from './signing-keys.ts';
import { type AuthorizationCode, createTokenEndpoint } from './token-endpoint.ts';
import { createTokenMint } from './tokens.ts';
import { createUserInfoEndpoint } from './user-info-endpoint.ts';
import { openUserPool } from './user-pool.ts';
import { createUserPoolApi } from './user-pool-api.ts';

/** How to start the stand-in for Cognito. */
export type CognitoOptions = PoolClientSettings & {
  host: string;
  /** 0 for any free port. */
  port: number;
  /** Folder for users, clients, keys and refresh tokens; created if missing, for this stand-in alone. */
  stateDir: string;
  region: string;
  /** As Cognito forms them: `<region>_<letters and digits>`. */
  poolId: string;
  /** Default `open`. With `invitation` only AdminCreateUser makes users. */
  signUpMode?: 'open' | 'invitation';
  log?: (line: string) => void;
  /** Milliseconds since the epoch; the clock unless a test says otherwise. */
  now?: () => number;
};

/** The running stand-in. `url` is the sign-in domain and the User Pool API's endpoint in one, no trailing slash. */
export type Cognito = {
  url: string;
  userPoolId: string;
  issuer: string;
  alexaClient: { id: string; secret: string; scopes: readonly string[]; redirectUris: readonly string[] };
  portalClient: { id: string };
  authorizeUrl: string;
  tokenUrl: string;
  mailboxUrl: string;
  /** Makes a confirmed user, or gives the one that has the address this password; `sub` stays the same. */
  createUser(user: { username: string; password: string }): Promise<{ sub: string }>;
  /** What would have been e-mailed, newest first. */
  mails(): readonly Mail[];
  /** Codes and tokens given out so far, the newest thousand; for tests in this process. */
  issued(): readonly Issued[];
  close(): Promise<void>;
};

const CODE_LIFETIME_MS = 5 * 60_000;

/**
 * Starts the stand-in for Amazon Cognito: users in cognito-local, and in front of it the sign-in pages, the OAuth
 * endpoints, the key set and the tokens as Cognito makes them.
 * Rejects with Node's own error when the port is taken, and with StateFileError when stored state is damaged.
 */
export const startCognito = async (options: CognitoOptions): Promise<Cognito> => {
  const { host, port, stateDir, region, poolId, signUpMode = 'open', log = () => undefined } = options;
  const now = options.now ?? Date.now;
  const issuer = `https://issuer-cognito-idp.${region}.amazonaws.com/${poolId}`;
  const keys = await loadSigningKeys(join(stateDir, 'signing-keys.json'));
  const issued = createIssuedLog();
  const mint = notingMint(createTokenMint({ keys, issuer, now }), issued);
  const refreshTokens = notingRefreshTokens(
    await openRefreshTokens({ path: join(stateDir, 'refresh-tokens.json'), now }),
    issued,
  );
  const mailbox = createMailbox({
    now,
    onMail: (mail) =>
      log(
        mail.subject.includes('confirmation code')
          ? `cognito: e-mail to ${mail.to}: confirmation code ${mail.code}`
          : `cognito: e-mail to ${mail.to}: "${mail.subject}", see /mailbox`,
      ),
  });

  // Tokens of the API's own sign-in flows: only the self-service scope, never a custom one, as on AWS.
  const tokenGenerator: TokenGenerator = {
    async generate(_context, user, _groups, client) {
      const found = await pool.find(user.Username);
      if (!found) throw new TypeError('tokens were asked for a user who does not exist');
      const seconds = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };
      const unit = client.TokenValidityUnits?.AccessToken ?? 'hours';
      const lifetimes = {
        accessTokenSeconds:
          (client.AccessTokenValidity ?? 1) *
          (Object.entries(seconds).find(([name]) => name === unit)?.[1] ?? 3600),
        idTokenSeconds: 3600,
      };
      const grant = {
        user: found,
        clientId: client.ClientId,
        originJti: randomUUID(),
        authTime: Math.floor(now() / 1000),
      };
      const access = mint.mint(lifetimes, { ...grant, scope: 'aws.cognito.signin.user.admin' });
      const identity = mint.mint(lifetimes, { ...grant, scope: 'openid' });
      return {
        AccessToken: access.access_token,
        IdToken: identity.id_token ?? '',
        RefreshToken: randomUUID() + randomUUID(),
      };
    },
  };

  const pool = await openUserPool({
    directory: join(stateDir, 'user-pool'),
    poolId,
    signUpMode,
    now,
    mailbox,
    tokenGenerator,
    passwords: await openPasswordVeil(join(stateDir, 'password-salt.json')),
  });
  const { alexa, portal } = await registerPoolClients({ pool, poolId, now }, options);
  const clients = createOAuthClients([alexa, portal]);
  const keptCodes = createExpiringMap<AuthorizationCode>({ ttlMs: CODE_LIFETIME_MS, max: 10_000, now });
  const codes: typeof keptCodes = {
    ...keptCodes,
    add: (code) => issued.note("Cognito's authorization code", keptCodes.add(code)),
  };
  const sessions = createBrowserSessions({ pool, now });
  const api = createCorrections({ pool, refreshTokens, mint, signUpMode });
  const userInfo = createUserInfoEndpoint({ mint, pool, refreshTokens });

  const routes: Routes = new Map([
    ...createManagedLogin({
      clients,
      pool,
      api,
      sessions,
      codes,
      signUpMode,
      portalClientId: portal.id,
    }),
    ['POST /oauth2/token', createTokenEndpoint({ clients, codes, refreshTokens, mint, pool, now })],
    ['POST /oauth2/revoke', createRevokeEndpoint({ clients, refreshTokens })],
    ['GET /oauth2/userInfo', userInfo],
    ['POST /oauth2/userInfo', userInfo],
    ['POST /', createUserPoolApi({ pool, refreshTokens, mint, signUpMode, log })],
    [`GET /${poolId}/.well-known/jwks.json`, async () => json(200, { keys: [keys.id.jwk, keys.access.jwk] })],
    [
      `GET /${poolId}/.well-known/openid-configuration`,
      async () =>
        json(200, {
          issuer,
          authorization_endpoint: `${url}/oauth2/authorize`,
          token_endpoint: `${url}/oauth2/token`,
          revocation_endpoint: `${url}/oauth2/revoke`,
          userinfo_endpoint: `${url}/oauth2/userInfo`,
          end_session_endpoint: `${url}/logout`,
          jwks_uri: `${url}/${poolId}/.well-known/jwks.json`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
          token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
          scopes_supported: ['openid', 'email', 'phone', 'profile'],
        }),
    ],
    [
      'GET /mailbox',
      async (exchange) =>
        exchange.header('accept')?.includes('application/json')
          ? json(200, { mails: mailbox.list() })
          : mailboxPage(mailbox.list()),
    ],
  ]);

  const server = createHttpServer(routes, log);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  const listening = typeof address === 'object' && address !== null ? address.port : port;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${listening}`;

  return {
    url,
    userPoolId: poolId,
    issuer,
    alexaClient: {
      id: alexa.id,
      secret: alexa.secret,
      scopes: alexa.scopes,
      redirectUris: alexa.redirectUris,
    },
    portalClient: { id: portal.id },
    authorizeUrl: `${url}/oauth2/authorize`,
    tokenUrl: `${url}/oauth2/token`,
    mailboxUrl: `${url}/mailbox`,
    async createUser({ username, password }) {
      const email = username.toLowerCase();
      if (!(await pool.find(email)))
        await pool.run('AdminCreateUser', {
          UserPoolId: poolId,
          Username: email,
          MessageAction: 'SUPPRESS',
          UserAttributes: [{ Name: 'email_verified', Value: 'true' }],
        });
      const user = await pool.find(email);
      if (!user) throw new Error('the user could not be created');
      await pool.setPassword(user, password);
      return { sub: user.sub };
    },
    mails: () => mailbox.list(),
    issued: issued.list,
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
};
