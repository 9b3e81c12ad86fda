import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request, read completely. `query` and `cookies` keep the first value of a name. */
export type Exchange = {
  method: string;
  path: string;
  search: string;
  query: URLSearchParams;
  header(name: string): string | undefined;
  cookies: ReadonlyMap<string, string>;
  body: string;
};

/** A response: header values may be lists (Set-Cookie). */
export type Answer = { status: number; headers: Record<string, string | string[]>; body: string };

/** The body is larger than this endpoint reads. */
export class BodyTooLargeError extends Error {
  readonly limit: number;
  constructor(limit: number) {
    super(`the request body is larger than ${limit} bytes`);
    this.name = 'BodyTooLargeError';
    this.limit = limit;
  }
}

const BODY_LIMIT = 64 * 1024;

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const piece = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += piece.length;
    if (size > BODY_LIMIT) throw new BodyTooLargeError(BODY_LIMIT);
    chunks.push(piece);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const parseCookies = (header: string | undefined): Map<string, string> => {
  const cookies = new Map<string, string>();
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, Math.max(at, 0)).trim();
    if (name !== '' && !cookies.has(name)) cookies.set(name, pair.slice(at + 1).trim());
  }
  return cookies;
};

/** Reads a request to its end. Throws BodyTooLargeError beyond 64 KiB. */
export const readExchange = async (request: IncomingMessage): Promise<Exchange> => {
  const target = request.url ?? '/';
  const at = target.indexOf('?');
  const path = at < 0 ? target : target.slice(0, at);
  const search = at < 0 ? '' : target.slice(at);
  return {
    method: request.method ?? 'GET',
    path,
    search,
    query: new URLSearchParams(search),
    header(name) {
      const value = request.headers[name];
      return Array.isArray(value) ? value[0] : value;
    },
    cookies: parseCookies(request.headers.cookie),
    body: await readBody(request),
  };
};

/** Sends the answer; for HEAD without its body. */
export const send = (response: ServerResponse, answer: Answer, method: string): void => {
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': body.length });
  response.end(method === 'HEAD' ? undefined : body);
};

/** A JSON answer that no cache keeps (RFC 6749 section 5.1). */
export const json = (status: number, value: unknown, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers: {
    'content-type': 'application/json;charset=UTF-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  },
  body: JSON.stringify(value),
});

/** A redirect that tells the next site nothing about this one. */
export const redirect = (location: string, headers: Answer['headers'] = {}): Answer => ({
  status: 302,
  headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', ...headers },
  body: '',
});

/** A cookie for this host alone, out of reach of scripts. `maxAge` in seconds; 0 removes it. */
export const cookie = (name: string, value: string, maxAge: number): string =>
  `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAge}`;

/** The form in the body, or undefined when the body is not declared as one. */
export const readForm = (exchange: Exchange): URLSearchParams | undefined => {
  const type = exchange.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  return type === 'application/x-www-form-urlencoded' ? new URLSearchParams(exchange.body) : undefined;
};
