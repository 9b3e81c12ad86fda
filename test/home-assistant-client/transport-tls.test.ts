import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HomeTls } from '../../lib/home-assistant/home-access.ts';
import type { Transport } from '../../lib/home-assistant/transport.ts';
import { openHomeSocket } from '../../lib/home-assistant/websocket.ts';
import { Secret } from '../../lib/vault/secret.ts';
import { type RoughServer, startRawServer, startWebServer } from '../harness/rough-server.ts';
import { type Authority, createAuthority, selfSigned, type TlsIdentity } from '../harness/tls.ts';
import { GET, homeAt, outcomeOf, soon, transportTo } from './homes.ts';

const KINDS = ['good', 'expired', 'notYetValid', 'wrongHost', 'selfSigned', 'selfSignedElsewhere'] as const;
type Kind = (typeof KINDS)[number];

let authority: Authority;
let identities: Record<Kind, TlsIdentity>;
let servers: Record<Kind | 'mutual', RoughServer>;
let transport: Transport;

const answer = (_request: unknown, response: { end(text: string): unknown }) => void response.end('{}');

beforeAll(async () => {
  authority = await createAuthority();
  const [good, expired, notYetValid, wrongHost, own, elsewhere] = await Promise.all([
    authority.issue(),
    authority.expired(),
    authority.notYetValid(),
    authority.wrongHost(),
    selfSigned(),
    selfSigned({ names: ['homeassistant.local'], addresses: [] }),
  ]);
  identities = { good, expired, notYetValid, wrongHost, selfSigned: own, selfSignedElsewhere: elsewhere };
  const mutual = startWebServer(
    (request, response) => {
      const socket = request.socket as TLSSocket;
      response.end(
        JSON.stringify({ authorized: socket.authorized, cn: socket.getPeerCertificate().subject?.CN }),
      );
    },
    { ...good, ca: authority.cert, requestCert: true, rejectUnauthorized: true },
  );
  const started = await Promise.all(KINDS.map((kind) => startWebServer(answer, identities[kind])));
  servers = {
    ...(Object.fromEntries(KINDS.map((kind, index) => [kind, started[index]])) as Record<Kind, RoughServer>),
    mutual: await mutual,
  };
  transport = transportTo(Object.values(servers).map(({ port }) => port));
});
afterAll(async () => {
  transport.close();
  await Promise.all(Object.values(servers).map((server) => server.close()));
});

const home = (kind: Kind | 'mutual', tls: HomeTls = {}, host = '127.0.0.1') =>
  homeAt(`https://${host}:${servers[kind].port}`, { tls });
const ask = (kind: Kind | 'mutual', tls: HomeTls = {}, host?: string) =>
  transport.request(home(kind, tls, host), GET, soon());
const pinned = ({ cert, fingerprint256 }: TlsIdentity): HomeTls => ({
  pinned: { certificate: cert, fingerprint256 },
});

describe('certificates', () => {
  test.each(['127.0.0.1', 'localhost'])(
    'a good one, of an authority that its owner named, for %s',
    async (host) => {
      expect(await ask('good', { ca: authority.cert }, host)).toMatchObject({ status: 200 });
    },
  );

  test.each([
    ['good', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', false],
    ['selfSigned', 'DEPTH_ZERO_SELF_SIGNED_CERT', false],
    ['selfSigned', 'DEPTH_ZERO_SELF_SIGNED_CERT', true],
    ['expired', 'CERT_HAS_EXPIRED', true],
    ['notYetValid', 'CERT_NOT_YET_VALID', true],
    ['wrongHost', 'ERR_TLS_CERT_ALTNAME_INVALID', true],
  ] as const)('%s: %s (authority trusted: %s)', async (kind, reason, trusted) => {
    const tls = trusted ? { ca: authority.cert } : {};
    const failed = { code: 'home_tls_failed', data: { reason } };
    expect(await outcomeOf(ask(kind, tls))).toMatchObject(failed);
    expect(await outcomeOf(openHomeSocket(transport, home(kind, tls), soon()))).toMatchObject(failed);
  });

  test('an authority that is trusted for one home is not trusted for another', async () => {
    const url = `https://127.0.0.1:${servers.good.port}`;
    const id = 'trusting@1';
    await transport.request(homeAt(url, { id, tls: { ca: authority.cert } }), GET, soon());
    expect(await outcomeOf(transport.request(homeAt(url), GET, soon()))).toMatchObject({
      code: 'home_tls_failed',
    });
  });
});

describe('a pinned certificate', () => {
  test.each([
    ['one that vouches for itself', 'selfSigned'],
    ['one for another name', 'selfSignedElsewhere'],
    ['one of an authority that nobody knows', 'good'],
    ['one of an unknown authority, for another name', 'wrongHost'],
    ['one that has expired', 'expired'],
    ['one that is not valid yet', 'notYetValid'],
  ] as const)('%s is taken', async (_what, kind) => {
    const tls = pinned(identities[kind]);
    expect(await ask(kind, tls)).toMatchObject({ status: 200 });
    // A connection that resumes the session of the one before is judged by the same rule.
    const subject = home(kind, tls);
    for (let time = 0; time < 2; time += 1) {
      transport.agentFor(subject).destroy();
      expect(await transport.request(subject, GET, soon())).toMatchObject({ status: 200 });
    }
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'with %s nothing is said to a server that shows another, neither a request nor a WebSocket’s',
    async (version) => {
      const heard: Buffer[] = [];
      const raw = await startRawServer((socket) => void socket.on('data', (data) => heard.push(data)), {
        ...identities.selfSigned,
        minVersion: version,
        maxVersion: version,
      });
      const reach = transportTo([raw.port]);
      const tls = pinned(identities.selfSignedElsewhere);
      const subject = homeAt(`https://127.0.0.1:${raw.port}`, { tls, token: new Secret('never-sent') });
      const mismatch = { code: 'home_tls_failed', data: { reason: 'PORCHLIGHT_PIN_MISMATCH' } };
      for (let time = 0; time < 3; time += 1) {
        const asked = reach.request(subject, { ...GET, authorized: true }, soon());
        expect(await outcomeOf(asked)).toMatchObject(mismatch);
        expect(await outcomeOf(openHomeSocket(reach, subject, soon()))).toMatchObject(mismatch);
      }
      reach.close();
      await raw.close();
      expect(Buffer.concat(heard).toString()).toBe('');
    },
  );

  test('a server that changes its certificate while it is being used loses the home', async () => {
    const first = await startWebServer(answer, identities.selfSigned);
    const reach = transportTo([first.port]);
    const subject = homeAt(`https://127.0.0.1:${first.port}`, { tls: pinned(identities.selfSigned) });
    expect(await reach.request(subject, GET, soon())).toMatchObject({ status: 200 });
    await first.close();
    const other = await startWebServer(answer, identities.expired, undefined, first.port);
    expect(await outcomeOf(reach.request(subject, GET, soon()))).toMatchObject({
      data: { reason: 'PORCHLIGHT_PIN_MISMATCH' },
    });
    reach.close();
    await other.close();
  });

  test.each([
    ['another that vouches for itself', 'selfSignedElsewhere', 'selfSigned'],
    ['another of the same authority', 'good', 'wrongHost'],
    ['another that has expired', 'expired', 'notYetValid'],
  ] as const)('%s is refused, also the second time', async (_what, kind, pin) => {
    const subject = home(kind, pinned(identities[pin]));
    for (let time = 0; time < 2; time += 1) {
      expect(await outcomeOf(transport.request(subject, GET, soon()))).toMatchObject({
        code: 'home_tls_failed',
      });
    }
  });

  test('what the pinned certificate itself signed is not the pinned certificate', async () => {
    const own = await createAuthority('Pinned');
    const issued = await own.issue();
    const server = await startWebServer(answer, issued);
    const reach = transportTo([server.port]);
    const { fingerprint256 } = identities.good;
    const tls = { pinned: { certificate: own.cert, fingerprint256 } };
    const outcome = await outcomeOf(
      reach.request(homeAt(`https://127.0.0.1:${server.port}`, { tls }), GET, soon()),
    );
    expect(outcome).toMatchObject({ code: 'home_tls_failed', data: { reason: 'PORCHLIGHT_PIN_MISMATCH' } });
    reach.close();
    await server.close();
  });
});

describe('a client certificate', () => {
  const clientTls = (client: TlsIdentity, key = client.key): HomeTls => ({
    ca: authority.cert,
    clientCertificate: { certificate: client.cert, key: new Secret(key) },
  });

  test('is presented to the home', async () => {
    const client = await authority.client('Porchlight');
    const { text } = await ask('mutual', clientTls(client));
    expect(JSON.parse(text)).toEqual({ authorized: true, cn: 'Porchlight' });
  });

  test('none: the home says that it wants one, by every way', async () => {
    const settings = { ca: authority.cert };
    const wanted = { code: 'home_wants_certificate', data: { reason: 'certificate required' } };
    expect(await outcomeOf(ask('mutual', settings))).toMatchObject(wanted);
    expect(await outcomeOf(openHomeSocket(transport, home('mutual', settings), soon()))).toMatchObject(
      wanted,
    );
  });

  test('one of a stranger: the home hangs up', async () => {
    const settings = clientTls(await (await createAuthority('Stranger')).client());
    expect((await outcomeOf(ask('mutual', settings))).code).toMatch(
      /^home_(wants_certificate|connection_lost)$/,
    );
  });

  test('whose key belongs to another is no connection, and the key is not told', async () => {
    const [client, other] = await Promise.all([authority.client(), authority.client()]);
    const outcome = await outcomeOf(ask('mutual', clientTls(client, other.key)));
    expect(outcome).toMatchObject({ code: 'home_tls_failed' });
    expect(JSON.stringify([outcome, outcome.cause, outcome.message])).not.toContain('PRIVATE');
  });
});

test('TLS connections are kept, and none is shared by two homes', async () => {
  const before = servers.good.connections();
  const tls = { ca: authority.cert };
  const [one, two] = [home('good', tls), home('good', tls)];
  for (let time = 0; time < 5; time += 1) {
    await transport.request(one, GET, soon());
    await transport.request(two, GET, soon());
  }
  expect(servers.good.connections()).toBe(before + 2);
});
