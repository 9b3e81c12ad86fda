import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StackFile } from '../../local/stack/stack-file.ts';
import {
  findFirstPort,
  portsInUse,
  runAlexa,
  runNpmStart,
  runStart,
  type StackProcess,
  untilUp,
} from '../harness/stack-process.ts';

/** The README's first screen, as a person at a terminal goes through it. */
describe('npm start, and Alexa in a second terminal', () => {
  let directory: string;
  let first: number;
  let running: StackProcess;
  let stack: StackFile;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'porchlight-start-'));
    first = await findFirstPort();
    running = runStart(directory, ['--port', String(first)]);
    stack = await untilUp(running, directory);
  });
  afterAll(async () => {
    await running.interrupt();
    await rm(directory, { recursive: true, force: true });
  });

  const alexa = (...args: string[]) => runAlexa(directory, args);

  it('says where everything is and writes it down for programs', () => {
    expect(running.lines.join('\n')).toContain(`http://localhost:${first}`);
    expect(stack).toMatchObject({
      portal: `http://localhost:${first}`,
      api: `http://localhost:${first}/v1`,
      cognito: {
        region: 'us-east-1',
        userPoolId: expect.stringMatching(/^us-east-1_\w+$/),
        authorizeUrl: expect.stringContaining('/oauth2/authorize'),
        tokenUrl: expect.stringContaining('/oauth2/token'),
        alexaClient: {
          id: expect.any(String),
          secret: expect.any(String),
          scopes: ['openid', 'porchlight/control'],
          redirectUris: expect.arrayContaining([expect.stringContaining('pitangui.amazon.com')]),
        },
        portalClient: { id: expect.any(String) },
      },
      lambda: { functions: { directive: expect.any(String), acceptgrant: expect.any(String) } },
      amazon: {
        lwaTokenUrl: expect.any(String),
        eventGatewayUrl: expect.any(String),
        control: expect.any(String),
      },
      dynamodb: { registry: expect.any(String), devices: expect.any(String) },
      sqs: {
        looks: expect.any(String),
        deliveries: expect.stringMatching(/\.fifo$/),
        erasures: expect.any(String),
      },
      kms: { keyId: expect.any(String) },
      homeAssistant: { url: expect.any(String), username: expect.any(String), password: expect.any(String) },
      demo: { username: expect.any(String), password: expect.any(String) },
    });
  });

  it('links, discovers, switches a lamp and sees it on', async () => {
    expect(await alexa('link')).toMatchObject({ code: 0 });
    expect(await alexa('grant')).toMatchObject({ code: 0 });
    const discovered = await alexa('discover');
    expect(discovered.output).toContain('Kitchen light');
    expect(discovered.output).toContain('I found 16 devices');

    expect(await alexa('turn-on', 'Kitchen light')).toMatchObject({ code: 0 });
    const state = await alexa('report-state', 'kitchen LIGHT');
    expect(state.output).toMatch(/powerState\s+ON/);
    const page = await (await fetch(stack.homeAssistant.url)).text();
    expect(page).toContain('Kitchen light');
    expect(running.lines.join('\n')).toMatch(/Demo home: Kitchen light: off -> on/);
  });

  it('answers the console test event of the usual guides', async () => {
    const file = join(directory, 'event.json');
    const header = {
      namespace: 'Alexa.Discovery',
      name: 'Discover',
      payloadVersion: '3',
      messageId: '1bd5d003-31b9-476f-ad03-71d471922820',
    };
    await writeFile(
      file,
      JSON.stringify({ directive: { header, payload: { scope: { type: 'BearerToken' } } } }),
    );
    expect(await alexa('raw', file)).toMatchObject({
      code: 0,
      output: expect.stringContaining('Discover.Response'),
    });
  });

  it('ends with 2 when Alexa gets an error, and with 1 for a device that is not there', async () => {
    const file = join(directory, 'unknown.json');
    const header = {
      namespace: 'Alexa.PowerController',
      name: 'TurnOn',
      payloadVersion: '3',
      messageId: 'one',
      correlationToken: 'token-of-the-correlation',
    };
    const endpoint = {
      endpointId: 'kzzzzzzz:light#kitchen',
      scope: { type: 'BearerToken', token: '{{token}}' },
    };
    await writeFile(file, JSON.stringify({ directive: { header, endpoint, payload: {} } }));
    const answered = await alexa('raw', file);
    expect(answered.output).toContain('NO_SUCH_ENDPOINT');
    expect(answered.code).toBe(2);
    expect(await alexa('turn-on', 'Chandelier')).toMatchObject({ code: 1 });
  });

  it('refuses to start a second time, names the port, and leaves the first alone', async () => {
    const second = runStart(directory, ['--port', String(first), '--fresh']);
    await new Promise((resolve) => second.child.once('exit', resolve));
    expect(second.child.exitCode).toBe(1);
    expect(second.lines.join('\n')).toContain(`Port ${first}`);
    expect(second.lines.join('\n')).toContain('taken');
    expect(await alexa('turn-off', 'Kitchen light')).toMatchObject({ code: 0 });
  });

  it('leaves nothing running after Ctrl-C, and knows the link and the devices the next time', async () => {
    expect(await running.interrupt()).toBe(0);
    expect(await portsInUse(first)).toEqual([]);
    expect(await alexa('turn-on', 'Kitchen light')).toMatchObject({
      code: 1,
      output: expect.stringContaining('npm start'),
    });

    running = runStart(directory, ['--port', String(first)]);
    stack = await untilUp(running, directory);
    expect(await alexa('turn-on', 'Kitchen light')).toMatchObject({ code: 0 });

    await running.interrupt();
    running = runStart(directory, ['--port', String(first), '--fresh']);
    stack = await untilUp(running, directory);
    expect(await alexa('turn-on', 'Kitchen light')).toMatchObject({ code: 1 });
  });
});

describe('npm start by its process id', () => {
  it.each([
    ['SIGTERM to npm', (pid: number) => process.kill(pid, 'SIGTERM')],
    // npm hears it, and so does what it runs, to which npm passes it on besides.
    ['Ctrl-C in its terminal', (pid: number) => process.kill(-pid, 'SIGINT')],
  ])('ends everything in order after %s', async (_what, end) => {
    const directory = await mkdtemp(join(tmpdir(), 'porchlight-npm-start-'));
    const first = await findFirstPort();
    const { child, lines, ...rest } = await runNpmStart(directory, ['--port', String(first)]);
    try {
      await untilUp({ child, lines, ...rest }, directory);
      expect(lines.join('\n')).toMatch(/Mailbox +http:\S+\/mailbox/);
      const ended = once(child, 'close');
      end(child.pid ?? 0);
      await ended;
      expect(await portsInUse(first)).toEqual([]);
      // Only an orderly end removes it.
      expect(existsSync(join(directory, '.porchlight', 'stack.json'))).toBe(false);
    } finally {
      if (child.exitCode === null && child.signalCode === null && child.pid)
        process.kill(-child.pid, 'SIGKILL');
      await rm(directory, { recursive: true, force: true });
    }
  });
});
