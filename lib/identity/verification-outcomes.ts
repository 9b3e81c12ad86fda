import {
  CognitoJwtInvalidClientIdError,
  CognitoJwtInvalidTokenUseError,
  JwtExpiredError,
  JwtInvalidClaimError,
  JwtInvalidIssuerError,
  JwtInvalidScopeError,
  JwtInvalidSignatureAlgorithmError,
  JwtInvalidSignatureError,
  JwtNotBeforeError,
  JwtParseError,
  JwtWithoutValidKidError,
  KidNotFoundInJwksError,
  ParameterValidationError,
} from 'aws-jwt-verify/error';
import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt';
import {
  KeySetUnavailable,
  type MismatchedClaim,
  TokenExpired,
  TokenForged,
  TokenMalformed,
  TokenMismatched,
} from '../outcomes/identity.ts';
import { Outcome } from '../outcomes/outcome.ts';

type ErrorClass = abstract new (...args: never[]) => Error;

const MISMATCHES: readonly (readonly [ErrorClass, MismatchedClaim])[] = [
  [CognitoJwtInvalidClientIdError, 'client_id'],
  [CognitoJwtInvalidTokenUseError, 'token_use'],
  [JwtInvalidScopeError, 'scope'],
  [JwtInvalidIssuerError, 'issuer'],
  // An issuer that no verifier is configured for arrives as a parameter error.
  [ParameterValidationError, 'issuer'],
  [JwtNotBeforeError, 'nbf'],
  [KidNotFoundInJwksError, 'kid'],
  [JwtWithoutValidKidError, 'kid'],
  [JwtInvalidClaimError, 'claim'],
];

/**
 * An expired token is told apart from one that never was for us: expiry is checked first, and only a token
 * that would otherwise have been good may cost its user the link.
 */
function misfitOfExpired(
  jwt: string,
  expected: { clientId: string; scope: string },
): MismatchedClaim | undefined {
  const { payload } = decomposeUnverifiedJwt(jwt);
  if (payload.token_use !== 'access') return 'token_use';
  if (payload.client_id !== expected.clientId) return 'client_id';
  const scopes = typeof payload.scope === 'string' ? payload.scope.split(' ') : [];
  return scopes.includes(expected.scope) ? undefined : 'scope';
}

/**
 * Sorts what aws-jwt-verify throws: positively bad, not for this deployment, or unknown because the key set
 * could not be had. (Its errors all have the name "Error", so they are told apart by class.)
 */
export function toIdentityOutcome(
  error: unknown,
  jwt: string,
  expected: { clientId: string; scope: string },
): Outcome {
  if (error instanceof Outcome) return error;
  // The library's messages can quote claims, so the cause is left behind on purpose.
  if (error instanceof JwtParseError) return new TokenMalformed();
  if (error instanceof JwtInvalidSignatureError || error instanceof JwtInvalidSignatureAlgorithmError) {
    return new TokenForged();
  }
  if (error instanceof JwtExpiredError) {
    const misfit = misfitOfExpired(jwt, expected);
    return misfit === undefined ? new TokenExpired() : new TokenMismatched(misfit);
  }
  const mismatch = MISMATCHES.find(([errorClass]) => error instanceof errorClass);
  if (mismatch !== undefined) return new TokenMismatched(mismatch[1]);
  return new KeySetUnavailable({ cause: error });
}

/** A JWT without a signature part is refused before its issuer or key is looked at: `alg: none` is no token. */
export function assertJwtShape(jwt: string): void {
  const parts = jwt.split('.');
  if (parts.length !== 3 || parts.some((part) => part === '')) throw new TokenMalformed();
}
