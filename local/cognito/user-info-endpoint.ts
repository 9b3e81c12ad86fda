import { type Answer, type Exchange, json } from './http-exchange.ts';
import type { RefreshTokens } from './refresh-tokens.ts';
import type { TokenMint } from './tokens.ts';
import type { UserPool } from './user-pool.ts';

const refuse = (description: string): Answer =>
  json(
    401,
    { error: 'invalid_token', error_description: description },
    { 'www-authenticate': `Bearer error="invalid_token", error_description="${description}"` },
  );

/**
 * GET or POST /oauth2/userInfo: the user behind an access token with the scope `openid`. Verified flags are strings,
 * as Cognito sends them.
 * Source: docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
 */
export const createUserInfoEndpoint =
  (options: {
    mint: TokenMint;
    pool: UserPool;
    refreshTokens: RefreshTokens;
  }): ((exchange: Exchange) => Promise<Answer>) =>
  async (exchange) => {
    const token = /^Bearer\s+(\S+)$/i.exec(exchange.header('authorization') ?? '')?.[1];
    const claims = token === undefined ? undefined : options.mint.readAccessToken(token);
    if (!claims) return refuse('Access token is missing, malformed or expired.');
    if (!claims.scope.includes('openid')) return refuse('Access token does not contain openid scope.');
    if (!options.refreshTokens.isLive(claims.originJti)) return refuse('Access token has been revoked.');
    const user = await options.pool.find(claims.sub);
    if (!user?.enabled) return refuse('User does not exist or is disabled.');
    return json(200, {
      sub: user.sub,
      email_verified: String(user.emailVerified),
      email: user.email,
      username: user.username,
    });
  };
