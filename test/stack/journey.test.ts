import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createChecker } from '../../local/alexa/checks/checker.ts';
import { MESSAGING } from '../../local/stack/fixtures.ts';
import { freePorts } from '../../local/stack/ports.ts';
import { type Stack, startStack } from '../../local/stack/start-stack.ts';
import { type Canaries, createCanaries } from '../harness/canaries.ts';
import { signInAtHome } from '../harness/home-sign-in.ts';
import { createOwner, type Owner } from '../harness/owner.ts';
import { revokeAtHome } from '../harness/revoke-at-home.ts';
import { asText, dumpTable } from '../harness/table-dump.ts';

const PASSWORD = 'Canary-pass-w0rd!';

/**
 * From nothing to a lamp switched by Alexa, and back to nothing, through the doors that people and Alexa use; and
 * then the question whether anything that is secret was left lying about.
 */
describe('a new owner', () => {
  const checker = createChecker();
  const canaries: Canaries = createCanaries();
  const output: string[] = [];
  let stateDir: string;
  let stack: Stack;
  let owner: Owner;
  let alexa: ReturnType<Owner['alexa']>;
  let home: string;

  beforeAll(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'porchlight-journey-'));
    stack = await startStack({
      isBundled: true,
      ports: await freePorts('127.0.0.1'),
      stateDir,
      logLevel: 'DEBUG',
      log: (line) => output.push(line),
    });
    owner = createOwner(stack.file, { username: 'new.owner@example.com', password: PASSWORD });
    alexa = owner.alexa(checker);
  });
  afterAll(async () => {
    alexa.close();
    await stack.close();
    await rm(stateDir, { recursive: true, force: true });
    console.log(checker.summary());
  });

  const api = async (...request: Parameters<Owner['api']>) => {
    const reply = await owner.api(...request);
    canaries.collect(`the answer to ${request[0]} ${request[1]}`, JSON.stringify(reply));
    return reply;
  };
  const homeUrl = () => stack.file.homeAssistant.url;
  const kitchenLight = () =>
    stack.demoHome?.entities().find(({ entityId }) => entityId === 'light.kitchen')?.state;
  const directive = async (namespace: string, name: string, local = 'light#kitchen') => {
    const exchange = await alexa.directive(namespace, name, `${home}:${local}`);
    canaries.collect(`the answer to ${name}`, JSON.stringify(exchange.message));
    expect(exchange.problems).toEqual([]);
    return exchange;
  };

  it('is let into nothing before signing in', async () => {
    expect(await api('GET', '/me')).toMatchObject({ status: 401 });
    const forged = await fetch(`${stack.file.api}/me`, {
      headers: { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' },
    });
    expect(forged.status).toBe(403);
  });

  it('signs up, confirms and has no home yet', async () => {
    await owner.signUp();
    expect(await api('GET', '/me')).toMatchObject({ status: 200, body: { homes: [] } });
    expect(await api('GET', '/status')).toMatchObject({
      status: 200,
      body: { homes: [], defaultHome: null, links: [] },
    });
  });

  it('links Alexa first, as some do, and has no devices: an empty list, and the link stays', async () => {
    await alexa.linkAsOwner();
    const discovered = await alexa.discover();
    canaries.collect('the first answer to Discover', JSON.stringify(discovered.message));
    expect(discovered).toMatchObject({ error: undefined, problems: [], unlinked: false });
    expect(JSON.stringify(discovered.message)).toContain('"endpoints":[]');
  });

  it('connects a home by signing in at Home Assistant', async () => {
    const probe = await api('POST', '/homes/probe', { url: homeUrl() });
    expect(probe).toMatchObject({
      status: 200,
      body: { ok: true, homeAssistantVersion: expect.any(String) },
    });

    const started = await api('POST', '/homes/oauth', { url: homeUrl(), name: 'The house' });
    const returned = await signInAtHome(String(started.body.authorizeUrl), {
      username: stack.file.homeAssistant.username ?? '',
      password: stack.file.homeAssistant.password ?? '',
    });
    const finished = await api('POST', '/homes/oauth/finish', returned);
    expect(finished).toMatchObject({ status: 201, body: { name: 'The house', reconnected: false } });
    home = String(finished.body.home);

    const replayed = await api('POST', '/homes/oauth/finish', returned);
    expect(replayed).toMatchObject({ status: 400, body: { error: { code: 'sign_in_state_invalid' } } });
  });

  it('sees the devices in Alexa and switches a lamp, which is then on', async () => {
    const discovered = await alexa.discover();
    canaries.collect('the answer to Discover', JSON.stringify(discovered.message));
    expect(discovered).toMatchObject({ error: undefined, problems: [] });
    expect(JSON.stringify(discovered.message)).toContain(`${home}:light#kitchen`);

    await directive('Alexa.PowerController', 'TurnOff');
    await expect.poll(kitchenLight).toBe('off');
    const switched = await directive('Alexa.PowerController', 'TurnOn');
    expect(JSON.stringify(switched.message)).toContain('"name":"powerState","value":"ON"');
    await expect.poll(kitchenLight).toBe('on');
    const reported = await directive('Alexa', 'ReportState');
    expect(JSON.stringify(reported.message)).toContain('"name":"powerState","value":"ON"');
  });

  it('grants Alexa leave for events, and sees the link and the last outcome in the status', async () => {
    const granted = await alexa.grant();
    canaries.collect('the answer to AcceptGrant', JSON.stringify(granted.message));
    expect(granted).toMatchObject({ error: undefined, problems: [] });
    const read = async () => (await api('GET', '/status')).body;
    await expect.poll(read, { timeout: 10_000 }).toMatchObject({
      homes: [{ home, role: 'owner', lastOutcome: { outcome: 'ok' }, devices: { count: 16, heldBack: [] } }],
      links: [{ region: 'NA' }],
    });
    // While everything is stored: most of it is gone again at the end.
    const { dynamodb } = stack.file;
    const items = await dumpTable(stack.file, dynamodb.registry);
    expect(items.length).toBeGreaterThan(3);
    canaries.collect('the registry while connected', asText(items));
    canaries.collect('the devices while connected', asText(await dumpTable(stack.file, dynamodb.devices)));
  });

  it('finds the home refusing the token when it was revoked there, told once and then left alone', async () => {
    const token = await mint('Porchlight canary');
    await api('POST', '/homes', { url: homeUrl(), token, name: 'The house' });
    await revokeAtHome(homeUrl(), token);
    expect(await alexa.reportState(`${home}:light#kitchen`)).toMatchObject({
      error: 'BRIDGE_UNREACHABLE',
      unlinked: false,
    });
    const read = async () => (await api('GET', '/status')).body;
    await expect.poll(read, { timeout: 10_000 }).toMatchObject({
      homes: [{ lastOutcome: { outcome: 'home_token_refused', remedy: expect.any(String) } }],
    });
  });

  /** A long-lived token as the owner would paste it. */
  async function mint(clientName: string): Promise<string> {
    return (await stack.demoHome?.createLongLivedToken(clientName)) ?? '';
  }

  it('disconnects: the home answers 401 to the token, and Alexa finds nothing', async () => {
    const token = await mint('Porchlight last');
    const again = { url: homeUrl(), token, name: 'The house', revokeOnDisconnect: true };
    expect(await api('POST', '/homes', again)).toMatchObject({
      status: 201,
      body: { home, reconnected: true },
    });
    expect(await alexa.reportState(`${home}:light#kitchen`)).toMatchObject({ error: undefined });

    expect(await api('DELETE', `/homes/${home}`)).toMatchObject({ status: 200, body: { token: 'revoked' } });
    const refused = await fetch(`${homeUrl()}/api/`, { headers: { authorization: `Bearer ${token}` } });
    expect(refused.status).toBe(401);
    expect(await alexa.reportState(`${home}:light#kitchen`)).toMatchObject({
      error: 'NO_SUCH_ENDPOINT',
      unlinked: false,
    });
    const left = [
      ...(await dumpTable(stack.file, stack.file.dynamodb.registry)),
      ...(await dumpTable(stack.file, stack.file.dynamodb.devices)),
    ].filter((item) => asText(item).includes(home));
    expect(left).toEqual([]);
  });

  it('has left no secret in any output, answer or item', async () => {
    canaries.plant('the password', PASSWORD);
    canaries.plant("the Alexa client's secret", stack.file.cognito.alexaClient.secret);
    canaries.plant("the skill's messaging secret", MESSAGING.clientSecret);
    const issued = stack.issued();
    for (const [index, { what, value }] of issued.entries()) canaries.plant(`${what} (${index})`, value);
    // Each kind of secret that this journey makes was made, and is looked for.
    expect([...new Set(issued.map(({ what }) => what))].sort()).toEqual([
      "AcceptGrant's code",
      "Cognito's ID token",
      "Cognito's access token",
      "Cognito's authorization code",
      "Cognito's refresh token",
      "Home Assistant's long-lived token",
      "Home Assistant's sign-in code",
      "Home Assistant's temporary access token",
      "Home Assistant's temporary refresh token",
      "Login with Amazon's access token",
      "Login with Amazon's refresh token",
    ]);

    const { dynamodb } = stack.file;
    canaries.collect('the terminal', output.join('\n'));
    canaries.collect("the functions' log", await readFile(join(stateDir, 'functions.log'), 'utf8'));
    canaries.collect('the registry', asText(await dumpTable(stack.file, dynamodb.registry)));
    canaries.collect('the devices', asText(await dumpTable(stack.file, dynamodb.devices)));
    expect(stack.looks().length).toBeGreaterThan(0);
    canaries.collect('the queue', stack.looks().join('\n'));
    expect(canaries.collected()).toBeGreaterThanOrEqual(20);
    expect(canaries.leaks()).toEqual([]);
  });
});

describe('the search for leaks', () => {
  it.each([
    ['as it is', (secret: string) => `token=${secret}`],
    ['in a URL', (secret: string) => `?state=${encodeURIComponent(secret)}`],
    ['in a form', (secret: string) => new URLSearchParams({ secret }).toString()],
    ['in Base64', (secret: string) => Buffer.from(secret).toString('base64')],
    ['inside other Base64', (secret: string) => Buffer.from(`id:${secret}.`).toString('base64')],
    [
      'inside a segment of a token',
      (secret: string) => Buffer.from(`{"a":"${secret}"}`).toString('base64url'),
    ],
    ['in hexadecimal', (secret: string) => Buffer.from(secret).toString('hex')],
    ['inside JSON', (secret: string) => JSON.stringify({ nested: JSON.stringify({ secret }) })],
  ])('finds a planted leak %s', (_how, leak) => {
    const canaries = createCanaries();
    const secret = canaries.plant('the canary', 'yellow/bird+"12\\34567890');
    canaries.collect('a harmless place', 'nothing here');
    canaries.collect('the log', leak(secret));
    expect(canaries.leaks()).toEqual(['the canary in the log']);
  });
});
