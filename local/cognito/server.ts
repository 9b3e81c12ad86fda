import { createServer, type Server } from 'node:http';
import { type Answer, BodyTooLargeError, type Exchange, json, readExchange, send } from './http-exchange.ts';
import { OAuthError } from './oauth-error.ts';
import { errorPage } from './sign-in-pages.ts';

export type Routes = ReadonlyMap<string, (exchange: Exchange) => Promise<Answer>>;

// Browsers call these from the portal's origin; none of them looks at a cookie, so any origin may.
const openPaths = /^\/(oauth2\/(token|revoke|userInfo)|[\w-]+\/\.well-known\/[\w-]+(\.json)?)?$/;

const crossOrigin: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-allow-headers':
    'authorization, content-type, x-amz-target, x-amz-user-agent, cache-control',
  'access-control-max-age': '600',
};

const route = async (exchange: Exchange, routes: Routes): Promise<Answer> => {
  if (exchange.method === 'OPTIONS' && openPaths.test(exchange.path))
    return { status: 204, headers: {}, body: '' };
  const method = exchange.method === 'HEAD' ? 'GET' : exchange.method;
  const handler = routes.get(`${method} ${exchange.path}`);
  if (handler) return handler(exchange);
  const known = ['GET', 'POST'].filter((other) => routes.has(`${other} ${exchange.path}`));
  if (known.length === 0) return errorPage(404, 'not_found', 'There is no such page.');
  const refusal = errorPage(405, 'method_not_allowed', 'This page is not used that way.');
  return { ...refusal, headers: { ...refusal.headers, allow: known.join(', ') } };
};

const answerTo = async (exchange: Exchange, routes: Routes, log: (line: string) => void): Promise<Answer> => {
  try {
    return await route(exchange, routes);
  } catch (error) {
    if (error instanceof OAuthError) return json(400, { error: error.code });
    log(
      `cognito: ${exchange.method} ${exchange.path} failed: ${error instanceof Error ? error.name : 'unknown'}`,
    );
    return json(500, { error: 'server_error' });
  }
};

/** An HTTP server over a map of "METHOD /path" to handlers. Bodies over 64 KiB get 413, slow requests are cut. */
export const createHttpServer = (routes: Routes, log: (line: string) => void): Server =>
  createServer({ requestTimeout: 15_000, headersTimeout: 10_000 }, (request, response) => {
    const serve = async (): Promise<void> => {
      const method = request.method ?? 'GET';
      try {
        const exchange = await readExchange(request);
        const answer = await answerTo(exchange, routes, log);
        const open = openPaths.test(exchange.path) ? crossOrigin : {};
        send(response, { ...answer, headers: { ...answer.headers, ...open } }, method);
      } catch (error) {
        if (error instanceof BodyTooLargeError && !response.headersSent) {
          send(response, json(413, { error: 'invalid_request' }, { connection: 'close' }), method);
          return;
        }
        response.destroy();
      }
    };
    void serve();
  });
