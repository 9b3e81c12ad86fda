import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WebSocket } from 'ws';
import {
  type RoughServer,
  startByteServer,
  startSocketServer,
  startWebServer,
} from '../../harness/rough-server.ts';

/** A home at which something goes wrong, and the code that says so. */
export interface BadHome {
  code: string;
  server: RoughServer;
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void;
const answering =
  (status: number, headers: Record<string, string> = {}, body = ''): Listener =>
  (_request, response) =>
    void response.writeHead(status, headers).end(body);

const html = { 'content-type': 'text/html' };
const json = { 'content-type': 'application/json' };
const LARGE = 'x'.repeat(1_100_000);

/** By the status of whatever is asked, before any conversation. */
const BY_STATUS: readonly [string, Listener][] = [
  ['home_redirects', answering(302, { location: 'https://login.example' })],
  ['home_login_wall', answering(401)],
  ['home_forbids', answering(403)],
  [
    'home_wants_certificate',
    answering(400, html, '<html><head><title>400 No required SSL certificate was sent</title></head></html>'),
  ],
  ['home_throttles', answering(429)],
  ['home_failed', answering(502)],
  ['home_answer_not_json', answering(200, html, '<html></html>')],
];

const GREETING = JSON.stringify({ type: 'auth_required', ha_version: '2026.8.3' });

/** A home that takes every token, and then answers each command so. */
const answeringCommands = (result: object) => (socket: WebSocket) => {
  socket.send(GREETING);
  socket.on('message', (data) => {
    const { id } = JSON.parse(String(data)) as { id?: number };
    socket.send(JSON.stringify(id === undefined ? { type: 'auth_ok' } : { id, type: 'result', ...result }));
  });
};

const each = async (table: readonly (readonly [string, () => Promise<RoughServer>])[]): Promise<BadHome[]> =>
  Promise.all(table.map(async ([code, start]) => ({ code, server: await start() })));

/** Homes that fail while they are asked by their WebSocket, as connecting with a token asks them. */
export const startBadSockets = (): Promise<BadHome[]> =>
  each([
    ...BY_STATUS.map(([code, listener]) => [code, () => startWebServer(listener)] as const),
    ['home_websocket_refused', () => startWebServer(answering(404))],
    ['home_connection_lost', () => startByteServer('', 'reset')],
    ['home_answer_invalid', () => startSocketServer((socket) => socket.send('{"type":"hello"}'))],
    ['home_answer_too_large', () => startSocketServer((socket) => socket.send(LARGE))],
    [
      'home_refuses_command',
      () => startSocketServer(answeringCommands({ success: false, error: { code: 'unauthorized' } })),
    ],
  ]);

const TOKENS = JSON.stringify({ access_token: 'access', refresh_token: 'refresh' });
const signedIn = answering(200, json, TOKENS);

/** Homes that fail while a sign-in is finished. */
export const startBadSignIns = (): Promise<BadHome[]> =>
  each([
    ...BY_STATUS.map(([code, listener]) => [code, () => startWebServer(listener)] as const),
    ['home_rejects', () => startWebServer(answering(400, { 'content-type': 'text/plain' }, 'Bad Request'))],
    ['home_refuses_command', () => startWebServer(answering(400, json, '{"error":"invalid_request"}'))],
    ['home_answer_invalid', () => startWebServer(answering(200, json, '[]'))],
    ['home_answer_too_large', () => startWebServer(answering(200, json, LARGE))],
    ['home_connection_lost', () => startByteServer('', 'reset')],
    [
      'home_websocket_refused',
      () =>
        startWebServer((request, response) =>
          request.method === 'POST' ? signedIn(request, response) : answering(404)(request, response),
        ),
    ],
    [
      'home_token_refused',
      () =>
        startSocketServer((socket) => {
          socket.send(GREETING);
          socket.on('message', () => socket.send('{"type":"auth_invalid"}'));
        }, signedIn),
    ],
  ]);
