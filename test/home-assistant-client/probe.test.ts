import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createDeadline } from '../../lib/deadline.ts';
import type { HomeAccess } from '../../lib/home-assistant/home-access.ts';
import { probeHome } from '../../lib/home-assistant/probe.ts';
import type { ProbeReport, ProbeStep } from '../../lib/home-assistant/probe-report.ts';
import { PROBE_STEPS, type ProbeStepName } from '../../lib/home-assistant/probe-steps.ts';
import { type DemoHome, startDemoHome } from '../../local/demo-home/start.ts';
import {
  type RoughServer,
  startByteServer,
  startRawServer,
  startSocketServer,
  startWebServer,
} from '../harness/rough-server.ts';
import { type Authority, createAuthority, selfSigned, type TlsIdentity } from '../harness/tls.ts';
import { homeAt, tokenOf, transportTo } from './homes.ts';

const USER = { host: '127.0.0.1', port: 0, username: 'robin', password: 'a long password' };
let authority: Authority;
let demo: DemoHome;
let secure: DemoHome;
beforeAll(async () => {
  authority = await createAuthority();
  const { key, cert } = await authority.issue();
  [demo, secure] = await Promise.all([startDemoHome(USER), startDemoHome({ ...USER, tls: { key, cert } })]);
});
afterAll(() => Promise.all([demo.close(), secure.close()]));

const open: { close(): unknown }[] = [];
afterEach(async () => {
  demo.setFault(undefined);
  demo.setSmartHome(true);
  await Promise.all(open.splice(0).map((part) => part.close()));
});

const portOf = (url: string) => Number(new URL(url).port);

async function probe(url: string, extra: Partial<HomeAccess> = {}, ms = 3_000): Promise<ProbeReport> {
  const transport = transportTo([portOf(url)].filter((port) => port > 0));
  open.push(transport);
  return probeHome(transport, homeAt(url, extra), createDeadline(ms));
}

const statusOf = (report: ProbeReport) => report.steps.map(({ status }) => status);
const failures = (report: ProbeReport) => report.steps.filter(({ status }) => status === 'failed');

/** Before the step passed or without meaning, the step failed with code and remedy, nothing tried after it. */
function expectFailure(report: ProbeReport, step: ProbeStepName, code: string) {
  const [{ certificate, problem, ...failure } = {} as Partial<ProbeStep>, ...others] = failures(report);
  expect(others).toEqual([]);
  expect(failure).toEqual({
    step,
    status: 'failed',
    code,
    detail: expect.stringMatching(/\.$/),
    remedy: expect.stringMatching(/\w/),
  });
  // Who showed a certificate that is no good is said, and what is wrong with it; nobody else's step speaks of any.
  const isOfCertificate = code === 'home_tls_failed';
  expect(certificate !== undefined).toBe(isOfCertificate);
  expect(problem !== undefined).toBe(isOfCertificate || code === 'home_wants_certificate');
  expect(report.ok).toBe(false);
  expect(report.steps.map((entry) => entry.step)).toEqual(PROBE_STEPS);
  const at = PROBE_STEPS.indexOf(step);
  const skipped = report.steps[PROBE_STEPS.indexOf('tls')]?.detail.includes('http');
  for (const [index, entry] of report.steps.entries()) {
    if (index < at && !(entry.step === 'tls' && skipped)) expect(entry.status).toBe('passed');
  }
}

describe('a home as it should be', () => {
  test('without a token: found and enabled, and no login was counted', async () => {
    const before = secure.requests().length;
    const report = await probe(secure.url, { tls: { ca: authority.cert } });
    expect(report).toMatchObject({ url: secure.url, ok: true, homeAssistantVersion: '2026.8.3' });
    expect(report).not.toHaveProperty('devices');
    expect(statusOf(report)).toEqual([
      ...['passed', 'passed', 'passed', 'passed', 'passed', 'passed'],
      ...['skipped', 'skipped', 'skipped'],
    ]);
    const asked = secure.requests().slice(before);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.every(({ auth }) => auth === 'none')).toBe(true);
  });

  test('with the token of an administrator: devices, and a warning', async () => {
    const token = tokenOf(await secure.createLongLivedToken('probe'));
    const report = await probe(secure.url, { token, tls: { ca: authority.cert } });
    expect(report).toMatchObject({ ok: true, isAdministrator: true });
    expect(report.devices).toBeGreaterThan(5);
    expect(statusOf(report)).toEqual([...Array(7).fill('passed'), 'warning', 'passed']);
    expect(report.steps[7]).toMatchObject({
      step: 'administrator',
      remedy: expect.stringContaining('safer'),
    });
    expect(secure.requests().every(({ auth }) => auth !== 'refused')).toBe(true);
  });

  test('over plain http, where the operator allows it: nobody is told that it is secure', async () => {
    const report = await probe(demo.url);
    expect(report.ok).toBe(true);
    expect(report.steps[3]).toEqual({
      step: 'tls',
      status: 'skipped',
      detail: expect.stringContaining('http'),
    });
  });

  test('a user without administrator rights gets no warning; no device at all is one', async () => {
    const server = await startSocketServer(
      (socket) => {
        socket.send('{"type":"auth_required","ha_version":"2026.8.3"}');
        socket.on('message', (data) => {
          const { id, type } = JSON.parse(String(data));
          if (type === 'auth') socket.send('{"type":"auth_ok"}');
          else
            socket.send(JSON.stringify({ id, type: 'result', success: true, result: { is_admin: false } }));
        });
      },
      (request, response) => {
        const event = { header: { name: 'Discover.Response' }, payload: { endpoints: [] } };
        response.writeHead(request.method === 'POST' ? 200 : 405).end(JSON.stringify({ event }));
      },
    );
    open.push(server);
    const report = await probe(`http://127.0.0.1:${server.port}`, { token: tokenOf('t') });
    expect(report).toMatchObject({ ok: true, isAdministrator: false, devices: 0 });
    expect(report.steps.slice(7)).toMatchObject([
      { step: 'administrator', status: 'passed' },
      { step: 'devices', status: 'warning', remedy: expect.stringContaining('configuration.yaml') },
    ]);
  });
});

describe('what is wrong with the connection', () => {
  const served = async (identity: Promise<TlsIdentity>) => {
    const server = await startWebServer((_request, response) => void response.end(), await identity);
    open.push(server);
    return `https://127.0.0.1:${server.port}`;
  };
  const silent = async () => {
    const server = await startRawServer(() => undefined);
    open.push(server);
    return server;
  };

  const cases: readonly [string, () => Promise<string>, ProbeStepName, string, string?][] = [
    ['an unknown name', async () => 'https://no-such-home.invalid', 'dns', 'home_name_unresolved'],
    ['a private address', async () => 'https://192.168.1.10:8123', 'address_allowed', 'home_address_blocked'],
    ['a name inside', async () => 'https://localhost', 'address_allowed', 'home_address_blocked'],
    ['plain http', async () => 'http://8.8.8.8', 'address_allowed', 'home_plain_http'],
    [
      'nobody there',
      async () => {
        const server = await startRawServer(() => undefined);
        await server.close();
        return `https://127.0.0.1:${server.port}`;
      },
      'reachable',
      'home_connection_refused',
    ],
    ['no answer', async () => `http://127.0.0.1:${(await silent()).port}`, 'reachable', 'home_timed_out'],
    ['no TLS', async () => `https://127.0.0.1:${(await silent()).port}`, 'reachable', 'home_timed_out'],
    ['a self-signed certificate', () => served(selfSigned()), 'tls', 'home_tls_failed', 'SELF_SIGNED'],
    ['an expired one', () => served(authority.expired()), 'tls', 'home_tls_failed', 'CERT_HAS_EXPIRED'],
    ['one for another name', () => served(authority.wrongHost()), 'tls', 'home_tls_failed', 'ALTNAME'],
    [
      'http behind https',
      async () => demo.url.replace('http:', 'https:'),
      'tls',
      'home_without_tls',
      'It answers without TLS; Porchlight needs https.',
    ],
  ];
  test.each(cases)('%s', async (_what, start, step, code, detail = '') => {
    const report = await probe(await start(), { tls: { ca: authority.cert } }, 700);
    expectFailure(report, step, code);
    expect(failures(report)[0]?.detail).toContain(detail);
    expect(statusOf(report).slice(PROBE_STEPS.indexOf('home_assistant'))).toEqual(Array(5).fill('skipped'));
  });
});

test.each([
  ['works', 405],
  ['fails', 500],
])('a probe that %s leaves no connection behind', async (_what, status) => {
  let connections = (): number => 0;
  const server = await startWebServer(
    (_request, response) => void response.writeHead(status).end(),
    undefined,
    (started) => {
      const sockets = new Set<unknown>();
      started.on('connection', (socket) => {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
      });
      connections = () => sockets.size;
    },
  );
  open.push(server);
  await probe(`http://127.0.0.1:${server.port}`);
  expect(server.connections()).toBeGreaterThan(0);
  await expect.poll(() => connections()).toBe(0);
});

describe('what answers is not a home that works', () => {
  test.each([
    ['a login wall that redirects', { status: 302, body: '' }, 'home_redirects'],
    ['a login wall', { body: '<!doctype html><title>Log in</title>' }, 'home_answer_not_json'],
    ['a page that is missing', { status: 404, body: '<html>nginx</html>' }, 'home_answer_not_json'],
    ['a password in front', { status: 401 }, 'home_login_wall'],
    ['a ban', { status: 403 }, 'home_forbids'],
    ['a proxy that is not trusted', { status: 400 }, 'home_rejects'],
    ['a home that starts', { status: 503 }, 'home_failed'],
    ['a proxy without its home', { status: 502, body: '<html>Bad gateway</html>' }, 'home_failed'],
    ['a limit', { status: 429 }, 'home_throttles'],
  ])('%s', async (_what, fault, code) => {
    demo.setFault(fault);
    const report = await probe(demo.url);
    expectFailure(report, 'home_assistant', code);
    expect(report.homeAssistantVersion).toBeUndefined();
  });

  test.each([
    [
      'another program with JSON',
      (_request: unknown, response: { end(text: string): unknown }) => void response.end('{}'),
    ],
    [
      'another program that knows no such path',
      (_request: unknown, response: { writeHead(status: number): { end(text: string): unknown } }) =>
        void response.writeHead(404).end('404 page not found'),
    ],
  ])('%s is not taken for Home Assistant, with smart_home or without', async (_what, listener) => {
    const server = await startWebServer(listener);
    open.push(server);
    const report = await probe(`http://127.0.0.1:${server.port}`);
    expect(report.ok).toBe(false);
    expect(failures(report)).toMatchObject([{ step: 'home_assistant' }]);
    expect(report.steps[5]).toMatchObject({ step: 'smart_home', status: 'skipped' });
  });

  /** What nginx does without `proxy_set_header Upgrade`: the route is asked as if it were a page. */
  test('a proxy that passes no WebSocket on: found by its own name, with its own remedy', async () => {
    const server = await startWebServer((request, response) => {
      const asked = request.url === '/api/websocket' ? 400 : 405;
      response.writeHead(asked).end(asked === 400 ? 'No WebSocket UPGRADE hdr: None' : '');
    });
    open.push(server);
    const report = await probe(`http://127.0.0.1:${server.port}`);
    expectFailure(report, 'home_assistant', 'home_websocket_refused');
    const remedy = failures(report)[0]?.remedy;
    expect(remedy).toMatch(/Upgrade.*Connection/);
    expect(remedy).not.toContain('trusted_proxies');
  });

  /** nginx with `ssl_verify_client on`: TLS comes about, and its answer is a page. */
  test.each(['No required SSL certificate was sent', 'The SSL certificate error'])(
    'a proxy that wants a client certificate: %s',
    async (title) => {
      demo.setFault({ status: 400, body: `<html>\r\n<head><title>400 ${title}</title></head>\r\n` });
      expectFailure(await probe(demo.url), 'tls', 'home_wants_certificate');
    },
  );

  test('a password in front has a remedy that speaks of it', async () => {
    demo.setFault({ status: 401 });
    const remedy = failures(await probe(demo.url))[0]?.remedy;
    expect(remedy).toContain('password');
    expect(remedy).not.toContain('trusted_proxies');
  });

  test('another protocol', async () => {
    const server: RoughServer = await startByteServer('SSH-2.0-OpenSSH_9.6\r\n', 'end');
    open.push(server);
    expectFailure(await probe(`http://127.0.0.1:${server.port}`), 'reachable', 'home_connection_lost');
  });

  test('smart_home is missing: found, with its version, and nothing counted', async () => {
    demo.setSmartHome(false);
    const report = await probe(demo.url, {
      token: tokenOf(await demo.createLongLivedToken('no smart home')),
    });
    expectFailure(report, 'smart_home', 'smart_home_not_enabled');
    expect(report).toMatchObject({ homeAssistantVersion: '2026.8.3', isAdministrator: true });
    expect(failures(report)[0]?.remedy).toContain('smart_home:');
    expect(report.steps.at(-1)).toMatchObject({ step: 'devices', status: 'skipped' });
  });

  test('a token that the home refuses counts as one failed login and no more', async () => {
    let logins = 0;
    const server = await startSocketServer(
      (socket) => {
        socket.send('{"type":"auth_required","ha_version":"2026.8.3"}');
        socket.on('message', () => {
          logins += 1;
          socket.send('{"type":"auth_invalid","message":"Invalid access token or password"}');
        });
      },
      (request, response) => {
        if (request.headers.authorization !== undefined) logins += 1;
        response.writeHead(405).end();
      },
    );
    open.push(server);
    const report = await probe(`http://127.0.0.1:${server.port}`, { token: tokenOf('hunter2') });
    expectFailure(report, 'token', 'home_token_refused');
    expect(logins).toBe(1);
    expect(JSON.stringify(report)).not.toContain('hunter2');
  });

  test('a discovery that fails', async () => {
    const token = tokenOf(await demo.createLongLivedToken('bad discovery'));
    demo.addEndpoint({ manufacturerName: 'x'.repeat(6 * 1024 * 1024) });
    const report = await probe(demo.url, { token });
    expect(failures(report)).toMatchObject([{ step: 'devices', code: 'home_answer_too_large' }]);
    expect(report).toMatchObject({ ok: false, isAdministrator: true });
  });

  test('a home that hangs up when it is asked whose token it is', async () => {
    const server = await startSocketServer(
      (socket) => {
        socket.send('{"type":"auth_required","ha_version":"2026.8.3"}');
        socket.once('message', () => {
          socket.send('{"type":"auth_ok"}');
          socket.once('message', () => socket.terminate());
        });
      },
      (_request, response) => void response.writeHead(405).end(),
    );
    open.push(server);
    const report = await probe(`http://127.0.0.1:${server.port}`, { token: tokenOf('t') });
    expectFailure(report, 'administrator', 'home_connection_lost');
    expect(report.homeAssistantVersion).toBe('2026.8.3');
  });
});
