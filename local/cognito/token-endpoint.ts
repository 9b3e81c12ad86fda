import { createHash } from 'node:crypto';
import type { OAuthClient, OAuthClients } from './app-client.ts';
import { authenticateClient } from './client-authentication.ts';
import { sameSecret } from './constant-time.ts';
import type { ExpiringMap } from './expiring-map.ts';
import { type Answer, type Exchange, json, readForm } from './http-exchange.ts';
import { OAuthError } from './oauth-error.ts';
import type { RefreshTokens } from './refresh-tokens.ts';
import type { TokenMint } from './tokens.ts';
import type { PoolUser, UserPool } from './user-pool.ts';

/** What an authorization code stands for. `authTime` is epoch seconds. */
export type AuthorizationCode = {
  clientId: string;
  redirectUri: string;
  sub: string;
  scope: string;
  originJti: string;
  authTime: number;
  nonce?: string;
  codeChallenge?: string;
};

type GrantHandler = (client: OAuthClient, form: URLSearchParams) => Promise<Record<string, unknown>>;

const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;

const verifierFits = (verifier: string | null, challenge: string | undefined): boolean => {
  // A verifier where no challenge was sent is a stripped challenge (RFC 9700 section 2.1.1).
  if (challenge === undefined) return verifier === null;
  if (verifier === null || !VERIFIER.test(verifier)) return false;
  return sameSecret(createHash('sha256').update(verifier).digest('base64url'), challenge);
};

const required = (form: URLSearchParams, name: string): string => {
  const value = form.get(name);
  if (!value) throw new OAuthError('invalid_request');
  return value;
};

/**
 * POST /oauth2/token: authorization_code and refresh_token. Every refusal is HTTP 400 with Cognito's error code.
 * Source: docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
 * @param now milliseconds.
 */
export const createTokenEndpoint = (options: {
  clients: OAuthClients;
  codes: ExpiringMap<AuthorizationCode>;
  refreshTokens: RefreshTokens;
  mint: TokenMint;
  pool: UserPool;
  now: () => number;
}): ((exchange: Exchange) => Promise<Answer>) => {
  const { clients, codes, refreshTokens, mint, pool, now } = options;

  const liveUser = async (sub: string): Promise<PoolUser> => {
    const user = await pool.find(sub);
    if (!user || user.sub !== sub || !user.enabled) throw new OAuthError('invalid_grant');
    return user;
  };

  const redeemCode: GrantHandler = async (client, form) => {
    const code = required(form, 'code');
    const redirectUri = required(form, 'redirect_uri');
    // A stranger's attempt must not use the code up; any attempt of its own client does.
    if (codes.get(code)?.clientId !== client.id) throw new OAuthError('invalid_grant');
    const granted = codes.take(code);
    if (!granted || granted.redirectUri !== redirectUri) throw new OAuthError('invalid_grant');
    if (!verifierFits(form.get('code_verifier'), granted.codeChallenge))
      throw new OAuthError('invalid_grant');
    const user = await liveUser(granted.sub);
    const { scope, originJti, authTime, nonce } = granted;
    const tokens = mint.mint(client, {
      user,
      clientId: client.id,
      scope,
      originJti,
      authTime,
      ...(nonce === undefined ? {} : { nonce }),
    });
    const refreshToken = await refreshTokens.issue({
      clientId: client.id,
      sub: user.sub,
      scope,
      originJti,
      authTime,
      expiresAt: Math.floor(now() / 1000) + client.refreshTokenSeconds,
    });
    return { ...tokens, refresh_token: refreshToken };
  };

  const refresh: GrantHandler = async (client, form) => {
    const token = required(form, 'refresh_token');
    const granted = refreshTokens.find(token);
    if (!granted || granted.clientId !== client.id) throw new OAuthError('invalid_grant');
    const user = await liveUser(granted.sub);
    const { scope, originJti, authTime } = granted;
    const tokens = mint.mint(client, { user, clientId: client.id, scope, originJti, authTime });
    if (!client.rotation) return { ...tokens };
    const successor = await refreshTokens.rotate(token, client.rotation);
    if (successor === undefined) throw new OAuthError('invalid_grant');
    return { ...tokens, refresh_token: successor };
  };

  const grants = new Map<string, GrantHandler>([
    ['authorization_code', redeemCode],
    ['refresh_token', refresh],
  ]);

  return async (exchange) => {
    const form = readForm(exchange);
    if (!form) throw new OAuthError('invalid_request');
    if ([...form.keys()].some((name) => form.getAll(name).length > 1))
      throw new OAuthError('invalid_request');
    const client = authenticateClient(exchange, form, clients);
    const grantType = required(form, 'grant_type');
    const grant = grants.get(grantType);
    // Cognito knows client_credentials too; no client of this pool may use it.
    if (grantType === 'client_credentials') throw new OAuthError('unauthorized_client');
    if (!grant) throw new OAuthError('unsupported_grant_type');
    return json(200, await grant(client, form), { pragma: 'no-cache' });
  };
};
