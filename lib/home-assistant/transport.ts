import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { LRUCache } from 'lru-cache';
import type { Clock, Deadline } from '../deadline.ts';
import { HomeAnswerTooLarge, HomeConnectionLost, HomeTimedOut } from '../outcomes/home.ts';
import type { AddressGuard } from './address-guard.ts';
import { toHomeOutcome } from './connection-outcomes.ts';
import { createGuardedAgent, type GuardedAgent } from './guarded-agent.ts';
import { type HomeAccess, isReservedHeader } from './home-access.ts';
import { createKeptConnections } from './kept-connections.ts';
import { createLingering } from './lingering.ts';

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
  /** Whether the home is to go on with it when time is up and nobody waits for the answer any more. */
  lingers?: boolean;
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
  /** The home's pool, for the WebSocket client; without the connections that may be closed already. */
  agentFor(home: HomeAccess): GuardedAgent;
  /** What everything that goes to the home carries: its extra headers, and our name. Names in lower case. */
  headersFor(home: HomeAccess): Record<string, string>;
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
 * without our having seen it, above all after Lambda froze us. What is not repeatable does not go there.
 */
const DOUBTFUL_MS = 4_000;
/**
 * After this a router or a firewall between us may have forgotten the connection, or the other side be gone, and
 * nobody says so: what is sent there is lost, and waiting for the answer costs all the time that there is. So
 * nothing goes there at all.
 */
const FORGOTTEN_MS = 50_000;

const isClosedKeptConnection = (error: unknown, reused: boolean) =>
  reused && ['ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '');

class ClosedBeforeAnswer extends Error {}

export function createTransport(options: TransportOptions): Transport {
  const { guard, maxHomes = 500, userAgent = 'Porchlight', clock = Date.now } = options;
  const kept = createKeptConnections(clock);
  const lingering = createLingering();
  const pools = new LRUCache<string, GuardedAgent>({
    max: maxHomes,
    dispose: (agent) => agent.destroy(),
  });

  const keyOf = (home: HomeAccess) => `${home.id} ${home.url.origin}`;

  function poolFor(home: HomeAccess): GuardedAgent {
    const key = keyOf(home);
    const known = pools.get(key);
    if (known !== undefined) return known;
    const agent = createGuardedAgent(home.url, guard, home.tls);
    pools.set(key, agent);
    return agent;
  }

  function headersFor(home: HomeAccess): Record<string, string> {
    const headers: Record<string, string> = { 'user-agent': userAgent };
    for (const [name, value] of Object.entries(home.headers)) {
      if (!isReservedHeader(name)) headers[name.toLowerCase()] = value.reveal();
    }
    return headers;
  }

  function headersOf(home: HomeAccess, { authorized, body }: HomeRequest): Record<string, string> {
    const headers = headersFor(home);
    headers.accept = 'application/json';
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
      // An answer that has ended no longer knows its connection.
      let socketInUse: Socket | undefined;
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
            if (socketInUse !== undefined) kept.used(socketInUse);
            resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text });
          }, settle);
        },
      );
      outgoing.on('socket', (socket) => {
        socketInUse = socket;
        kept.used(socket);
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
        if (connected && request.lingers === true) lingering.letBe(outgoing, agent);
        else outgoing.destroy();
      }, deadline.remaining());
      outgoing.end(request.body?.text);
    });
  }

  return {
    guard,
    headersFor,
    agentFor: (home) => {
      const agent = poolFor(home);
      kept.closeQuiet(agent, DOUBTFUL_MS);
      return agent;
    },
    release: (home) => void pools.delete(keyOf(home)),
    close: () => pools.clear(),
    request: async (home, request, deadline) => {
      const agent = poolFor(home);
      kept.closeQuiet(agent, request.repeatable ? FORGOTTEN_MS : DOUBTFUL_MS);
      try {
        return await send(home, request, agent, deadline);
      } catch (error) {
        if (!(error instanceof ClosedBeforeAnswer)) throw toHomeOutcome(error);
        if (!request.repeatable) throw toHomeOutcome(error.cause);
      }
      // Whatever closed this one may have closed the others.
      kept.closeQuiet(agent, 0);
      return send(home, request, agent, deadline).catch((error: unknown) => {
        throw toHomeOutcome(error instanceof ClosedBeforeAnswer ? error.cause : error);
      });
    },
  };
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
