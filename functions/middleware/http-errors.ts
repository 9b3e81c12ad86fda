import type { MiddlewareObj } from '@middy/core';
import httpErrorHandler from '@middy/http-error-handler';
import httpSecurityHeaders from '@middy/http-security-headers';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { MethodNotAllowed, RequestInvalid, TooManyHints } from '../../lib/outcomes/request.ts';
import { toHttpError } from '../../lib/outcomes/to-http.ts';
import { errorFacts, type Log } from '../../lib/telemetry/logger.ts';

type HttpMiddleware = MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>;

/** middy's body parser throws these; to a client both are a body that is not what was asked for. */
const isBodyError = (error: unknown) =>
  [415, 422].includes(Number((error as { statusCode?: unknown }).statusCode));

/** What RFC 9110 wants beside the status. */
function headersFor(thrown: unknown): Record<string, string> {
  if (thrown instanceof MethodNotAllowed) return { allow: thrown.data.allow };
  if (thrown instanceof TooManyHints) return { 'retry-after': String(thrown.data.retryAfter) };
  return {};
}

/** Gives an outcome the status and body that `@middy/http-error-handler` then answers with. */
function outcomesToHttp(log: Log): HttpMiddleware {
  return {
    onError: (request) => {
      const thrown = isBodyError(request.error)
        ? new RequestInvalid('body', 'Send a JSON object.')
        : request.error;
      const { statusCode, body } = toHttpError(thrown);
      log[statusCode >= 500 ? 'error' : 'info']('A request was answered with an error.', {
        statusCode,
        error: errorFacts(thrown),
      });
      // Browsers may keep a 404 or 410 otherwise, and show it to whoever comes next.
      const headers = { ...headersFor(thrown), 'cache-control': 'no-store' };
      request.error = Object.assign(new Error(JSON.stringify(body)), { statusCode, headers, expose: true });
    },
  };
}

/**
 * Errors and headers of every HTTP function. `onError` runs from the last to the first: the outcome becomes a
 * status and body, these an answer, and the answer gets its headers.
 * @param headers puts headers on every answer; by default those that suit an API
 */
export const httpErrors = (
  log: Log,
  headers: HttpMiddleware = httpSecurityHeaders() as HttpMiddleware,
): HttpMiddleware[] => [
  headers,
  // It would print the whole error, and with it what was being handled.
  httpErrorHandler({ logger: false }) as HttpMiddleware,
  outcomesToHttp(log),
];
