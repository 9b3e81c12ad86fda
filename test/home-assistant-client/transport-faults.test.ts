import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { createDeadline } from '../../lib/deadline.ts';
import type { HomeAnswer, HomeRequest } from '../../lib/home-assistant/transport.ts';
import {
  type RoughServer,
  startByteServer,
  startRawServer,
  startWebServer,
} from '../harness/rough-server.ts';
import { GET, homeAt, outcomeOf, soon, transportTo } from './homes.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((part) => part.close()));
});

function ask(
  server: RoughServer,
  options: { scheme?: 'http' | 'https'; ms?: number; request?: Partial<HomeRequest> } = {},
): Promise<HomeAnswer> {
  const { scheme = 'http', ms = 3_000, request } = options;
  const transport = transportTo([server.port]);
  open.push(server, transport);
  const home = homeAt(`${scheme}://127.0.0.1:${server.port}`);
  return transport.request(home, { ...GET, ...request }, createDeadline(ms));
}

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
const silent = () => startRawServer(() => undefined);

describe('what goes wrong on the way to a home', () => {
  test('a name without an address', async () => {
    const transport = transportTo([]);
    open.push(transport);
    const outcome = await outcomeOf(
      transport.request(homeAt('https://no-such-home.invalid:8123'), GET, soon()),
    );
    expect(outcome).toMatchObject({ code: 'home_name_unresolved', data: { host: 'no-such-home.invalid' } });
  });

  test('nobody listens', async () => {
    const server = await silent();
    await server.close();
    const transport = transportTo([server.port]);
    open.push(transport);
    const outcome = await outcomeOf(
      transport.request(homeAt(`https://127.0.0.1:${server.port}`), GET, soon()),
    );
    expect(outcome).toMatchObject({ code: 'home_connection_refused', data: { reason: 'ECONNREFUSED' } });
  });

  test('the connection is taken, but TLS never comes about', async () => {
    const started = performance.now();
    const outcome = await outcomeOf(ask(await silent(), { scheme: 'https', ms: 200 }));
    expect(outcome).toMatchObject({ code: 'home_timed_out', data: { phase: 'connect' } });
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test('no answer', async () => {
    const outcome = await outcomeOf(ask(await silent(), { ms: 200 }));
    expect(outcome).toMatchObject({ code: 'home_timed_out', data: { phase: 'answer' } });
  });

  test('no time is left at all', async () => {
    const outcome = await outcomeOf(ask(await silent(), { ms: 0 }));
    expect(outcome).toMatchObject({ code: 'home_timed_out' });
  });

  test('a body that trickles does not hold the request longer than its time', async () => {
    let closed = false;
    const server = await startRawServer(async (socket) => {
      socket.on('close', () => {
        closed = true;
      });
      socket.write(`${HEAD}Content-Length: 1000\r\n\r\n`);
      while (!socket.destroyed) {
        socket.write(' ');
        await wait(20);
      }
    });
    const started = performance.now();
    expect(await outcomeOf(ask(server, { ms: 250 }))).toMatchObject({
      code: 'home_timed_out',
      data: { phase: 'answer' },
    });
    expect(performance.now() - started).toBeLessThan(1_000);
    await expect.poll(() => closed).toBe(true);
  });

  test.each([
    ['says so', `${HEAD}Content-Length: 5000\r\n\r\n${'x'.repeat(5_000)}`],
    [
      'comes in chunks',
      `${HEAD}Transfer-Encoding: chunked\r\n\r\n${`3e8\r\n${'x'.repeat(1_000)}\r\n`.repeat(5)}`,
    ],
    ['ends with the connection', `${HEAD}Connection: close\r\n\r\n${'x'.repeat(5_000)}`],
  ])('an answer that is too large and %s', async (_what, bytes) => {
    const outcome = await outcomeOf(ask(await startByteServer(bytes)));
    expect(outcome).toMatchObject({ code: 'home_answer_too_large', data: { limitBytes: 1_000 } });
  });

  test('an endless answer is cut off', async () => {
    let closed = false;
    const server = await startRawServer((socket) => {
      socket.on('close', () => {
        closed = true;
      });
      socket.write(`${HEAD}\r\n`);
      const pour = () => {
        while (!socket.destroyed && socket.write('x'.repeat(10_000)));
      };
      socket.on('drain', pour);
      pour();
    });
    expect(await outcomeOf(ask(server))).toMatchObject({ code: 'home_answer_too_large' });
    await expect.poll(() => closed).toBe(true);
  });

  test('an answer of just the limit is whole', async () => {
    const text = 'x'.repeat(1_000);
    const answer = await ask(await startByteServer(`${HEAD}Content-Length: 1000\r\n\r\n${text}`));
    expect(answer.text).toBe(text);
  });

  test.each([
    ['with a length, ended', `${HEAD}Content-Length: 100\r\n\r\n{"half":`, 'end'],
    ['with a length, reset', `${HEAD}Content-Length: 100\r\n\r\n{"half":`, 'reset'],
    ['in chunks, ended', `${HEAD}Transfer-Encoding: chunked\r\n\r\n8\r\n{"half":\r\n`, 'end'],
    ['in chunks, in the middle of one', `${HEAD}Transfer-Encoding: chunked\r\n\r\n64\r\n{"half":`, 'end'],
    ['in the headers', 'HTTP/1.1 200 OK\r\nContent-Ty', 'end'],
    ['before the first byte', '', 'reset'],
    ['with another protocol', 'SSH-2.0-OpenSSH_9.6\r\n', 'end'],
    ['with nonsense for a length', `${HEAD}Content-Length: ten\r\n\r\n{}`, 'end'],
    [
      'by changing the protocol',
      'HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
      'keep',
    ],
  ] as const)('an answer that breaks off %s', async (_what, bytes, after) => {
    expect(await outcomeOf(ask(await startByteServer(bytes, after)))).toMatchObject({
      code: 'home_connection_lost',
    });
  });

  test('plain http behind an https address', async () => {
    const server = await startWebServer((_request, response) => void response.end('{}'));
    expect(await outcomeOf(ask(server, { scheme: 'https' }))).toMatchObject({
      code: 'home_without_tls',
    });
  });

  test('another protocol behind an https address', async () => {
    const server = await startByteServer('SSH-2.0-OpenSSH_9.6\r\n', 'end');
    expect(await outcomeOf(ask(server, { scheme: 'https' }))).toMatchObject({ code: 'home_without_tls' });
  });

  test('TLS that comes to no agreement is still TLS', async () => {
    const server = await startRawServer(() => undefined, {});
    expect(await outcomeOf(ask(server, { scheme: 'https' }))).toMatchObject({ code: 'home_tls_failed' });
  });
});

describe('what is an answer like any other', () => {
  test.each([301, 302, 303, 307, 308])('a redirect (%i) is not followed', async (status) => {
    const target = await startWebServer((_request, response) => void response.end('{"followed":true}'));
    open.push(target);
    const server = await startWebServer((_request, response) => {
      response.writeHead(status, { location: `http://127.0.0.1:${target.port}/` }).end();
    });
    const answer = await ask(server);
    expect([answer.status, answer.text, target.connections()]).toEqual([status, '', 0]);
  });

  test('one that offers another protocol, as Apache does', async () => {
    const bytes = `${HEAD}Upgrade: h2,h2c\r\nConnection: Upgrade\r\nContent-Length: 2\r\n\r\n{}`;
    expect(await ask(await startByteServer(bytes))).toMatchObject({ status: 200, text: '{}' });
  });

  test.each([204, 400, 401, 403, 404, 429, 500, 503])('status %i', async (status) => {
    const server = await startWebServer((_request, response) => void response.writeHead(status).end());
    expect((await ask(server)).status).toBe(status);
  });
});
