/** The error codes of Cognito's token and revocation endpoints, all sent with HTTP 400. */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'unsupported_token_type';

/**
 * A refusal at the token or revocation endpoint; answered as `{"error": code}` and nothing more, as Cognito does.
 * Source: docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
 */
export class OAuthError extends Error {
  readonly code: OAuthErrorCode;
  constructor(code: OAuthErrorCode, options?: ErrorOptions) {
    super(code, options);
    this.name = 'OAuthError';
    this.code = code;
  }
}
