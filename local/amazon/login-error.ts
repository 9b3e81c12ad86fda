/** The token endpoint's errors with their HTTP status (RFC 6749, section 5.2; Login with Amazon, "Access Token Errors"). */
export const LOGIN_ERROR_STATUS = {
  invalid_request: 400,
  invalid_grant: 400,
  unsupported_grant_type: 400,
  unauthorized_client: 400,
  invalid_client: 401,
  server_error: 500,
  temporarily_unavailable: 503,
} as const;

/** Value of `error` in a refusal of the token endpoint. */
export type LoginErrorCode = keyof typeof LOGIN_ERROR_STATUS;

/** A refusal of the token endpoint: `code` goes to the caller as `error`, the message as `error_description`. */
export class LoginError extends Error {
  override readonly name = 'LoginError';
  readonly code: LoginErrorCode;
  readonly status: number;

  constructor(code: LoginErrorCode, description: string, options?: ErrorOptions) {
    super(description, options);
    this.code = code;
    this.status = LOGIN_ERROR_STATUS[code];
  }
}
