import https from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProbeReport } from '../../lib/home-assistant/probe-report.ts';
import { createAlexaSide, turnOn } from '../harness/alexa-side.ts';
import { allowing, type Home, startHome } from '../harness/homes.ts';
import { createAuthority, selfSigned, type TlsIdentity } from '../harness/tls.ts';
import { startWorld, type World } from '../harness/world.ts';
import { type AccountClient, codeOf, createAccountClient } from './account-client.ts';

const KINDS = ['self_signed', 'expired', 'wrong_host', 'unknown_authority'] as const;
type Kind = (typeof KINDS)[number];

let identities: Record<Kind, TlsIdentity>;
let homes: Record<Kind, Home>;
let world: World;
let api: AccountClient;
let alexa: ReturnType<typeof createAlexaSide>;

beforeAll(async () => {
  const authority = await createAuthority();
  const issued = [selfSigned(), authority.expired(), authority.wrongHost(), authority.issue()];
  const made = await Promise.all(issued);
  const started = await Promise.all(made.map(({ key, cert }) => startHome({ tls: { key, cert } })));
  const byKind = <Part>(parts: readonly Part[]) =>
    Object.fromEntries(KINDS.map((kind, index) => [kind, parts[index]])) as Record<Kind, Part>;
  identities = byKind(made);
  homes = byKind(started);
  world = await startWorld({ homeAddressAllowlist: allowing(...started.map(({ url }) => url)) });
  api = createAccountClient(world);
  alexa = createAlexaSide(world);
});
afterAll(() => Promise.all([...Object.values(homes), world].map((part) => part.close())));

/** A page of a home that vouches for itself: posts a form as the browser of somebody who took it would. */
function post(url: URL, form: URLSearchParams): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    https
      .request(url, { method: 'POST', headers, rejectUnauthorized: false }, (answer) => {
        answer.resume();
        resolve(answer.headers.location ?? '');
      })
      .on('error', reject)
      .end(form.toString());
  });
}

async function signIn(authorizeUrl: string, { username, password }: Home) {
  const url = new URL(authorizeUrl);
  const form = new URLSearchParams({ ...Object.fromEntries(url.searchParams), username, password });
  const back = new URL(await post(new URL('/auth/authorize', url), form)).searchParams;
  return { state: back.get('state') ?? '', code: back.get('code') ?? '' };
}

/** The check as the portal runs it: stage by stage, up to the first that fails. */
async function check(sub: string, reach: object): Promise<ProbeReport['steps']> {
  const steps: ProbeReport['steps'] = [];
  for (const stage of ['name', 'connection', 'home_assistant']) {
    const { status, body } = await api(sub, 'POST /v1/homes/probe', { ...reach, stage });
    expect(status).toBe(200);
    const report = body as unknown as ProbeReport;
    steps.push(...report.steps);
    if (!report.ok) break;
  }
  return steps;
}

/** What the page's button does: takes the certificate that the check was shown. */
async function trust(sub: string, kind: Kind) {
  const { url } = homes[kind];
  const failed = (await check(sub, { url })).at(-1);
  expect(failed).toMatchObject({ step: 'tls', status: 'failed', code: 'home_tls_failed' });
  expect(failed?.certificate?.fingerprint256).toBe(identities[kind].fingerprint256);
  const reach = { url, tls: { pinnedCertificate: failed?.certificate?.pem ?? '' } };
  expect((await check(sub, reach)).every(({ status }) => status === 'passed')).toBe(true);
  return reach;
}

const switchLamp = (sub: string, home: unknown) =>
  alexa.outcome(turnOn(world.alexaToken(sub), `${home}:light#kitchen`));

describe.each(KINDS)('a home whose certificate is trusted by its owner (%s)', (kind) => {
  test('is connected by signing in there, and Alexa switches its lamp', async () => {
    const sub = `signs-in-${kind}`;
    const reach = await trust(sub, kind);
    const { body } = await api(sub, 'POST /v1/homes/oauth', reach);
    const connected = await api(
      sub,
      'POST /v1/homes/oauth/finish',
      await signIn(String(body.authorizeUrl), homes[kind]),
    );
    expect(connected.status).toBe(201);
    expect(await switchLamp(sub, connected.body.home)).toBe('Alexa/Response');
  });

  test('is connected by a token, and Alexa switches its lamp', async () => {
    const sub = `pastes-${kind}`;
    const reach = await trust(sub, kind);
    const token = await homes[kind].createLongLivedToken('pasted');
    const connected = await api(sub, 'POST /v1/homes', { ...reach, token });
    expect(connected.status).toBe(201);
    expect(await switchLamp(sub, connected.body.home)).toBe('Alexa/Response');
    // Nobody else's home is reached by it.
    expect(codeOf(await api(sub, 'POST /v1/homes', { url: homes[kind].url, token }))).toBe('home_tls_failed');
  });
});

test('a home that shows another certificate than the trusted one is asked for nothing', async () => {
  const { cert } = identities.self_signed;
  const home = homes.expired;
  const token = await home.createLongLivedToken('for somebody else');
  const before = home.requests().length;
  const reach = { url: home.url, tls: { pinnedCertificate: cert } };
  expect(codeOf(await api('careful', 'POST /v1/homes', { ...reach, token }))).toBe('home_tls_failed');
  expect((await check('careful', { ...reach, token })).at(-1)).toMatchObject({
    problem: 'not_the_pinned_one',
  });
  expect(home.requests()).toHaveLength(before);
});

test('a stage that there is none of is refused', async () => {
  const answer = await api('curious', 'POST /v1/homes/probe', { url: homes.expired.url, stage: 'devices' });
  expect(answer).toMatchObject({ status: 400, body: { error: { field: 'stage' } } });
});
