import { Outcome } from './outcome.ts';

/** The token is not a JWT at all, or carries no signature. Alexa will never mend this by itself. */
export class TokenMalformed extends Outcome {
  readonly code = 'token_malformed';
  constructor(options?: ErrorOptions) {
    super('The access token is not a JSON Web Token.', {}, options);
  }
}

/** The signature fails under a key that we know: the token was altered or forged. */
export class TokenForged extends Outcome {
  readonly code = 'token_forged';
  constructor(options?: ErrorOptions) {
    super('The access token has a wrong signature.', {}, options);
  }
}

/** Genuine and ours, but older than its lifetime and the grace that we allow. */
export class TokenExpired extends Outcome {
  readonly code = 'token_expired';
  constructor(options?: ErrorOptions) {
    super('The access token has expired.', {}, options);
  }
}

export type MismatchedClaim = 'issuer' | 'client_id' | 'scope' | 'token_use' | 'kid' | 'nbf' | 'claim';

/**
 * A well-formed token that does not fit our configuration. One bad deployment makes this of every user's
 * token at once, so it must never cost anybody their link.
 */
export class TokenMismatched extends Outcome<{ claim: MismatchedClaim }> {
  readonly code = 'token_mismatched';
  constructor(claim: MismatchedClaim, options?: ErrorOptions) {
    super(`The access token's ${claim} does not fit this deployment.`, { claim }, options);
  }
}

/** Cognito's key set could not be fetched: nothing is known about the token, good or bad. */
export class KeySetUnavailable extends Outcome {
  readonly code = 'key_set_unavailable';
  constructor(options?: ErrorOptions) {
    super("The login service's keys are not available.", {}, options);
  }
}

/** The login service could not be asked to delete a user. */
export class LoginServiceUnavailable extends Outcome<{ operation: string }> {
  readonly code = 'login_service_unavailable';
  constructor(operation: string, options?: ErrorOptions) {
    super(`The login service is not available (${operation}).`, { operation }, options);
  }
}

/** The user disconnected this Alexa link (its `origin_jti` is on the account's revoked list). */
export class LinkRevoked extends Outcome {
  readonly code = 'link_revoked';
  constructor() {
    super('This Alexa link was disconnected by its owner.', {});
  }
}

/** The account was deleted; its tombstone outlives the longest access token. */
export class UserDeleted extends Outcome {
  readonly code = 'user_deleted';
  constructor() {
    super('This account was deleted.', {});
  }
}

/** The login service did not say which e-mail address a user has: it failed, or does not take the user's token. */
export class UserInfoUnavailable extends Outcome<{ reason: string }> {
  readonly code = 'user_info_unavailable';
  constructor(reason: string, options?: ErrorOptions) {
    super('The login service does not say which e-mail address you have.', { reason }, options);
  }
}
