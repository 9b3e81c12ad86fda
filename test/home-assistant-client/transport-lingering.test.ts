import { afterEach, expect, test } from 'vitest';
import { createDeadline } from '../../lib/deadline.ts';
import type { HomeRequest } from '../../lib/home-assistant/transport.ts';
import { startWebServer } from '../harness/rough-server.ts';
import { GET, homeAt, outcomeOf, transportTo } from './homes.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((part) => part.close()));
});

const WORK: HomeRequest = {
  ...GET,
  method: 'POST',
  body: { contentType: 'application/json', text: '{}' },
  repeatable: false,
};
const SCRIPT: HomeRequest = { ...WORK, lingers: true };
/** As many of one home's are left open. */
const MOST = 8;

/** A home that works on what it is asked until it is told to be done, or the connection is closed. */
async function slowHome() {
  let brokenOff = 0;
  const working: (() => void)[] = [];
  const server = await startWebServer((_request, response) => {
    response.once('close', () => {
      if (!response.writableEnded) brokenOff += 1;
    });
    working.push(() => response.end('{}'));
  });
  const transport = transportTo([server.port]);
  open.push(server, transport);
  const home = homeAt(`http://127.0.0.1:${server.port}`);
  return {
    server,
    transport,
    ask: (request: HomeRequest, ms = 60) => outcomeOf(transport.request(home, request, createDeadline(ms))),
    home,
    brokenOff: () => brokenOff,
    working: () => working.length,
    finish: () => {
      for (const end of working.splice(0)) end();
    },
  };
}

test('nobody waits longer for a script, and the home is not disturbed in it', async () => {
  const home = await slowHome();
  expect(await home.ask(SCRIPT)).toMatchObject({ code: 'home_timed_out', data: { phase: 'answer' } });
  // What is asked meanwhile takes a connection of its own, and can be broken off.
  expect((await home.ask(WORK)).code).toBe('home_timed_out');
  await expect.poll(home.brokenOff).toBe(1);
  expect(home.server.connections()).toBe(2);
  home.finish();
  // The late answer went nowhere, and the connection serves again.
  await expect
    .poll(() => Object.values(home.transport.agentFor(home.home).freeSockets).flat().length)
    .toBe(1);
  expect(home.brokenOff()).toBe(1);
});

test('a home that never answers gets no more than a few such requests at a time', async () => {
  const home = await slowHome();
  await Promise.all(Array.from({ length: MOST + 3 }, () => home.ask(SCRIPT, 200)));
  expect(home.working()).toBe(MOST + 3);
  await expect.poll(home.brokenOff).toBe(3);
});

test('what has not reached the home yet is given up', async () => {
  const server = await startWebServer(() => undefined);
  await server.close();
  const transport = transportTo([server.port]);
  open.push(transport);
  const asked = transport.request(homeAt(`http://127.0.0.1:${server.port}`), SCRIPT, createDeadline(500));
  expect((await outcomeOf(asked)).code).toBe('home_connection_refused');
});
