import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { createDeadline } from '../../lib/deadline.ts';
import { openHomeSocket } from '../../lib/home-assistant/websocket.ts';
import { type DemoHome, startDemoHome } from '../../local/demo-home/start.ts';
import { startRawServer, startSocketServer, startWebServer } from '../harness/rough-server.ts';
import { homeAt, outcomeOf, soon, tokenOf, transportTo } from './homes.ts';

let demo: DemoHome;
beforeAll(async () => {
  demo = await startDemoHome({ host: '127.0.0.1', port: 0, username: 'robin', password: 'a long password' });
});
afterAll(() => demo.close());

const open: { close(): unknown }[] = [];
afterEach(async () => {
  demo.setFault(undefined);
  await Promise.all(open.splice(0).map((part) => part.close()));
});

async function connect(
  port: number,
  options: { token?: string; headers?: Record<string, string>; ms?: number } = {},
) {
  const { token = 'a-token', headers = {}, ms = 3_000 } = options;
  const transport = transportTo([port]);
  open.push(transport);
  const secrets = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, tokenOf(value)]));
  const home = homeAt(`http://127.0.0.1:${port}`, { token: tokenOf(token), headers: secrets });
  const socket = await openHomeSocket(transport, home, createDeadline(ms));
  open.push(socket);
  return socket;
}

const demoPort = () => Number(new URL(demo.url).port);

/** A home whose side of the conversation is a list: what it says first, and then to each message. */
async function scripted(first: unknown, ...replies: readonly (unknown | ((socket: WebSocket) => void))[]) {
  const said: unknown[] = [];
  const server = await startSocketServer((socket) => {
    const left = [...replies];
    const say = (reply: unknown) => {
      if (typeof reply === 'function') reply(socket);
      else if (reply !== undefined) socket.send(typeof reply === 'string' ? reply : JSON.stringify(reply));
    };
    socket.on('message', (data) => {
      said.push(JSON.parse(String(data)));
      say(left.shift());
    });
    say(first);
  });
  open.push(server);
  return { port: server.port, said };
}

const GREETING = { type: 'auth_required', ha_version: '2026.8.3' };
const OK = { type: 'auth_ok', ha_version: '2026.8.3' };

describe('with a home as it should be', () => {
  test('greets, signs in and answers commands, several at once too', async () => {
    const socket = await connect(demoPort(), { token: await demo.createLongLivedToken('conversation') });
    expect(socket.homeAssistantVersion).toMatch(/^\d{4}\.\d+/);
    await socket.authenticate();
    expect(await socket.command('auth/current_user')).toMatchObject({ name: 'robin', is_admin: true });
    const [user, tokens] = await Promise.all([
      socket.command('auth/current_user'),
      socket.command('auth/refresh_tokens'),
    ]);
    expect(user).toMatchObject({ is_admin: true });
    expect(tokens).toContainEqual(expect.objectContaining({ client_name: 'conversation' }));
  });

  test('a command that it refuses says why', async () => {
    const socket = await connect(demoPort(), { token: await demo.createLongLivedToken('refusals') });
    await socket.authenticate();
    expect(await outcomeOf(socket.command('energy/info'))).toMatchObject({
      code: 'home_refuses_command',
      data: { command: 'energy/info', reason: 'unknown_command' },
    });
  });

  test('a token that it does not know', async () => {
    const socket = await connect(demoPort());
    expect(await outcomeOf(socket.authenticate())).toMatchObject({ code: 'home_token_refused' });
  });

  test('extra headers open the door in front of it', async () => {
    let seen: unknown;
    const server = await startWebServer((request, response) => {
      seen = request.headers;
      response.writeHead(403).end();
    });
    open.push(server);
    const headers = { 'CF-Access-Client-Id': 'id.access', 'User-Agent': 'Mozilla', Authorization: 'other' };
    await outcomeOf(connect(server.port, { headers }));
    expect(seen).toMatchObject({
      'cf-access-client-id': 'id.access',
      upgrade: 'websocket',
      'user-agent': 'Porchlight',
    });
    expect(seen).not.toHaveProperty('authorization');
  });
});

describe('with a home that speaks out of turn', () => {
  test.each([
    ['another protocol', { hello: 'world' }],
    ['another message', { type: 'event' }],
    ['no version', { type: 'auth_required' }],
    ['a version that is none', { type: 'auth_required', ha_version: 7 }],
    ['no JSON', 'hello, hunter2'],
    ['null', 'null'],
  ])('greeting: %s', async (_what, greeting) => {
    const { port } = await scripted(greeting);
    const outcome = await outcomeOf(connect(port));
    expect(outcome).toMatchObject({ code: 'home_answer_invalid' });
    expect(JSON.stringify([outcome.message, outcome.data])).not.toContain('hunter2');
  });

  test.each([
    ['auth_invalid', { type: 'auth_invalid', message: 'hunter2' }, 'home_token_refused'],
    ['something else', { type: 'pong' }, 'home_answer_invalid'],
    ['no JSON', '<html>', 'home_answer_invalid'],
    ['hanging up', (socket: WebSocket) => socket.close(), 'home_connection_lost'],
    ['dropping the line', (socket: WebSocket) => socket.terminate(), 'home_connection_lost'],
    ['a frame too large', 'x'.repeat(1024 * 1024 + 1), 'home_answer_too_large'],
  ])('to the login: %s', async (_what, reply, code) => {
    const { port, said } = await scripted(GREETING, reply);
    const socket = await connect(port);
    expect(await outcomeOf(socket.authenticate())).toMatchObject({ code });
    expect(said).toEqual([{ type: 'auth', access_token: 'a-token' }]);
  });

  test.each([
    ['hanging up', (socket: WebSocket) => socket.close(), 'home_connection_lost'],
    ['no JSON', '{"id":1', 'home_answer_invalid'],
    ['a frame too large', 'x'.repeat(1024 * 1024 + 1), 'home_answer_too_large'],
    ['a refusal without a reason', { id: 1, type: 'result', success: false }, 'home_refuses_command'],
  ])('to a command: %s', async (_what, reply, code) => {
    const { port } = await scripted(GREETING, OK, reply);
    const socket = await connect(port);
    await socket.authenticate();
    expect(await outcomeOf(socket.command('auth/current_user'))).toMatchObject({ code });
  });

  test('after the line broke, every further command fails at once', async () => {
    const { port } = await scripted(GREETING, OK, (socket: WebSocket) => socket.terminate());
    const socket = await connect(port);
    await socket.authenticate();
    for (let time = 0; time < 2; time += 1) {
      expect(await outcomeOf(socket.command('x'))).toMatchObject({ code: 'home_connection_lost' });
    }
  });

  test('what is not the answer is passed over', async () => {
    const { port } = await scripted(GREETING, OK, (socket: WebSocket) => {
      socket.send('{"type":"event","id":1}');
      socket.send('{"type":"result","id":7,"success":true,"result":"another"}');
      socket.send('{"type":"result","id":1,"success":true,"result":"mine"}');
    });
    const socket = await connect(port);
    await socket.authenticate();
    expect(await socket.command('anything')).toBe('mine');
  });
});

describe('with a home that takes its time', () => {
  test('never taking the connection', async () => {
    const server = await startRawServer(() => undefined);
    open.push(server);
    expect(await outcomeOf(connect(server.port, { ms: 150 }))).toMatchObject({
      code: 'home_timed_out',
      data: { phase: 'connect' },
    });
  });

  test.each([
    ['the greeting', [undefined]],
    ['the login', [GREETING, undefined]],
    ['the command', [GREETING, OK, undefined]],
  ])('never coming to %s', async (_what, [greeting, ...replies]) => {
    const { port } = await scripted(greeting, ...replies);
    const talk = async () => {
      const socket = await connect(port, { ms: 200 });
      await socket.authenticate();
      await socket.command('auth/current_user');
    };
    expect(await outcomeOf(talk())).toMatchObject({ code: 'home_timed_out', data: { phase: 'answer' } });
  });
});

describe('with something in front of the home', () => {
  test.each([
    [302, 'home_redirects'],
    [400, 'home_websocket_refused'],
    [401, 'home_login_wall'],
    [403, 'home_forbids'],
    [404, 'home_websocket_refused'],
    [426, 'home_websocket_refused'],
    [429, 'home_throttles'],
    [502, 'home_failed'],
  ])('that answers %i', async (status, code) => {
    const server = await startWebServer((_request, response) => {
      response.writeHead(status, { location: 'https://login.example/?who=hunter2' }).end('<html>');
    });
    open.push(server);
    const outcome = await outcomeOf(connect(server.port));
    expect(outcome).toMatchObject({ code });
    expect(outcome.message).not.toContain('hunter2');
  });

  test.each([
    ['a page that is missing', 404, 'home_websocket_refused'],
    ['a login wall', 200, 'home_answer_not_json'],
  ])('that answers with %s', async (_what, status, code) => {
    const server = await startWebServer((_request, response) => {
      response.writeHead(status, { 'content-type': 'text/html' }).end('<html>');
    });
    open.push(server);
    expect(await outcomeOf(connect(server.port))).toMatchObject({ code });
  });

  test('that answers 200 instead of switching', async () => {
    const server = await startWebServer((_request, response) => void response.end('<html>'));
    open.push(server);
    expect(await outcomeOf(connect(server.port))).toMatchObject({ code: 'home_websocket_refused' });
  });
});

test('a redirect is not followed, not even to an address that is allowed', async () => {
  const { port: target } = await scripted(GREETING);
  const server = await startWebServer((_request, response) => {
    response.writeHead(307, { location: `ws://127.0.0.1:${target}/api/websocket` }).end();
  });
  open.push(server);
  const transport = transportTo([server.port, target]);
  open.push(transport);
  const home = homeAt(`http://127.0.0.1:${server.port}`);
  expect(await outcomeOf(openHomeSocket(transport, home, soon()))).toMatchObject({
    code: 'home_redirects',
    data: { status: 307 },
  });
});
