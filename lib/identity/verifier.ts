import { CognitoJwtVerifier } from 'aws-jwt-verify';
import type { JwksCache } from 'aws-jwt-verify/jwk';
import type { Deadline } from '../deadline.ts';
import { TokenMismatched } from '../outcomes/identity.ts';
import type { Secret } from '../vault/secret.ts';
import { assertJwtShape, toIdentityOutcome } from './verification-outcomes.ts';

/** Who is calling, as the login service vouches for it. */
export interface Identity {
  /** Cognito's user id: the only thing that a user is keyed by. */
  sub: string;
  /** One sign-in of theirs, unchanged by refreshes: tells two Amazon accounts on one login apart. */
  originJti: string;
  /** When the access token ends, epoch seconds. */
  expiresAt: number;
}

export interface VerifierOptions {
  userPoolId: string;
  /** The app client that the token must have been issued to. */
  clientId: string;
  /** A custom scope; only tokens that came through the OAuth endpoints carry one. */
  scope: string;
  /** Seconds that an expired token is still taken, for clocks that differ and directives that queued. */
  graceSeconds: number;
  keySet: JwksCache;
}

export interface TokenVerifier {
  /**
   * Verifies an access token: signature, issuer, client, use, scope, expiry.
   * @throws {TokenMalformed | TokenForged | TokenExpired} positively bad
   * @throws {TokenMismatched} does not fit this deployment
   * @throws {KeySetUnavailable | OutOfTime} nothing is known about the token
   */
  verify(token: Secret, deadline: Deadline): Promise<Identity>;
}

/**
 * Whom the claims name. The library takes a token without a user or an end, as long as it is signed.
 * @throws {TokenMismatched}
 */
function toIdentity({ sub, exp, origin_jti: originJti, jti }: Record<string, unknown>): Identity {
  if (typeof sub !== 'string' || sub === '' || typeof exp !== 'number') throw new TokenMismatched('claim');
  return { sub, originJti: String(originJti ?? jti), expiresAt: exp };
}

/** @see https://github.com/awslabs/aws-jwt-verify */
export function createTokenVerifier(options: VerifierOptions): TokenVerifier {
  const { userPoolId, clientId, scope, graceSeconds, keySet } = options;
  const verifier = CognitoJwtVerifier.create(
    { userPoolId, clientId, scope, graceSeconds, tokenUse: 'access' },
    { jwksCache: keySet },
  );
  return {
    verify: async (token, deadline) => {
      const jwt = token.reveal();
      assertJwtShape(jwt);
      try {
        const claims = await deadline.race(verifier.verify(jwt), 'checking the access token');
        return toIdentity(claims);
      } catch (error) {
        throw toIdentityOutcome(error, jwt, { clientId, scope });
      }
    },
  };
}
