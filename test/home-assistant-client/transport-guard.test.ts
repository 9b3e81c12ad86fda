import dns from 'node:dns/promises';
import { isIPv4 } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { oauthClientOf, redeemCode, revokeRefreshToken } from '../../lib/home-assistant/oauth.ts';
import type { Transport } from '../../lib/home-assistant/transport.ts';
import { openHomeSocket } from '../../lib/home-assistant/websocket.ts';
import { Secret } from '../../lib/vault/secret.ts';
import { type RoughServer, startWebServer } from '../harness/rough-server.ts';
import { GET, homeAt, outcomeOf, soon, transportTo } from './homes.ts';

/** Listens where no home may be: loopback, not on the allow-list. */
let forbidden: RoughServer;
let allowed: RoughServer;
let transport: Transport;
beforeAll(async () => {
  const answer = (_request: unknown, response: { end(text: string): unknown }) => void response.end('{}');
  [forbidden, allowed] = await Promise.all([startWebServer(answer), startWebServer(answer)]);
  transport = transportTo([allowed.port]);
});
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(async () => {
  transport.close();
  await Promise.all([forbidden.close(), allowed.close()]);
});

/** The machine's resolver, which a test cannot teach names of its own; one list of addresses a call. */
function resolving(...answers: string[][]) {
  const spy = vi.spyOn(dns, 'lookup');
  for (const addresses of answers) {
    spy.mockResolvedValueOnce(
      addresses.map((address) => ({ address, family: isIPv4(address) ? 4 : 6 })) as never,
    );
  }
  return spy;
}

const client = oauthClientOf('https://porchlight.example');
const WAYS = [
  ['HTTP', (url: string) => transport.request(homeAt(url), GET, soon())],
  ['WebSocket', (url: string) => openHomeSocket(transport, homeAt(url), soon())],
  [
    'the exchange of a code',
    (url: string) => redeemCode(transport, homeAt(url), new Secret('c'), client, soon()),
  ],
  ['revocation', (url: string) => revokeRefreshToken(transport, homeAt(url), new Secret('r'), soon())],
] as const;

describe.each(WAYS)('by %s', (_way, go) => {
  test.each([
    'https://127.0.0.1:PORT',
    'http://127.0.0.1:PORT',
    'http://localhost:PORT',
    'https://localhost:PORT',
    'https://[::1]:PORT',
    'https://[::ffff:127.0.0.1]:PORT',
    'http://2130706433:PORT',
    'http://0x7f.1:PORT',
    'https://0.0.0.0:PORT',
    'http://169.254.169.254',
    'https://169.254.79.129:2000',
    'http://127.0.0.1:9001',
    'https://10.0.0.1',
  ])('%s is not connected to', async (address) => {
    const outcome = await outcomeOf(go(address.replace('PORT', String(forbidden.port))));
    expect(outcome).toMatchObject({ code: 'home_address_blocked' });
    expect(forbidden.connections()).toBe(0);
  });

  test('plain http to the internet is refused, literal or name, before anything is sent', async () => {
    const reason = { code: 'home_plain_http' };
    expect(await outcomeOf(go('http://8.8.8.8'))).toMatchObject(reason);
    resolving(['8.8.8.8']);
    expect(await outcomeOf(go('http://home.example'))).toMatchObject(reason);
  });

  test('a name that leads inside is refused', async () => {
    const lookup = resolving(['127.0.0.1', '::1']);
    const outcome = await outcomeOf(go(`https://rebound.example:${forbidden.port}`));
    expect(outcome).toMatchObject({ code: 'home_address_blocked' });
    expect([lookup.mock.calls.length, forbidden.connections()]).toEqual([1, 0]);
  });
});

test('plain http to an address that the operator allows is fine', async () => {
  const answer = await transport.request(homeAt(`http://127.0.0.1:${allowed.port}`), GET, soon());
  expect(answer).toMatchObject({ status: 200, text: '{}' });
});

test('a name is judged and connected to by one and the same look-up', async () => {
  const lookup = resolving(['10.0.0.1', '::1', '127.0.0.1'], ['8.8.8.8']);
  const answer = await transport.request(homeAt(`http://mixed.example:${allowed.port}`), GET, soon());
  expect([answer.status, lookup.mock.calls.length]).toEqual([200, 1]);
});

test('a name that changes its address between two connections is judged anew', async () => {
  const url = `http://changing.example:${allowed.port}`;
  const before = allowed.connections();
  resolving(['127.0.0.1'], ['169.254.169.254']);
  expect(await transport.request(homeAt(url), GET, soon())).toMatchObject({ status: 200 });
  const outcome = await outcomeOf(transport.request(homeAt(url), GET, soon()));
  expect(outcome).toMatchObject({ code: 'home_address_blocked' });
  expect(allowed.connections()).toBe(before + 1);
});
