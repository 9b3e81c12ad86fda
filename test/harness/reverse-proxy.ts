import http, { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { ServerOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { type RoughServer, startWebServer } from './rough-server.ts';

/** What a proxy says instead of asking the home. */
export interface OwnAnswer {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body?: string;
}

export interface ReverseProxyOptions {
  /** The home behind it, `http://127.0.0.1:…`. */
  home: string;
  /** Its certificate and what else its TLS asks for; plain http without. */
  tls?: ServerOptions;
  /** Looks at each request before the home does, WebSocket upgrades included. */
  answer?: (request: IncomingMessage) => OwnAnswer | undefined;
  /** Headers that go on to the home besides those that came. */
  forwarded?: (request: IncomingMessage) => Record<string, string>;
}

/** A proxy in front of a home that passes on HTTP and WebSockets, as tunnels and nginx do it. */
export function startReverseProxy(options: ReverseProxyOptions): Promise<RoughServer> {
  const { home, tls, answer = () => undefined, forwarded = () => ({}) } = options;
  const target = new URL(home);

  const ask = (request: IncomingMessage) =>
    http.request(new URL(request.url ?? '/', target), {
      method: request.method ?? 'GET',
      headers: { ...request.headers, ...forwarded(request) } as IncomingHttpHeaders & Record<string, string>,
      agent: false,
    });

  const pass = (request: IncomingMessage, response: ServerResponse): void => {
    const own = answer(request);
    if (own !== undefined) {
      request.resume();
      response.writeHead(own.status, own.headers).end(own.body);
      return;
    }
    const asked = ask(request).on('response', (answered) => {
      response.writeHead(answered.statusCode ?? 502, answered.rawHeaders);
      answered.pipe(response);
    });
    asked.on('error', () => response.destroy());
    request.pipe(asked);
  };

  const upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    const say = (status: number, headers: readonly string[], body = '') =>
      stream.write(`HTTP/1.1 ${status} Proxied\r\n${headers.join('\r\n')}\r\n\r\n${body}`);
    const linesOf = (raw: readonly string[]) =>
      raw.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${raw[index + 1]}`] : []));
    stream.on('error', () => stream.destroy());
    const own = answer(request);
    if (own !== undefined) {
      const headers = { ...own.headers, connection: 'close', 'content-length': `${(own.body ?? '').length}` };
      say(own.status, linesOf(Object.entries(headers).flat()), own.body);
      stream.end();
      return;
    }
    const asked = ask(request);
    asked.on('upgrade', (answered, inner, rest) => {
      say(101, linesOf(answered.rawHeaders));
      inner.on('error', () => stream.destroy());
      stream.on('close', () => inner.destroy());
      inner.on('close', () => stream.destroy());
      if (rest.length > 0) stream.write(rest);
      if (head.length > 0) inner.write(head);
      inner.pipe(stream).pipe(inner);
    });
    asked.on('response', (answered) => {
      say(answered.statusCode ?? 502, linesOf(answered.rawHeaders));
      answered.pipe(stream);
    });
    asked.on('error', () => stream.destroy());
    asked.end();
  };

  return startWebServer(pass, tls, (server) => void server.on('upgrade', upgrade));
}
