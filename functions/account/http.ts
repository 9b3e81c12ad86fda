import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyEventV2WithLambdaAuthorizer,
  APIGatewayProxyStructuredResultV2,
} from 'aws-lambda';
import { createDeadline, type Deadline } from '../../lib/deadline.ts';
import { Forbidden, MethodNotAllowed, NotFound } from '../../lib/outcomes/request.ts';
import { Secret } from '../../lib/vault/secret.ts';
import type { CallerContext } from '../authorizer/authorize.ts';
import { bodyOf } from './answer-body.ts';

/** Who is calling and what with, as a route gets it. */
export interface ApiRequest {
  /** Cognito's user id, from the authorizer. */
  sub: string;
  /** The access token that they came with, for asking the login service in their name. */
  token: Secret | undefined;
  /** Parsed JSON, of routes that take a body. */
  body: unknown;
  path: Readonly<Record<string, string | undefined>>;
  deadline: Deadline;
}

export interface ApiAnswer {
  status: number;
  /** Absent from a 204, which has none. */
  body?: object;
}

export type ApiHandler = (request: ApiRequest) => Promise<ApiAnswer>;

/** API Gateway gives up after 30 s; slow homes are the slowest thing here. */
const BUDGET_MS = 25_000;

/**
 * Longer than any name in a path, and shorter than any key of a table may be (DynamoDB: 1024 bytes): more would look
 * like a store that fails.
 */
const MAX_SEGMENT_BYTES = 1_000;

/** @throws {NotFound} for a path that can name nothing */
function pathOf({ pathParameters = {} }: APIGatewayProxyEventV2): ApiRequest['path'] {
  const segments = Object.values(pathParameters);
  if (segments.some((segment) => Buffer.byteLength(segment ?? '') > MAX_SEGMENT_BYTES))
    throw new NotFound('route');
  return pathParameters;
}

type AuthorizedEvent = APIGatewayProxyEventV2WithLambdaAuthorizer<CallerContext>;

/** @throws {Forbidden} when the authorizer let in somebody other than a person */
export function callerOf(event: APIGatewayProxyEventV2): string {
  const caller = (event as Partial<AuthorizedEvent>).requestContext?.authorizer?.lambda;
  if (caller?.kind !== 'user' || caller.sub === '') throw new Forbidden('use this without signing in');
  return caller.sub;
}

function tokenOf({ headers }: APIGatewayProxyEventV2): Secret | undefined {
  const token = /^Bearer +(?<token>\S+)$/i.exec(headers.authorization ?? '')?.groups?.token;
  return token === undefined ? undefined : new Secret(token);
}

/** Puts a route of ours into the form that Lambda and the router know. */
export const apiRoute =
  (handle: ApiHandler) =>
  async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { status, body } = await handle({
      sub: callerOf(event),
      token: tokenOf(event),
      body: event.body,
      path: pathOf(event),
      deadline: createDeadline(BUDGET_MS),
    });
    const { headers, ...rest } = body === undefined ? {} : bodyOf(body, event);
    return { statusCode: status, headers: { ...headers, 'cache-control': 'no-store' }, ...rest };
  };

/** 405 where the path exists for another method, 404 where it does not. */
export const unknownRoute =
  (routes: readonly { method: string; path: string }[]) =>
  ({ path }: { path: string }): never => {
    const matches = (pattern: string) =>
      new RegExp(`^${pattern.replace(/\{[^}]+\}/g, '[^/]+')}/?$`).test(path);
    const methods = routes.filter((route) => matches(route.path)).map(({ method }) => method);
    if (methods.length > 0) throw new MethodNotAllowed([...new Set(methods)].join(', '));
    throw new NotFound('route');
  };
