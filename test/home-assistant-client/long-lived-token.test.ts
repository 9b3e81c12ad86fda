import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { isTokenAccepted } from '../../lib/home-assistant/api.ts';
import {
  deleteLongLivedToken,
  mintLongLivedToken,
  readTokenUser,
  revokeLongLivedToken,
} from '../../lib/home-assistant/long-lived-token.ts';
import type { Transport } from '../../lib/home-assistant/transport.ts';
import { Secret } from '../../lib/vault/secret.ts';
import { type DemoHome, startDemoHome } from '../../local/demo-home/start.ts';
import { startSocketServer } from '../harness/rough-server.ts';
import { homeAt, outcomeOf, soon, transportTo } from './homes.ts';

let demo: DemoHome;
let transport: Transport;
beforeAll(async () => {
  demo = await startDemoHome({ host: '127.0.0.1', port: 0, username: 'robin', password: 'a long password' });
  transport = transportTo([Number(new URL(demo.url).port)]);
});
const open: { close(): unknown }[] = [];
afterEach(async () => {
  demo.setFault(undefined);
  await Promise.all(open.splice(0).map((part) => part.close()));
});
afterAll(async () => {
  transport.close();
  await demo.close();
});

const withToken = (token: Secret) => ({ ...homeAt(demo.url), token });
const pasted = async (name: string) => withToken(new Secret(await demo.createLongLivedToken(name)));

test('whose token it is', async () => {
  expect(await readTokenUser(transport, await pasted('whose'), soon())).toEqual({
    isAdministrator: true,
    homeAssistantVersion: '2026.8.3',
  });
});

test('a minted token works for ten years, and its name works once', async () => {
  const home = await pasted('the one that mints');
  const minted = await mintLongLivedToken(transport, home, 'Porchlight (1)', soon());
  expect(String(minted)).toBe('[redacted]');
  const claims = JSON.parse(Buffer.from(minted.reveal().split('.')[1] ?? '', 'base64url').toString());
  expect(claims.exp - claims.iat).toBe(3_650 * 86_400);
  expect(await isTokenAccepted(transport, withToken(minted), soon())).toBe(true);
  expect(await outcomeOf(mintLongLivedToken(transport, home, 'Porchlight (1)', soon()))).toMatchObject({
    code: 'home_refuses_command',
    data: { reason: 'unknown_error' },
  });
});

test('a token is revoked with its own right, and the home then answers 401', async () => {
  const home = await pasted('to be revoked');
  const before = demo.tokens();
  expect(await revokeLongLivedToken(transport, home, soon())).toBe(true);
  expect(demo.tokens()).toBe(before - 1);
  expect(await isTokenAccepted(transport, home, soon())).toBe(false);
  expect(demo.requests().at(-1)).toMatchObject({ path: '/api/', auth: 'refused', status: 401 });
});

test('a token that is gone already is revoked, at the cost of one failed login', async () => {
  const home = await pasted('gone');
  expect(await deleteLongLivedToken(transport, home, soon())).toBe('deleted');
  expect(await deleteLongLivedToken(transport, home, soon())).toBe('refused_before');
  expect(await revokeLongLivedToken(transport, home, soon())).toBe(true);
});

test.each(['not-a-jwt', 'a.b.c', `a.${Buffer.from('{"iss":7}').toString('base64url')}.c`])(
  'a token without an issuer (%s) cannot be revoked, and is not quoted',
  async (token) => {
    const outcome = await outcomeOf(revokeLongLivedToken(transport, withToken(new Secret(token)), soon()));
    expect(outcome).toMatchObject({ code: 'home_answer_invalid' });
    expect(JSON.stringify([outcome.message, outcome.data])).not.toContain(token);
  },
);

test.each([
  [403, 'home_forbids'],
  [503, 'home_failed'],
  [404, 'home_rejects'],
])('whether a token works is unknown when the home answers %i', async (status, code) => {
  const home = await pasted(`asked with ${status}`);
  demo.setFault({ status, path: '/api/' });
  expect(await outcomeOf(isTokenAccepted(transport, home, soon()))).toMatchObject({ code });
});

test('a password in front of the home says nothing about the token', async () => {
  const home = await pasted('behind a password');
  demo.setFault({ status: 401, path: '/api/websocket' });
  expect(await outcomeOf(revokeLongLivedToken(transport, home, soon()))).toMatchObject({
    code: 'home_login_wall',
  });
  expect(await isTokenAccepted(transport, home, soon())).toBe(true);
});

describe('homes that end the conversation in their own way', () => {
  const token = new Secret(`x.${Buffer.from('{"iss":"abc"}').toString('base64url')}.y`);

  /** Deletes a token as the script says; from then on, or not, `/api/` answers 401. */
  async function home(
    onDelete: (socket: WebSocket, id: unknown) => void,
    options: { accepts?: boolean } = {},
  ) {
    const commands: unknown[] = [];
    let deleted = false;
    const server = await startSocketServer(
      (socket) => {
        socket.send('{"type":"auth_required","ha_version":"2026.8.3"}');
        socket.on('message', (data) => {
          const message = JSON.parse(String(data));
          if (message.type === 'auth') {
            socket.send('{"type":"auth_ok"}');
            return;
          }
          commands.push(message);
          deleted = true;
          onDelete(socket, message.id);
        });
      },
      (_request, response) => {
        const refuses = deleted && options.accepts !== true;
        response
          .writeHead(refuses ? 401 : 200)
          .end(refuses ? '401: Unauthorized' : '{"message":"API running."}');
      },
    );
    const reach = transportTo([server.port]);
    open.push(reach, server);
    return { commands, reach, access: { ...homeAt(`http://127.0.0.1:${server.port}`), token } };
  }
  const success = (id: unknown) => JSON.stringify({ id, type: 'result', success: true, result: {} });

  test.each([
    [
      'the result, then the end',
      (socket: WebSocket, id: unknown) => socket.send(success(id), () => socket.close()),
    ],
    ['the end without a result', (socket: WebSocket) => socket.close()],
    ['the line dropped', (socket: WebSocket) => socket.terminate()],
    ['the result, and the line kept', (socket: WebSocket, id: unknown) => socket.send(success(id))],
  ])('%s: revoked', async (_what, onDelete) => {
    const { reach, access, commands } = await home(onDelete);
    expect(await revokeLongLivedToken(reach, access, soon())).toBe(true);
    expect(commands).toEqual([{ id: 1, type: 'auth/delete_refresh_token', refresh_token_id: 'abc' }]);
  });

  test.each([
    ['says yes', (socket: WebSocket, id: unknown) => socket.send(success(id))],
    ['hangs up', (socket: WebSocket) => socket.close()],
  ])('one that %s and goes on taking the token: not revoked', async (_what, onDelete) => {
    const { reach, access } = await home(onDelete, { accepts: true });
    expect(await revokeLongLivedToken(reach, access, soon())).toBe(false);
  });

  test('one that refuses to', async () => {
    const { reach, access } = await home((socket, id) =>
      socket.send(JSON.stringify({ id, type: 'result', success: false, error: { code: 'unauthorized' } })),
    );
    expect(await outcomeOf(revokeLongLivedToken(reach, access, soon()))).toMatchObject({
      code: 'home_refuses_command',
      data: { reason: 'unauthorized' },
    });
  });

  test('one that answers a minting with nothing', async () => {
    const { reach, access } = await home((socket, id) => socket.send(success(id)));
    expect(await outcomeOf(mintLongLivedToken(reach, access, 'n', soon()))).toMatchObject({
      code: 'home_answer_invalid',
    });
  });
});
