import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { deflateSync, gzipSync } from 'node:zlib';
import type { RefreshToken } from '../auth/token-store.ts';
import { type Faults, faultReply } from './faults.ts';
import type { Ledger } from './ledger.ts';
import { plain, type Reply } from './reply.ts';
import type { Exchange } from './router.ts';
import { directiveInBody } from './seen-directive.ts';

/** aiohttp's limit for a request body in Home Assistant. */
const largestBody = 16 * 1024 * 1024;

/** Headers that Home Assistant puts on everything. */
const always = {
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'SAMEORIGIN',
};

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > largestBody) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** The bearer token of a request, however good. */
export function bearer(request: IncomingMessage): string | undefined {
  return /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
}

/** aiohttp prefers deflate, and compresses whatever the size. */
function encode(reply: Reply, accepted: string): { readonly bytes: Buffer; readonly encoding?: string } {
  const bytes = Buffer.from(reply.body ?? '');
  if (!reply.compress) return { bytes };
  if (accepted.includes('deflate')) return { bytes: deflateSync(bytes), encoding: 'deflate' };
  if (accepted.includes('gzip')) return { bytes: gzipSync(bytes), encoding: 'gzip' };
  return { bytes };
}

function send(request: IncomingMessage, response: ServerResponse, reply: Reply, truncate: boolean): void {
  const { bytes, encoding } = encode(reply, String(request.headers['accept-encoding'] ?? ''));
  response.writeHead(reply.status, {
    ...always,
    ...reply.headers,
    ...(encoding ? { 'content-encoding': encoding } : {}),
    'content-length': bytes.length,
  });
  if (!truncate) {
    response.end(request.method === 'HEAD' ? undefined : bytes);
    return;
  }
  response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => response.destroy());
}

/** What the HTTP server needs of the home. */
export interface ServerPorts {
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly route: (exchange: Omit<Exchange, 'parts'>) => Promise<Reply>;
  readonly verify: (accessToken: string) => RefreshToken | undefined;
  /** Whether it came through a proxy that the home does not trust. */
  readonly refusesProxy: (request: IncomingMessage) => boolean;
  readonly faults: Faults;
  readonly ledger: Ledger;
  readonly log: (line: string) => void;
}

/** Creates the HTTP (or HTTPS) server of the home; it does not listen yet. */
export function createHomeServer({
  tls,
  route,
  verify,
  refusesProxy,
  faults,
  ledger,
  log,
}: ServerPorts): Server {
  const connections = new WeakMap<Socket, number>();
  let opened = 0;

  const answer = async (request: IncomingMessage, url: URL, body: Buffer | undefined): Promise<Reply> => {
    if (!body) return plain(413);
    if (refusesProxy(request)) return plain(400);
    const token = verify(bearer(request) ?? '');
    try {
      return await route({ method: request.method ?? 'GET', url, headers: request.headers, body, token });
    } catch (error) {
      log(`${request.method} ${url.pathname} failed: ${error instanceof Error ? error.name : 'unknown'}`);
      return plain(500);
    }
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://home.invalid');
    const body = await readBody(request);
    const fault = faults.take(url.pathname);
    const token = verify(bearer(request) ?? '');
    const noteAnswer = ledger.add({
      method: request.method ?? '',
      path: url.pathname,
      auth: token ? 'accepted' : request.headers.authorization ? 'refused' : 'none',
      ...(token ? { tokenId: token.id } : {}),
      ...(url.pathname === '/api/alexa/smart_home' && body ? directiveInBody(body) : {}),
      headers: Object.keys(request.headers),
      connection: connections.get(request.socket) ?? 0,
    });
    if (fault?.delayMs) await wait(fault.delayMs, undefined, { ref: false });
    const reply = (fault && faultReply(fault)) ?? (await answer(request, url, body));
    noteAnswer(reply.status);
    send(request, response, reply, fault?.truncate ?? false);
    if (fault?.swallow) return;
    for (const effect of reply.after ?? []) effect();
  };

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    serve(request, response).catch((error: unknown) => {
      log(`A request was cut short: ${error instanceof Error ? error.message : 'unknown'}`);
      response.destroy();
    });
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  // aiohttp keeps idle connections for 75 s; Node's 5 s would make clients meet sockets that just closed.
  server.keepAliveTimeout = 75_000;
  server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    opened += 1;
    connections.set(socket, opened);
  });
  return server;
}
