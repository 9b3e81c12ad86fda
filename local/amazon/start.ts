import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createIssuedLog, type Issued } from '../issued.ts';
import { createAlexaApi } from './alexa-api.ts';
import { createControl } from './control.ts';
import { bearerOf, createEventGateway } from './event-gateway.ts';
import { createEventLog } from './event-log.ts';
import { createFaults } from './faults.ts';
import { createGrantCodes, type GrantCodes } from './grant-codes.ts';
import type { Incoming, Reply } from './http.ts';
import { json, readBody, send } from './http.ts';
import { createLedger } from './ledger.ts';
import { createTokenEndpoint } from './token-endpoint.ts';
import { createTokens, type Tokens } from './tokens.ts';

/** Where to listen, and the skill's messaging client. */
export interface AmazonOptions {
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** The Alexa Skill Messaging pair. Tokens outlive a restart as long as the pair stays the same. */
  clientId: string;
  clientSecret: string;
  log?: (line: string) => void;
  /** The clock, in epoch milliseconds. */
  now?: () => number;
}

/** A running stand-in for Login with Amazon and the Alexa event gateway. */
export interface LocalAmazon {
  /** Origin, no trailing slash. */
  url: string;
  /** Full URL of the token endpoint. */
  lwaTokenUrl: string;
  /** Full URL of the event gateway, `/v3/events` included. */
  eventGatewayUrl: string;
  /** Origin of Alexa's API for progressive responses. */
  alexaApiUrl: string;
  /** Base of the control API, no trailing slash; then `/grants`, `/events`, `/faults`, `/ledger`. */
  control: string;
  /** Codes and tokens given out so far, the newest thousand; for tests in this process. */
  issued(): readonly Issued[];
  close(): Promise<void>;
}

type Route = (request: Incoming) => Promise<Reply>;

/**
 * Starts a stand-in for the parts of Amazon that Porchlight calls: Login with Amazon's token endpoint and the event
 * gateway, with a control API beside them.
 * @throws Node's EADDRINUSE error when the port is taken
 */
export async function startAmazon(options: AmazonOptions): Promise<LocalAmazon> {
  const { host, port, clientId, clientSecret, now = Date.now, log = () => {} } = options;
  const client = { id: clientId, secret: clientSecret };
  const issued = createIssuedLog();
  const made = { tokens: createTokens(client, now), codes: createGrantCodes(now) };
  const tokens: Tokens = {
    ...made.tokens,
    issue(amazonUser) {
      const pair = made.tokens.issue(amazonUser);
      issued.note("Login with Amazon's access token", pair.accessToken);
      issued.note("Login with Amazon's refresh token", pair.refreshToken);
      return pair;
    },
  };
  const codes: GrantCodes = {
    ...made.codes,
    create: (amazonUser) => issued.note("AcceptGrant's code", made.codes.create(amazonUser)),
  };
  const events = createEventLog(now);
  const faults = createFaults({
    gateway: ({ headers }) => tokens.readAccess(bearerOf(headers.authorization) ?? '')?.amazonUser,
    lwa: ({ body }) => tokens.readRefresh(new URLSearchParams(String(body)).get('refresh_token') ?? ''),
  });
  const ledger = createLedger();
  const exchange = createTokenEndpoint({ client, codes, tokens, ledger, log });
  const alexaApi = createAlexaApi(now);
  const accept = createEventGateway({ tokens, events, ledger, log });

  const routes = new Map<string, Route>([
    [
      'POST /auth/o2/token',
      (request) => {
        ledger.note('tokenRequests');
        return faults.apply('lwa', request, exchange);
      },
    ],
    [
      'POST /v3/events',
      (request) => {
        ledger.note('eventRequests');
        return faults.apply('gateway', request, accept);
      },
    ],
    ['POST /v1/directives', alexaApi.take],
    ['GET /control/progress', alexaApi.list],
    ...Object.entries(createControl({ codes, events, faults, ledger })),
  ]);

  async function answer(request: IncomingMessage, gone: AbortSignal): Promise<Reply> {
    const url = new URL(request.url ?? '/', 'http://amazon.invalid');
    const route = routes.get(`${request.method} ${url.pathname}`);
    const body = await readBody(request);
    if (route === undefined)
      return json(404, { error: { code: 'not_found', message: 'There is nothing here.' } });
    return route({ url, headers: request.headers, body, gone });
  }

  function serve(request: IncomingMessage, response: ServerResponse): void {
    // Fires when the answer is out as well, which then is of no consequence.
    const left = new AbortController();
    response.once('close', () => left.abort());
    answer(request, left.signal).then(
      (reply) => send(response, reply),
      (error: unknown) => {
        if (left.signal.aborted) return;
        log(`amazon: ${error instanceof Error ? error.name : 'failure'} while answering`);
        send(response, json(500, { error: 'server_error' }));
      },
    );
  }

  const server = createServer(serve);
  // Longer than clients keep a connection, so that none is closed at the moment at which it is used again.
  server.keepAliveTimeout = 75_000;
  server.listen(port, host);
  await once(server, 'listening');
  const { port: actualPort } = server.address() as AddressInfo;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`;

  return {
    url,
    lwaTokenUrl: `${url}/auth/o2/token`,
    eventGatewayUrl: `${url}/v3/events`,
    alexaApiUrl: url,
    control: `${url}/control`,
    issued: issued.list,
    async close() {
      const closed = once(server, 'close');
      server.close();
      // Also ends what is being held back and who is waiting for events.
      server.closeAllConnections();
      await closed;
    },
  };
}
