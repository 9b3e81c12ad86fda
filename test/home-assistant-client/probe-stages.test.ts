import { X509Certificate } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createDeadline } from '../../lib/deadline.ts';
import { createAddressGuard } from '../../lib/home-assistant/address-guard.ts';
import type { CertificateProblem } from '../../lib/home-assistant/certificate-problem.ts';
import type { HomeAccess, HomeTls } from '../../lib/home-assistant/home-access.ts';
import { PROBE_STAGES, type ProbeStage, probeHome } from '../../lib/home-assistant/probe.ts';
import type { ProbeReport } from '../../lib/home-assistant/probe-report.ts';
import { PROBE_STEPS } from '../../lib/home-assistant/probe-steps.ts';
import { createTransport } from '../../lib/home-assistant/transport.ts';
import { Secret } from '../../lib/vault/secret.ts';
import { type DemoHome, startDemoHome } from '../../local/demo-home/start.ts';
import { startRawServer, startSocketServer, startWebServer } from '../harness/rough-server.ts';
import { type Authority, createAuthority, selfSigned, type TlsIdentity } from '../harness/tls.ts';
import { homeAt, tokenOf, transportTo } from './homes.ts';

let authority: Authority;
let home: DemoHome;
beforeAll(async () => {
  authority = await createAuthority();
  const { key, cert } = await authority.issue();
  const user = { host: '127.0.0.1', port: 0, username: 'robin', password: 'a long password' };
  home = await startDemoHome({ ...user, tls: { key, cert } });
});
afterAll(() => home.close());

const open: { close(): unknown }[] = [];
afterEach(async () => {
  home.setSmartHome(true);
  await Promise.all(open.splice(0).map((part) => part.close()));
});

async function probe(
  stage: ProbeStage | undefined,
  url: string,
  extra: Partial<HomeAccess> = {},
  ms = 3_000,
): Promise<ProbeReport> {
  const transport = transportTo([Number(new URL(url).port)].filter((port) => port > 0));
  open.push(transport);
  return probeHome(transport, homeAt(url, extra), createDeadline(ms), stage);
}

const outline = ({ steps }: ProbeReport) => steps.map(({ step, status }) => `${step} ${status}`);
const tlsOf = (report: ProbeReport) => report.steps.find(({ step }) => step === 'tls');

describe('a stage alone', () => {
  test('has its own steps, and all stages together have each step once, in order', async () => {
    const extra = { token: tokenOf(await home.createLongLivedToken('stages')), tls: { ca: authority.cert } };
    const reports = [];
    for (const stage of PROBE_STAGES) reports.push(await probe(stage, home.url, extra));
    expect(reports.map(outline)).toEqual([
      ['dns passed', 'address_allowed passed'],
      ['reachable passed', 'tls passed'],
      ['home_assistant passed', 'smart_home passed'],
      ['token passed', 'administrator warning', 'devices passed'],
    ]);
    const whole = await probe(undefined, home.url, extra);
    expect(reports.flatMap(({ steps }) => steps)).toEqual(whole.steps);
    expect(Object.assign({}, ...reports)).toEqual({ ...whole, steps: reports.at(-1)?.steps });
    expect(whole.steps.map(({ step }) => step)).toEqual(PROBE_STEPS);
  });

  test('the name connects to nothing; the connection sends nothing; only the token’s shows the token', async () => {
    const logins: string[] = [];
    const asked: string[] = [];
    const server = await startSocketServer(
      (socket) => {
        asked.push('websocket');
        socket.send('{"type":"auth_required","ha_version":"2026.8.3"}');
        socket.on('message', (data) => {
          logins.push(String(data));
          socket.send('{"type":"auth_invalid","message":"Invalid access token or password"}');
        });
      },
      (request, response) => {
        asked.push(`${request.method} ${request.headers.authorization ?? 'without a token'}`);
        response.writeHead(405).end();
      },
    );
    open.push(server);
    const url = `http://127.0.0.1:${server.port}`;
    const extra = { token: tokenOf('hunter2') };

    await probe('name', url, extra);
    expect(server.connections()).toBe(0);
    await probe('connection', url, extra);
    expect([server.connections(), asked]).toEqual([1, []]);
    const found = await probe('home_assistant', url, extra);
    expect(found).toMatchObject({ ok: true, homeAssistantVersion: '2026.8.3' });
    expect(asked).toEqual(['GET without a token', 'websocket']);
    expect(logins).toEqual([]);

    const refused = await probe('token', url, extra);
    expect(outline(refused)).toEqual(['token failed', 'administrator skipped', 'devices skipped']);
    expect(refused).toMatchObject({ ok: false });
    expect(JSON.stringify(refused)).not.toContain('hunter2');
    expect(logins).toHaveLength(1);
    expect(asked).toHaveLength(3);
  });

  test('the token’s without a token asks nobody', async () => {
    const server = await startRawServer(() => undefined);
    open.push(server);
    const report = await probe('token', `http://127.0.0.1:${server.port}`);
    expect(outline(report)).toEqual(['token skipped', 'administrator skipped', 'devices skipped']);
    expect([report.ok, server.connections()]).toEqual([true, 0]);
  });

  test('the token’s at a home without smart_home says what is missing', async () => {
    home.setSmartHome(false);
    const token = tokenOf(await home.createLongLivedToken('without smart_home'));
    const report = await probe('token', home.url, { token, tls: { ca: authority.cert } });
    expect(outline(report)).toEqual([
      'smart_home failed',
      'token passed',
      'administrator warning',
      'devices skipped',
    ]);
  });

  test.each([
    ['https://no-such-home.invalid', 'dns failed', 'address_allowed skipped'],
    ['https://192.168.1.10:8123', 'dns passed', 'address_allowed failed'],
    ['https://localhost', 'dns passed', 'address_allowed failed'],
    ['https://[::1]:8123', 'dns passed', 'address_allowed failed'],
    ['http://8.8.8.8', 'dns passed', 'address_allowed failed'],
    ['https://8.8.8.8', 'dns passed', 'address_allowed passed'],
  ])('the name of %s: %s, %s', async (url, ...steps) => {
    expect(outline(await probe('name', url))).toEqual(steps);
  });

  test('a name that is not resolved in time leads nowhere', async () => {
    const { judge } = createAddressGuard('', {});
    const transport = createTransport({ guard: { judge, resolve: () => new Promise(() => undefined) } });
    open.push(transport);
    const report = await probeHome(transport, homeAt('https://slow.example'), createDeadline(20), 'name');
    expect(report.steps).toMatchObject([
      { step: 'dns', code: 'home_name_unresolved' },
      { status: 'skipped' },
    ]);
  });

  test('a connection to what is not allowed is refused even when its name was not asked about before', async () => {
    for (const url of ['https://127.0.0.1:9', 'https://localhost:8123', 'http://1.1.1.1']) {
      const transport = transportTo([]);
      open.push(transport);
      const report = await probeHome(transport, homeAt(url), createDeadline(2_000), 'connection');
      expect(outline(report)).toEqual(['address_allowed failed', 'reachable skipped', 'tls skipped']);
    }
  });

  test('nobody there, and somebody who says nothing', async () => {
    const silent = await startRawServer(() => undefined);
    open.push(silent);
    expect((await probe('connection', `https://127.0.0.1:${silent.port}`, {}, 200)).steps[0]).toMatchObject({
      step: 'reachable',
      code: 'home_timed_out',
    });
    const gone = await startRawServer(() => undefined);
    await gone.close();
    expect((await probe('connection', `https://127.0.0.1:${gone.port}`)).steps[0]).toMatchObject({
      step: 'reachable',
      code: 'home_connection_refused',
    });
  });
});

describe('the certificate', () => {
  /** A server that writes down whatever is said to it after the handshake. */
  async function shownBy(identity: TlsIdentity) {
    const heard: Buffer[] = [];
    const server = await startRawServer(
      (socket) => void socket.on('data', (data) => heard.push(data)),
      identity,
    );
    open.push(server);
    return { url: `https://127.0.0.1:${server.port}`, heard: () => Buffer.concat(heard).toString() };
  }

  const cases: readonly [string, () => Promise<TlsIdentity>, CertificateProblem, RegExp][] = [
    ['that vouches for itself', () => selfSigned(), 'self_signed', /SELF_SIGNED/],
    [
      'of an unknown authority',
      async () => (await createAuthority('Stranger')).issue(),
      'unknown_authority',
      /UNABLE_TO_VERIFY/,
    ],
    ['that has expired', () => authority.expired(), 'expired', /CERT_HAS_EXPIRED/],
    ['that is not valid yet', () => authority.notYetValid(), 'not_yet_valid', /CERT_NOT_YET_VALID/],
    ['for another name', () => authority.wrongHost(), 'wrong_host', /ALTNAME_INVALID/],
  ];
  test.each(cases)(
    'one %s is shown, named and curable by trusting it',
    async (_what, issue, problem, detail) => {
      const identity = await issue();
      const { url, heard } = await shownBy(identity);
      const secrets = {
        token: tokenOf('hunter2'),
        headers: { 'cf-access-client-id': new Secret('hunter3') },
      };
      const report = await probe('connection', url, { ...secrets, tls: { ca: authority.cert } });
      const step = tlsOf(report);
      expect(outline(report)).toEqual(['reachable passed', 'tls failed']);
      expect(step).toMatchObject({ code: 'home_tls_failed', problem, detail: expect.stringMatching(detail) });
      expect(step?.remedy).toMatch(/[Rr]enew|trust|clock/);
      expect(step?.certificate?.fingerprint256).toBe(identity.fingerprint256);
      // Not trusted: not a byte of a request went there.
      expect(heard()).toBe('');

      const certificate = step?.certificate?.pem ?? '';
      const { fingerprint256 } = new X509Certificate(certificate);
      const trusting: HomeTls = { pinned: { certificate, fingerprint256 } };
      const cured = tlsOf(await probe('connection', url, { tls: trusting }));
      expect(cured).toMatchObject({
        status: 'passed',
        certificate: { fingerprint256: identity.fingerprint256 },
      });
    },
  );

  test('another one than the trusted one is told apart, and shown', async () => {
    const [mine, theirs] = await Promise.all([selfSigned(), selfSigned()]);
    const { url, heard } = await shownBy(theirs);
    const tls = { pinned: { certificate: mine.cert, fingerprint256: mine.fingerprint256 } };
    expect(tlsOf(await probe('connection', url, { tls }))).toMatchObject({
      status: 'failed',
      problem: 'not_the_pinned_one',
      certificate: { fingerprint256: theirs.fingerprint256 },
    });
    expect(heard()).toBe('');
  });

  test('a good one is shown as well', async () => {
    const step = tlsOf(await probe('connection', home.url, { tls: { ca: authority.cert } }));
    expect(step).toMatchObject({ status: 'passed', certificate: { issuer: 'CN=Harness authority' } });
    expect(step).not.toHaveProperty('problem');
  });

  test('a gate that asks for a client certificate is told apart; with one it opens', async () => {
    const server = await startWebServer((_request, response) => void response.writeHead(405).end(), {
      ...(await authority.issue()),
      ca: authority.cert,
      requestCert: true,
      rejectUnauthorized: true,
    });
    open.push(server);
    const url = `https://127.0.0.1:${server.port}`;
    const shut = await probe('home_assistant', url, { tls: { ca: authority.cert } });
    expect(shut.steps[0]).toMatchObject({ step: 'tls', problem: 'client_certificate_required' });
    const client = await authority.client();
    const clientCertificate = { certificate: client.cert, key: new Secret(client.key) };
    const opened = await probe('home_assistant', url, { tls: { ca: authority.cert, clientCertificate } });
    expect(tlsOf(opened)).toBeUndefined();
  });
});
