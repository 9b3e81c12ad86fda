import type { IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { type Clock, createDeadline } from '../../lib/deadline.ts';
import type { HomeRequest, Transport } from '../../lib/home-assistant/transport.ts';
import { openHomeSocket } from '../../lib/home-assistant/websocket.ts';
import { type RoughServer, startRawServer, startWebServer } from '../harness/rough-server.ts';
import { GET, homeAt, outcomeOf, soon, tokenOf, transportTo } from './homes.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((part) => part.close()));
});

const POST: HomeRequest = {
  ...GET,
  method: 'POST',
  body: { contentType: 'application/json', text: '{"ö":1}' },
  repeatable: false,
};

interface Seen {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}

async function echoing(options: { maxHomes?: number; clock?: Clock } = {}) {
  const seen: Seen[] = [];
  const server = await startWebServer(async (request, response) => {
    const { method, url, headers } = request;
    seen.push({ method, url, headers, body: await text(request) });
    response.end('{}');
  });
  const transport = transportTo([server.port], options);
  open.push(server, transport);
  return { server, transport, seen, url: `http://127.0.0.1:${server.port}` };
}

describe('what a home sees of a request', () => {
  test('path, body, token and extra headers, and nothing that betrays a proxy', async () => {
    const { transport, seen, url } = await echoing();
    const headers = { 'CF-Access-Client-Id': tokenOf('id.access'), 'X-Door': tokenOf('open') };
    await transport.request(homeAt(url, { token: tokenOf('the-token'), headers }), POST, soon());
    expect(seen).toEqual([
      {
        method: 'POST',
        url: '/api/',
        body: '{"ö":1}',
        headers: {
          accept: 'application/json',
          'accept-encoding': 'identity',
          authorization: 'Bearer the-token',
          'cf-access-client-id': 'id.access',
          connection: 'keep-alive',
          'content-length': '8',
          'content-type': 'application/json',
          host: new URL(url).host,
          'user-agent': 'Porchlight',
          'x-door': 'open',
        },
      },
    ]);
  });

  test('the token only where it is wanted', async () => {
    const { transport, seen, url } = await echoing();
    const home = homeAt(url, { token: tokenOf('the-token') });
    await transport.request(home, { ...GET, authorized: false }, soon());
    await transport.request(homeAt(url), GET, soon());
    expect(seen.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
  });

  test('extra headers take no reserved name, even past the check', async () => {
    const { transport, seen, url } = await echoing();
    const headers = {
      Authorization: tokenOf('other'),
      'Accept-Encoding': tokenOf('gzip'),
      Accept: tokenOf('text/html'),
      'User-Agent': tokenOf('Mozilla'),
    };
    await transport.request(homeAt(url, { token: tokenOf('the-token'), headers }), GET, soon());
    expect(seen[0]?.headers).toMatchObject({
      authorization: 'Bearer the-token',
      'accept-encoding': 'identity',
      accept: 'application/json',
      'user-agent': 'Porchlight',
    });
  });
});

describe('connections are kept', () => {
  test('for one home, one after the other', async () => {
    const { server, transport, url } = await echoing();
    const home = homeAt(url);
    for (let time = 0; time < 10; time += 1) await transport.request(home, GET, soon());
    expect(server.connections()).toBe(1);
  });

  test('but never shared by two homes, at the same address though they be', async () => {
    const { server, transport, url } = await echoing();
    for (let time = 0; time < 3; time += 1) {
      for (const id of ['one@1', 'two@1', 'two@2']) await transport.request(homeAt(url, { id }), GET, soon());
    }
    expect(server.connections()).toBe(3);
  });

  test('for so many homes and no more; the one longest unused goes first', async () => {
    const { server, transport, url } = await echoing({ maxHomes: 2 });
    const ask = (id: string) => transport.request(homeAt(url, { id }), GET, soon());
    await ask('a');
    await ask('b');
    await ask('a');
    expect(server.connections()).toBe(2);
    await ask('c');
    await ask('a');
    expect(server.connections()).toBe(3);
    await ask('b');
    expect(server.connections()).toBe(4);
  });
});

describe('a home that is released', () => {
  test('has its connections closed, and only its own', async () => {
    const { server, transport, url } = await echoing();
    const [one, other] = [homeAt(url), homeAt(url)];
    await transport.request(one, GET, soon());
    await transport.request(other, GET, soon());
    expect(server.connections()).toBe(2);
    const [socket] = Object.values(transport.agentFor(one).freeSockets).flat();
    transport.release(one);
    expect(socket?.destroyed).toBe(true);
    await transport.request(other, GET, soon());
    expect(server.connections()).toBe(2);
  });

  test('may be asked again, on a new connection; releasing twice does no harm', async () => {
    const { server, transport, url } = await echoing();
    const home = homeAt(url);
    transport.release(home);
    await transport.request(home, GET, soon());
    transport.release(home);
    transport.release(home);
    expect(await transport.request(home, GET, soon())).toMatchObject({ status: 200 });
    expect(server.connections()).toBe(2);
  });
});

/** Keeps the first connection for one answer, then closes it without a word when it is used again. */
async function closingAfterOne(connectionsThatClose = Number.POSITIVE_INFINITY) {
  const requests: number[] = [];
  let connections = 0;
  const server = await startRawServer((socket) => {
    connections += 1;
    const mine = connections;
    let answered = 0;
    socket.on('data', () => {
      requests.push(mine);
      answered += 1;
      if (answered > 1 && mine <= connectionsThatClose) socket.resetAndDestroy();
      else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
    });
  });
  open.push(server);
  return { server, requests };
}

const started = (server: RoughServer, clock: Clock = Date.now): { transport: Transport; url: string } => {
  const transport = transportTo([server.port], { clock });
  open.push(transport);
  return { transport, url: `http://127.0.0.1:${server.port}` };
};

describe('a kept connection that turns out to be closed', () => {
  test('what is repeatable is sent once more, on a new connection', async () => {
    const { server, requests } = await closingAfterOne();
    const { transport, url } = started(server);
    const home = homeAt(url);
    await transport.request(home, GET, soon());
    expect(await transport.request(home, GET, soon())).toMatchObject({ status: 200 });
    expect(requests).toEqual([1, 1, 2]);
  });

  test('what is not repeatable is not sent again: the home may have done it', async () => {
    const { server, requests } = await closingAfterOne();
    const { transport, url } = started(server);
    const home = homeAt(url);
    await transport.request(home, GET, soon());
    const outcome = await outcomeOf(transport.request(home, POST, soon()));
    expect(outcome).toMatchObject({ code: 'home_connection_lost', data: { reason: 'ECONNRESET' } });
    expect(requests).toEqual([1, 1]);
  });

  test('after a quiet while, what is not repeatable takes a new connection from the start', async () => {
    let now = 1_000_000;
    const { server, requests } = await closingAfterOne();
    const { transport, url } = started(server, () => now);
    const home = homeAt(url);
    await transport.request(home, GET, soon());
    now += 5_000;
    expect(await transport.request(home, POST, soon())).toMatchObject({ status: 200 });
    expect(requests).toEqual([1, 2]);
  });

  /** Passes connections on to a home, until it loses those that it has: they stay open, and nothing comes. */
  async function losingProxy(port: number) {
    const passed: (readonly [near: Socket, far: Socket])[] = [];
    const server = await startRawServer((near) => {
      const far = connect(port, '127.0.0.1');
      far.on('error', () => near.destroy());
      near.on('close', () => far.destroy());
      near.pipe(far);
      far.pipe(near);
      passed.push([near, far]);
    });
    open.push(server);
    const loseAll = () => {
      for (const [near, far] of passed.splice(0)) {
        near.unpipe(far);
        far.unpipe(near);
        near.resume();
      }
    };
    return { server, loseAll };
  }

  test.each([
    ['a question', GET],
    ['what is not repeatable', POST],
  ])('one that died without a word while we were frozen costs %s no time', async (_what, request) => {
    let now = 1_000_000;
    const { server: home } = await echoing();
    const proxy = await losingProxy(home.port);
    const { transport, url } = started(proxy.server, () => now);
    const access = homeAt(url);
    await transport.request(access, GET, soon());
    proxy.loseAll();
    now += 10 * 60_000;
    expect(await transport.request(access, request, createDeadline(1_000))).toMatchObject({ status: 200 });
    expect(proxy.server.connections()).toBe(2);
  });

  test('quiet is each connection by itself: a busy one does not keep the others', async () => {
    let now = 1_000_000;
    const { server, url } = await echoing();
    const { transport } = started(server, () => now);
    const home = homeAt(url);
    const ask = () => transport.request(home, GET, soon());
    await Promise.all([ask(), ask()]);
    expect(server.connections()).toBe(2);
    for (let time = 0; time < 3; time += 1) {
      now += 30_000;
      await ask();
    }
    expect(Object.values(transport.agentFor(home).freeSockets).flat()).toHaveLength(1);
    await Promise.all([ask(), ask()]);
    expect(server.connections()).toBe(3);
  });

  test('a question does with a connection that was quiet for less than that', async () => {
    let now = 1_000_000;
    const { server, url } = await echoing();
    const { transport } = started(server, () => now);
    const home = homeAt(url);
    for (let time = 0; time < 3; time += 1) {
      await transport.request(home, GET, soon());
      now += 49_000;
    }
    expect(server.connections()).toBe(1);
  });

  test('a WebSocket, which is never opened twice, takes none that was quiet', async () => {
    let now = 1_000_000;
    const { server, requests } = await closingAfterOne();
    const { transport, url } = started(server, () => now);
    const home = homeAt(url);
    await transport.request(home, GET, soon());
    now += 5_000;
    await outcomeOf(openHomeSocket(transport, home, soon()));
    expect(requests).toEqual([1, 2]);
  });

  test('a new connection that breaks is not tried again, repeatable or not', async () => {
    let requests = 0;
    const server = await startRawServer((socket) => {
      socket.on('data', () => {
        requests += 1;
        socket.resetAndDestroy();
      });
    });
    open.push(server);
    const { transport, url } = started(server);
    expect(await outcomeOf(transport.request(homeAt(url), GET, soon()))).toMatchObject({
      code: 'home_connection_lost',
    });
    expect(requests).toBe(1);
  });

  test('an answer that breaks off in its middle is not asked for again', async () => {
    let requests = 0;
    const server = await startRawServer((socket) => {
      socket.on('data', () => {
        requests += 1;
        if (requests === 1) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
        else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{', () => socket.destroy());
      });
    });
    open.push(server);
    const { transport, url } = started(server);
    const home = homeAt(url);
    await transport.request(home, GET, soon());
    expect(await outcomeOf(transport.request(home, GET, soon()))).toMatchObject({
      code: 'home_connection_lost',
    });
    expect(requests).toBe(2);
  });
});
