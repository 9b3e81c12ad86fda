import { CognitoError, UnsupportedError } from 'cognito-local/lib/errors.js';
import { createCorrections } from './api-corrections.ts';
import type { Answer, Exchange } from './http-exchange.ts';
import type { RefreshTokens } from './refresh-tokens.ts';
import type { TokenMint } from './tokens.ts';
import type { UserPool } from './user-pool.ts';

const PREFIX = 'AWSCognitoIdentityProviderService.';

const answer = (status: number, value: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1', 'cache-control': 'no-store' },
  // AWS JSON 1.1 carries times as seconds since the epoch.
  body: JSON.stringify(value, function (this: Record<string, unknown>, key: string, replaced: unknown) {
    const original = this[key];
    return original instanceof Date ? Math.floor(original.getTime() / 1000) : replaced;
  }),
});

const failure = (status: number, type: string, message: string): Answer =>
  answer(status, { __type: type, message });

const parseRequest = (body: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(body === '' ? '{}' : body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
};

/**
 * The User Pool API (AWS JSON 1.1, POST / with X-Amz-Target), answered by cognito-local with the corrections of
 * api-corrections.ts. Refusals are HTTP 400 with `__type`; an action that cognito-local lacks is HTTP 500
 * `CognitoLocal#Unsupported`.
 * Source: docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/
 */
export const createUserPoolApi = (options: {
  pool: UserPool;
  refreshTokens: RefreshTokens;
  mint: TokenMint;
  signUpMode: 'open' | 'invitation';
  log: (line: string) => void;
}): ((exchange: Exchange) => Promise<Answer>) => {
  const run = createCorrections(options);
  return async (exchange) => {
    const target = exchange.header('x-amz-target') ?? '';
    const request = parseRequest(exchange.body);
    if (!target.startsWith(PREFIX))
      return failure(400, 'UnknownOperationException', 'X-Amz-Target names no action of this service');
    if (!request) return failure(400, 'SerializationException', 'the body is not a JSON object');
    const action = target.slice(PREFIX.length);
    try {
      return answer(200, (await run(action, request)) ?? {});
    } catch (error) {
      if (error instanceof CognitoError) return failure(400, error.code, error.message);
      if (error instanceof UnsupportedError) return failure(500, 'CognitoLocal#Unsupported', error.message);
      // Nonsense in a field reaches cognito-local unchecked; its stack traces may quote the request.
      options.log(`cognito: ${action.replaceAll(/\W/g, '').slice(0, 64)} failed inside cognito-local`);
      return failure(400, 'InvalidParameterException', 'the request could not be processed');
    }
  };
};
