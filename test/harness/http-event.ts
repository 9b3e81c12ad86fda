import type { APIGatewayProxyEventV2WithLambdaAuthorizer } from 'aws-lambda';
import type { CallerContext } from '../../functions/authorizer/authorize.ts';

/**
 * A request as the HTTP API hands it to the account function, payload format 2.0, after the authorizer let in
 * this user.
 * @param body an object to send as JSON, or text to send as it is
 */
export function accountEvent(
  sub: string,
  method: string,
  path: string,
  body?: object | string,
  headers: Record<string, string> = {},
): APIGatewayProxyEventV2WithLambdaAuthorizer<CallerContext> {
  const text = typeof body === 'object' ? JSON.stringify(body) : body;
  return {
    version: '2.0',
    routeKey: 'ANY /v1/{proxy+}',
    rawPath: path,
    rawQueryString: '',
    headers: { ...(text !== undefined && { 'content-type': 'application/json' }), ...headers },
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      domainName: 'porchlight.example',
      domainPrefix: 'porchlight',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'request',
      routeKey: 'ANY /v1/{proxy+}',
      stage: '$default',
      time: '21/Nov/2026:00:00:00 +0000',
      timeEpoch: 0,
      authorizer: { lambda: { kind: 'user', sub } },
    },
    pathParameters: { proxy: path.replace(/^\/v1\//, '') },
    isBase64Encoded: false,
    ...(text !== undefined && { body: text }),
  };
}

/** A request with hints, after the authorizer said who sends them. */
export function hintsEvent(
  caller: CallerContext | undefined,
  body?: object | string,
  headers: Record<string, string> = {},
) {
  const event = accountEvent('', 'POST', '/v1/hints', body, headers);
  const { authorizer: _nobody, ...requestContext } = event.requestContext;
  return {
    ...event,
    routeKey: 'POST /v1/hints',
    requestContext: {
      ...requestContext,
      routeKey: 'POST /v1/hints',
      ...(caller && { authorizer: { lambda: caller } }),
    },
  };
}
