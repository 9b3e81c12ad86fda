import { Outcome } from './outcome.ts';

/** Login with Amazon refuses the code (used, expired, of another client). Final for this code. */
export class GrantRefused extends Outcome<{ error: string }> {
  readonly code = 'grant_refused';
  constructor(error: string, options?: ErrorOptions) {
    super(`Login with Amazon refuses the authorization code (${error}).`, { error }, options);
  }
}

/** Login with Amazon does not answer, or not as the protocol says. */
export class LoginWithAmazonUnavailable extends Outcome<{ reason: string }> {
  readonly code = 'login_with_amazon_unavailable';
  constructor(reason: string, options?: ErrorOptions) {
    super(`Login with Amazon is not available (${reason}).`, { reason }, options);
  }
}

/** Login with Amazon does not accept the skill's messaging credentials: the operator has to correct them. */
export class MessagingCredentialsInvalid extends Outcome<{ reason: string }> {
  readonly code = 'messaging_credentials_invalid';
  constructor(reason: string, options?: ErrorOptions) {
    super(`The skill's messaging credentials are ${reason}.`, { reason }, options);
  }
}
