import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { LRUCache } from 'lru-cache';
import type { Clock, Deadline } from '../deadline.ts';
import { HomeAnswerTooLarge, HomeConnectionLost, HomeTimedOut } from '../outcomes/home.ts';
import type { AddressGuard } from './address-guard.ts';
import { toHomeOutcome } from './connection-outcomes.ts';
import { createGuardedAgent, type GuardedAgent } from './guarded-agent.ts';
import type { HomeAccess } from './home-access.ts';

export interface HomeRequest {
  method: 'GET' | 'POST';
  /** Absolute path, such as `/api/`. */
  path: string;
  body?: { contentType: string; text: string };
  /** Send the home's token. */
  authorized: boolean;
  /**
   * Whether doing it twice does no harm. Only then is it sent again after a kept-alive connection turned out to
   * be closed.
   */
  repeatable: boolean;
  maxBytes: number;
}

/** What came back, whatever its status; redirects are answers like any other. */
export interface HomeAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** The one way out to homes: https, no redirects, guarded addresses, bounded size and time. */
export interface Transport {
  /** @throws any of the outcomes of `lib/outcomes/home.ts` that concern the connection */
  request(home: HomeAccess, request: HomeRequest, deadline: Deadline): Promise<HomeAnswer>;
  /** The home's pool of connections, for the WebSocket client. */
  agentFor(home: HomeAccess): GuardedAgent;
  /**
   * Closes the home's connections and forgets its pool, for homes that are asked a few times and never again:
   * probes, sign-ins. What is still under way breaks off; asking again later begins anew.
   */
  release(home: HomeAccess): void;
  readonly guard: AddressGuard;
  /** Closes all kept connections. */
  close(): void;
}

export interface TransportOptions {
  guard: AddressGuard;
  /** How many homes' connections are kept. */
  maxHomes?: number;
  userAgent?: string;
  clock?: Clock;
}

/**
 * A kept-alive connection that has been quiet for longer than this may have been closed by the other side
 * without our having seen it, above all after Lambda froze us.
 */
const QUIET_MS = 4_000;

const isClosedKeptConnection = (error: unknown, reused: boolean) =>
  reused && ['ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '');

class ClosedBeforeAnswer extends Error {}

export function createTransport(options: TransportOptions): Transport {
  const { guard, maxHomes = 500, userAgent = 'Porchlight', clock = Date.now } = options;
  const pools = new LRUCache<string, { agent: GuardedAgent; usedAt: number }>({
    max: maxHomes,
    dispose: ({ agent }) => agent.destroy(),
  });

  const keyOf = (home: HomeAccess) => `${home.id} ${home.url.origin}`;

  function poolFor(home: HomeAccess) {
    const key = keyOf(home);
    const known = pools.get(key);
    if (known !== undefined) return known;
    const pool = { agent: createGuardedAgent(home.url, guard, home.tls), usedAt: clock() };
    pools.set(key, pool);
    return pool;
  }

  function headersOf(home: HomeAccess, { authorized, body }: HomeRequest): Record<string, string> {
    const headers: Record<string, string> = { 'user-agent': userAgent, accept: 'application/json' };
    for (const [name, value] of Object.entries(home.headers)) headers[name.toLowerCase()] = value.reveal();
    headers['accept-encoding'] = 'identity';
    if (authorized && home.token !== null) headers.authorization = `Bearer ${home.token.reveal()}`;
    if (body !== undefined) {
      headers['content-type'] = body.contentType;
      headers['content-length'] = String(Buffer.byteLength(body.text));
    }
    return headers;
  }

  function send(home: HomeAccess, request: HomeRequest, agent: GuardedAgent, deadline: Deadline) {
    const { request: open } = home.url.protocol === 'https:' ? https : http;
    return new Promise<HomeAnswer>((resolve, reject) => {
      let connected = false;
      let timer: NodeJS.Timeout | undefined;
      const settle = (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      };
      const outgoing = open(
        new URL(request.path, home.url),
        { agent, method: request.method, headers: headersOf(home, request) },
        (incoming) => {
          readBounded(incoming, request.maxBytes).then((text) => {
            clearTimeout(timer);
            resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text });
          }, settle);
        },
      );
      outgoing.on('socket', (socket) => {
        const ready = () => {
          connected = true;
        };
        if (outgoing.reusedSocket) ready();
        else socket.once(home.url.protocol === 'https:' ? 'secureConnect' : 'connect', ready);
      });
      outgoing.on('error', (error) => {
        const closed = isClosedKeptConnection(error, outgoing.reusedSocket);
        settle(closed ? new ClosedBeforeAnswer('', { cause: error }) : error);
      });
      // Node lets go of an answer that changes the protocol without an error.
      outgoing.on('upgrade', (_incoming, socket) => {
        socket.destroy();
        settle(new HomeConnectionLost('it changed the protocol'));
      });
      timer = setTimeout(() => {
        settle(new HomeTimedOut(connected ? 'answer' : 'connect'));
        outgoing.destroy();
      }, deadline.remaining());
      outgoing.end(request.body?.text);
    });
  }

  return {
    guard,
    agentFor: (home) => poolFor(home).agent,
    release: (home) => void pools.delete(keyOf(home)),
    close: () => pools.clear(),
    request: async (home, request, deadline) => {
      const pool = poolFor(home);
      if (!request.repeatable && clock() - pool.usedAt > QUIET_MS) closeQuiet(pool.agent);
      pool.usedAt = clock();
      try {
        return await send(home, request, pool.agent, deadline);
      } catch (error) {
        if (!(error instanceof ClosedBeforeAnswer)) throw toHomeOutcome(error);
        if (!request.repeatable) throw toHomeOutcome(error.cause);
      }
      // Every other kept connection is as old as the one that was closed.
      closeQuiet(pool.agent);
      return send(home, request, pool.agent, deadline).catch((error: unknown) => {
        throw toHomeOutcome(error instanceof ClosedBeforeAnswer ? error.cause : error);
      });
    },
  };
}

function closeQuiet(agent: GuardedAgent): void {
  for (const sockets of Object.values(agent.freeSockets)) {
    for (const socket of sockets ?? []) socket.destroy();
  }
}

/** @throws {HomeAnswerTooLarge} or the stream's own error when it breaks off */
async function readBounded(incoming: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      incoming.destroy();
      throw new HomeAnswerTooLarge(maxBytes);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
