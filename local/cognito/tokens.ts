import { createHash, randomUUID } from 'node:crypto';
import type { OAuthClient } from './app-client.ts';
import type { SigningKeys } from './signing-keys.ts';
import type { PoolUser } from './user-pool.ts';

/** One sign-in of one user through one client. `authTime` is epoch seconds; `originJti` survives refreshes. */
export type Grant = {
  user: PoolUser;
  clientId: string;
  scope: string;
  originJti: string;
  authTime: number;
  nonce?: string;
};

/** What an access token of ours says, once its signature and expiry are checked. */
export type AccessClaims = { sub: string; clientId: string; scope: readonly string[]; originJti: string };

/** The fields of a token response (RFC 6749 section 5.1) that this pool mints. */
export type Tokens = { access_token: string; id_token?: string; expires_in: number; token_type: 'Bearer' };

export type TokenMint = {
  mint(client: Pick<OAuthClient, 'accessTokenSeconds' | 'idTokenSeconds'>, grant: Grant): Tokens;
  /** The claims of an unexpired access token signed here; undefined for anything else. */
  readAccessToken(token: string): AccessClaims | undefined;
};

/**
 * Mints what Cognito mints, claim for claim: access and ID token under different keys, no `aud` in the access
 * token, `origin_jti` as with token revocation enabled.
 * Source: docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 */
export const createTokenMint = (options: {
  keys: SigningKeys;
  issuer: string;
  now: () => number;
}): TokenMint => {
  const { keys, issuer, now } = options;
  return {
    mint(client, grant) {
      const { user, clientId, scope, originJti, authTime } = grant;
      const iat = Math.floor(now() / 1000);
      const eventId = randomUUID();
      const groups = user.groups.length > 0 ? { 'cognito:groups': user.groups } : {};
      const accessToken = keys.access.sign({
        sub: user.sub,
        ...groups,
        iss: issuer,
        version: 2,
        client_id: clientId,
        origin_jti: originJti,
        event_id: eventId,
        token_use: 'access',
        scope,
        auth_time: authTime,
        exp: iat + client.accessTokenSeconds,
        iat,
        jti: randomUUID(),
        username: user.username,
      });
      const tokens: Tokens = {
        access_token: accessToken,
        expires_in: client.accessTokenSeconds,
        token_type: 'Bearer',
      };
      if (!scope.split(' ').includes('openid')) return tokens;
      const hash = createHash('sha256').update(accessToken).digest();
      tokens.id_token = keys.id.sign({
        at_hash: hash.subarray(0, hash.length / 2).toString('base64url'),
        sub: user.sub,
        ...groups,
        email_verified: user.emailVerified,
        iss: issuer,
        'cognito:username': user.username,
        ...(grant.nonce === undefined ? {} : { nonce: grant.nonce }),
        origin_jti: originJti,
        aud: clientId,
        event_id: eventId,
        token_use: 'id',
        auth_time: authTime,
        exp: iat + client.idTokenSeconds,
        iat,
        jti: randomUUID(),
        email: user.email,
      });
      return tokens;
    },
    readAccessToken(token) {
      const claims = keys.access.claims(token);
      if (!claims || typeof claims.exp !== 'number' || claims.exp * 1000 <= now()) return undefined;
      return {
        sub: String(claims.sub),
        clientId: String(claims.client_id),
        scope: String(claims.scope).split(' '),
        originJti: String(claims.origin_jti),
      };
    },
  };
};
