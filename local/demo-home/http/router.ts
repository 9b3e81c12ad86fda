import type { IncomingHttpHeaders } from 'node:http';
import type { RefreshToken } from '../auth/token-store.ts';
import { plain, type Reply } from './reply.ts';

/** One request, with its body read. */
export interface Exchange {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Parts of the path that the route left open, in order, decoded. */
  readonly parts: readonly string[];
  /** The token behind a good Authorization header. */
  readonly token: RefreshToken | undefined;
}

export type Handler = (exchange: Exchange) => Reply | Promise<Reply>;

/** One path (`:name` stands for one segment) and what it does by method. */
export interface Route {
  readonly path: string;
  readonly methods: Readonly<Record<string, Handler>>;
  /** False: the path does not exist at the moment. */
  readonly present?: () => boolean;
}

/** Lets only requests with a good access token through, like a Home Assistant view that requires auth. */
export function authorized(handler: Handler): Handler {
  return (exchange) => (exchange.token ? handler(exchange) : plain(401));
}

function match(path: string, pathname: string): readonly string[] | undefined {
  const [pattern, actual] = [path.split('/'), pathname.split('/')];
  if (pattern.length !== actual.length) return undefined;
  const parts: string[] = [];
  for (const [index, segment] of pattern.entries()) {
    const given = actual[index] ?? '';
    if (segment.startsWith(':') && given) parts.push(decodeURIComponent(given));
    else if (segment !== given) return undefined;
  }
  return parts;
}

/** Methods as aiohttp names them in `Allow`: sorted, with HEAD beside GET, and OPTIONS for its views. */
function allowed(methods: readonly string[]): string {
  const all = new Set([...methods, 'OPTIONS', ...(methods.includes('GET') ? ['HEAD'] : [])]);
  return [...all].sort().join(',');
}

/**
 * Creates the dispatcher. The order is Home Assistant's: path (404), method (405), only then the token (401).
 */
export function createRouter(
  routes: readonly Route[],
): (exchange: Omit<Exchange, 'parts'>) => Promise<Reply> {
  return async (exchange) => {
    for (const route of routes) {
      const parts = match(route.path, exchange.url.pathname);
      if (!parts || route.present?.() === false) continue;
      const handler = route.methods[exchange.method === 'HEAD' ? 'GET' : exchange.method];
      if (!handler) return plain(405, { allow: allowed(Object.keys(route.methods)) });
      return await handler({ ...exchange, parts });
    }
    return plain(404);
  };
}
