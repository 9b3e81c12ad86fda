import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunOptions, runAlexa } from './alexa-run.ts';
import {
  accessToken,
  errorAnswer,
  lambdaAnswer,
  owner,
  type StandIn,
  skill,
  startStandIn,
} from './alexa-stand-in.ts';

let world: StandIn;
let directory: string;

beforeEach(async () => {
  world = await startStandIn();
  directory = await mkdtemp(join(tmpdir(), 'alexa-cli-'));
  await writeFile(join(directory, 'stack.json'), JSON.stringify(world.file));
});
afterEach(async () => {
  await world.close();
  await rm(directory, { recursive: true });
});

const run = (line: string | string[], options?: RunOptions) => runAlexa(directory, line, options);

/** The header of the directive that the skill got last. */
function last(): {
  header: Record<string, unknown>;
  endpoint?: { endpointId: string };
  payload: Record<string, unknown>;
} {
  return (world.seen.events.at(-1) as { directive: ReturnType<typeof last> }).directive;
}

describe('help and mistakes', () => {
  it('lists every command and the exit codes', async () => {
    const { code, out } = await run('help');
    expect(code).toBe(0);
    for (const name of [
      'link',
      'grant',
      'enable',
      'disable',
      'discover',
      'devices',
      'turn-on',
      'turn-off',
      'set-brightness',
      'set-color',
      'set-temperature',
      'lock',
      'unlock',
      'activate',
      'report-state',
      'launch',
      'ask',
      'talk',
      'raw',
      'watch',
      'status',
    ]) {
      expect(out).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    }
    expect(out).toContain('Exit codes');
    expect((await run('turn-on --help')).code).toBe(0);
  });

  it.each([
    [[], 'Usage'],
    [['dance'], 'There is no command "dance"'],
    [['constructor'], 'There is no command "constructor"'],
    [['link', '--nonsense'], '--nonsense'],
    [['turn-on', 'x', '--browser'], '"turn-on" takes no --browser'],
    [['turn-on'], 'NAME'],
    [['set-brightness', '40'], 'NAME 0-100'],
    [['set-brightness', 'Kitchen light', '101'], '0 to 100'],
    [['set-color', 'Kitchen light', 'octarine'], 'no colour'],
    [['set-temperature', 'Thermostat', 'warm'], '21.5'],
    [['link', '--username', 'a'], 'together'],
    [['raw'], 'FILE'],
    [['raw', 'missing.json'], 'missing.json cannot be read (ENOENT)'],
    [['watch', '--after', 'x'], '--after'],
    [['status', '--account', '../x'], 'no account name'],
  ])('%j ends with 1 and says %s', async (args, message) => {
    const { code, out, err } = await run(args);
    expect(code).toBe(1);
    expect(err).toContain(message);
    expect(out).toBe('');
    expect(world.seen.events).toHaveLength(0);
  });

  it('says how to start a stack that is not there, or not running', async () => {
    expect(await run('status', { stack: 'none.json' })).toMatchObject({
      code: 1,
      err: expect.stringContaining('npm start'),
    });
    await run('link');
    await world.close();
    expect(await run('discover')).toMatchObject({ code: 1, err: expect.stringContaining('npm start') });
  });

  it('fails when the schema it is told to use cannot be used', async () => {
    const { code, err } = await run('status', { env: { ALEXA_MESSAGE_SCHEMA: 'missing-schema.json' } });
    expect(code).toBe(1);
    expect(err).toContain('missing-schema.json');
  });
});

describe('link and status', () => {
  it('link as the demo owner, then tell the link without telling its tokens', async () => {
    expect(await run('status')).toMatchObject({ code: 1, out: expect.stringContaining('none') });
    const linked = await run('link');
    expect(linked).toMatchObject({ code: 0, err: '' });
    expect(linked.out).toContain(owner.username);
    const kept = JSON.parse(await readFile(join(directory, 'alexa', 'default.json'), 'utf8'));
    const status = await run('status');
    const json = await run('status --json');
    expect(status).toMatchObject({ code: 0, out: expect.stringContaining(owner.username) });
    expect(JSON.parse(json.out)).toMatchObject({ account: 'default', linked: true });
    for (const { out, err } of [linked, status, json]) {
      expect(out + err).not.toContain(kept.accessToken);
      expect(out + err).not.toContain(kept.refreshToken);
      expect(out + err).not.toContain(owner.password);
    }
    expect((await run('unlink')).code).toBe(0);
    expect((await run('status')).code).toBe(1);
  });

  it('keep Amazon accounts apart', async () => {
    await run('link --account kim');
    expect((await run('status --account kim')).code).toBe(0);
    expect((await run('discover --account lee')).err).toContain('"lee" is not linked');
  });

  it('say that a password was wrong', async () => {
    const { code, err } = await run(['link', '--username', owner.username, '--password', 'wrong']);
    expect(code).toBe(1);
    expect(err).toContain('Incorrect username & password');
  });

  const chromium = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  it.skipIf(!existsSync(chromium))(
    'link through the login page in a browser',
    { timeout: 40_000 },
    async () => {
      const args = ['link', '--browser', '--username', owner.username, '--password', owner.password];
      const { code, out, err } = await run(args, { env: { CHROMIUM_PATH: chromium } });
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toContain(owner.username);
      expect(world.seen.paths).toContain('POST /login');
    },
  );

  it.skipIf(!existsSync(chromium))('say what the page in the browser said', { timeout: 40_000 }, async () => {
    const args = ['link', '--browser', '--username', owner.username, '--password', 'wrong'];
    const { code, err } = await run(args, { env: { CHROMIUM_PATH: chromium } });
    expect({ code, err }).toEqual({
      code: 1,
      err: 'Signing in was refused: Incorrect username & password.\n',
    });
  });

  it('need credentials for a browser without a display', async () => {
    if (process.platform !== 'linux') return;
    expect(await run('link --browser')).toMatchObject({
      code: 1,
      err: expect.stringContaining('no display'),
    });
  });
});

describe('devices', () => {
  beforeEach(() => run('link'));

  it('are discovered into a table', async () => {
    const { code, out } = await run('discover');
    expect(code).toBe(0);
    expect(out).toMatch(/^NAME +ID +CATEGORY +CAPABILITIES$/m);
    expect(out).toMatch(/^Kitchen light +k3f9a2:light#kitchen +LIGHT +Power, Brightness, Color$/m);
    expect(out).toContain('I found 7 devices.');
    expect(out).toContain('1 checked with our own assertions');
  });

  it('are shown from the last discovery, which is made when there was none', async () => {
    expect((await run('devices')).out).toContain('k3f9a2:lock#front');
    const before = world.seen.events.length;
    expect((await run('devices')).out).toContain('k3f9a2:lock#front');
    expect(world.seen.events).toHaveLength(before);
    const { code, out } = await run('devices --state');
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^Kitchen light: powerState ON$/m) });
    expect(out).not.toContain('Movie night');
  });

  it('that share a name have to be told apart by id', async () => {
    const { code, err } = await run('turn-on desk');
    expect(code).toBe(1);
    expect(err).toContain('k3f9a2:light#desk1\n  k3f9a2:light#desk2');
    expect((await run('turn-on k3f9a2:light#desk2')).code).toBe(0);
    expect(last().endpoint?.endpointId).toBe('k3f9a2:light#desk2');
  });

  it.each([
    ['kichen light', '"Kitchen light"'],
    ['front', '"Front door"'],
    ['light', '"Kitchen light" or "Hall light"'],
    ['submarine', 'See "devices"'],
  ])('called %s lead to %s', async (name, hint) => {
    const { code, err } = await run(['turn-on', name]);
    expect(code).toBe(1);
    expect(err).toContain(hint);
  });

  it('that cannot do it are left alone unless forced', async () => {
    const { code, err } = await run('set-brightness Hall light 40');
    expect(code).toBe(1);
    expect(err).toContain(
      'Hall light does not support Alexa.BrightnessController; it has Alexa.PowerController',
    );
    expect(last().header.name).toBe('Discover');
    expect((await run('set-brightness Hall light 40 --force')).code).toBe(0);
    expect(last().header.name).toBe('SetBrightness');
  });
});

describe('control', () => {
  beforeEach(() => run('link'));

  it.each([
    ['turn-on kitchen light', 'Alexa.PowerController', 'TurnOn', {}, 'Kitchen light is on'],
    ['turn-off THE KITCHEN LIGHT', 'Alexa.PowerController', 'TurnOff', {}, 'Kitchen light is off'],
    [
      'set-brightness Kitchen light 40',
      'Alexa.BrightnessController',
      'SetBrightness',
      { brightness: 40 },
      '40 percent',
    ],
    [
      'set-brightness Kitchen light 0%',
      'Alexa.BrightnessController',
      'SetBrightness',
      { brightness: 0 },
      '0 percent',
    ],
    [
      'set-color Kitchen light Blue',
      'Alexa.ColorController',
      'SetColor',
      { color: { hue: 240, saturation: 1, brightness: 1 } },
      'Blue',
    ],
    [
      'set-color Kitchen light #ff8000',
      'Alexa.ColorController',
      'SetColor',
      { color: { hue: 30.1176, saturation: 1, brightness: 1 } },
      '#ff8000',
    ],
    [
      'set-color Kitchen light 204060',
      'Alexa.ColorController',
      'SetColor',
      { color: { hue: 210, saturation: 0.6667, brightness: 0.3765 } },
      '204060',
    ],
    [
      'set-temperature Thermostat 21.5',
      'Alexa.ThermostatController',
      'SetTargetTemperature',
      { targetSetpoint: { value: 21.5, scale: 'CELSIUS' } },
      '21.5 degrees',
    ],
    [
      'set-temperature Thermostat 70F',
      'Alexa.ThermostatController',
      'SetTargetTemperature',
      { targetSetpoint: { value: 70, scale: 'FAHRENHEIT' } },
      '70 degrees',
    ],
    [
      'set-temperature Thermostat -5 --scale celsius',
      'Alexa.ThermostatController',
      'SetTargetTemperature',
      { targetSetpoint: { value: -5, scale: 'CELSIUS' } },
      '-5 degrees',
    ],
    ['lock Front door', 'Alexa.LockController', 'Lock', {}, 'locked'],
    ['unlock Front door', 'Alexa.LockController', 'Unlock', {}, 'unlocked'],
    ['activate Movie night', 'Alexa.SceneController', 'Activate', {}, 'Movie night is starting'],
    ['report-state Kitchen light', 'Alexa', 'ReportState', {}, 'Kitchen light reports'],
  ])('%s', async (line, namespace, name, payload, said) => {
    const { code, out, err } = await run(line);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(last().header).toMatchObject({ namespace, name });
    expect(last().payload).toEqual(payload);
    expect(out).toContain(said);
  });

  it('shows what came back', async () => {
    const { out } = await run('set-brightness Kitchen light 40');
    expect(out).toMatch(/^ {2}powerState {2}ON\n {2}brightness {2}40$/m);
    expect((await run('set-temperature Thermostat 21.5')).out).toContain('targetSetpoint  21.5 °C');
    expect((await run('set-color Kitchen light red')).out).toContain(
      'hue 0°, saturation 100 %, brightness 100 %',
    );
  });

  it('prints the bare message with --json', async () => {
    const { code, out, err } = await run('turn-on Kitchen light --json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(out)).toMatchObject({
      event: { header: { name: 'Response' }, endpoint: { endpointId: 'k3f9a2:light#kitchen' } },
    });
  });

  it('ends with 2 after an ErrorResponse, and says what Alexa would', async () => {
    await run('discover');
    world.set.skill = (event) => errorAnswer(event, 'BRIDGE_UNREACHABLE');
    const { code, out } = await run('turn-on Kitchen light');
    expect(code).toBe(2);
    expect(out).toContain("Kitchen light isn't responding");
    expect(out).toContain('BRIDGE_UNREACHABLE: the reason, for the log');
    expect((await run('devices --state')).code).toBe(2);
  });

  it('forgets the link when the answer says that it is no good', async () => {
    await run('discover');
    world.set.skill = (event) => errorAnswer(event, 'INVALID_AUTHORIZATION_CREDENTIAL');
    const { code, err } = await run('turn-on Kitchen light');
    expect(code).toBe(2);
    expect(err).toContain('Alexa deletes the account link');
    expect((await run('turn-on Kitchen light')).code).toBe(1);
  });

  it('ends with 3 when the checks find something, and warns about it', async () => {
    world.set.skill = (event) => {
      const message = skill(event) as { event: { endpoint?: Record<string, unknown> } };
      if (message.event.endpoint !== undefined)
        message.event.endpoint.scope = { type: 'BearerToken', token: accessToken() };
      return lambdaAnswer(message);
    };
    const { code, out, err } = await run('turn-on Kitchen light');
    expect(code).toBe(3);
    expect(out).toContain('Kitchen light is on');
    expect(err).toContain('/event/endpoint/scope');
    expect(err).not.toContain('eyJ');
  });

  it('colours only at a terminal that wants it', async () => {
    expect((await run('turn-on Kitchen light', { tty: true })).out).toContain('\u001B[32m');
    expect((await run('turn-on Kitchen light')).out).not.toContain('\u001B');
    expect((await run('turn-on Kitchen light', { tty: true, env: { NO_COLOR: '1' } })).out).not.toContain(
      '\u001B',
    );
  });

  it('grants', async () => {
    expect(await run('grant')).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringContaining('may send events'),
    });
    expect(last().payload).toMatchObject({ grant: { code: 'AN-amzn1.account.default' } });
  });

  it('enables and disables the skill, and shows no token', async () => {
    const enabled = await run('enable');
    expect(enabled).toMatchObject({ code: 0, err: '', out: expect.stringContaining('is enabled') });
    expect(enabled.out).toContain('AlexaSkillEvent.SkillAccountLinked');
    expect(JSON.stringify(world.seen.skillEvents[1])).toContain('eyJ');
    expect(enabled.out).not.toContain('eyJ');
    expect((await run('enable --json')).out).toBe('{"version":"1.0","response":{}}\n'.repeat(2));
    expect(await run('disable')).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringContaining('is disabled'),
    });
    expect(await run('turn-on Kitchen light')).toMatchObject({
      code: 1,
      err: expect.stringContaining('not linked'),
    });
    expect(await run('disable')).toMatchObject({ code: 1, err: expect.stringContaining('not enabled') });
  });

  it('says what is wrong with the answer to an event', async () => {
    world.set.skillEvent = () => lambdaAnswer({ version: '1.0', response: { outputSpeech: {} } });
    expect(await run('enable')).toMatchObject({
      code: 3,
      err: expect.stringContaining('answered without words [skill-response]'),
    });
  });
});

describe('raw', () => {
  /** The console test event that Home Assistant's guides have people send. */
  const consoleEvent = {
    directive: {
      header: {
        namespace: 'Alexa.Discovery',
        name: 'Discover',
        payloadVersion: '3',
        messageId: '1bd5d003-31b9-476f-ad03-71d471922820',
      },
      payload: { scope: { type: 'BearerToken' } },
    },
  };

  it('gives the guides’ console test event the token that it leaves out', async () => {
    await writeFile(join(directory, 'event.json'), JSON.stringify(consoleEvent));
    expect(await run('raw event.json')).toMatchObject({
      code: 1,
      err: expect.stringContaining('not linked'),
    });
    await run('link');
    const { code, out } = await run('raw event.json');
    expect(code).toBe(0);
    expect(out).toContain('Alexa.Discovery/Discover.Response');
    expect(last().header).toEqual(consoleEvent.directive.header);
    expect(last().payload).toMatchObject({
      scope: { type: 'BearerToken', token: expect.stringMatching(/./) },
    });
  });

  it('fills in the token and fresh ids, from standard input too', async () => {
    const event = {
      directive: {
        header: { ...consoleEvent.directive.header, messageId: '{{uuid}}' },
        payload: { scope: { type: 'BearerToken', token: '{{token}}' } },
      },
    };
    expect(await run('raw -', { stdin: JSON.stringify(event) })).toMatchObject({
      code: 1,
      err: expect.stringContaining('not linked'),
    });
    await run('link');
    const { code, out } = await run('raw -', { stdin: JSON.stringify(event) });
    expect(code).toBe(0);
    expect(out).toContain('Alexa.Discovery/Discover.Response');
    const { accessToken: token } = JSON.parse(
      await readFile(join(directory, 'alexa', 'default.json'), 'utf8'),
    );
    expect(last().payload).toEqual({ scope: { type: 'BearerToken', token } });
    expect(last().header.messageId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('refuses what is no JSON', async () => {
    expect(await run('raw -', { stdin: '{' })).toMatchObject({
      code: 1,
      err: expect.stringContaining('no JSON'),
    });
  });
});

describe('watch', () => {
  const change = (seq: number, timeOfSample = '2026-05-04T10:00:00.000Z') => ({
    seq,
    at: '2026-05-04T10:00:01.000Z',
    amazonUser: 'amzn1.account.default',
    message: {
      event: {
        header: { namespace: 'Alexa', name: 'ChangeReport', payloadVersion: '3', messageId: `m-${seq}` },
        endpoint: { endpointId: 'k3f9a2:light#kitchen', scope: { type: 'BearerToken', token: '(withheld)' } },
        payload: {
          change: {
            cause: { type: 'PHYSICAL_INTERACTION' },
            properties: [
              {
                namespace: 'Alexa.PowerController',
                name: 'powerState',
                value: 'OFF',
                timeOfSample,
                uncertaintyInMilliseconds: 0,
              },
            ],
          },
        },
      },
      context: {},
    },
  });

  it('shows what there is with --once, names known, checks made', async () => {
    await run('link');
    await run('discover');
    world.set.gateway = [change(1), change(2)];
    const { code, out, err } = await run('watch --once --after 1');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('#2 10:00:01 ChangeReport Kitchen light\n  powerState OFF');
    expect(out).not.toContain('#1 ');
    world.set.gateway = [change(3, 'yesterday')];
    expect(await run('watch --once')).toMatchObject({
      code: 3,
      err: expect.stringContaining('time-of-sample'),
    });
    expect(JSON.parse((await run('watch --once --json')).out)).toEqual(world.set.gateway[0]?.message);
  });

  it('goes on until it is told to stop, with what is new only', async () => {
    world.set.gateway = [change(1)];
    const stop = new AbortController();
    const watching = run('watch', { signal: stop.signal });
    await expect
      .poll(() => world.seen.paths.filter((path) => path === 'GET /control/events').length)
      .toBeGreaterThan(2);
    world.set.gateway = [change(1), change(2)];
    const asked = world.seen.paths.length;
    await expect.poll(() => world.seen.paths.length).toBeGreaterThan(asked + 1);
    stop.abort();
    const { code, out } = await watching;
    expect(code).toBe(0);
    expect(out).toContain('#2 ');
    expect(out).not.toContain('#1 ');
  });
});

it('is a program of its own', async () => {
  const program = fileURLToPath(new URL('../../local/alexa/cli.ts', import.meta.url));
  const start = (...args: string[]) =>
    promisify(execFile)(process.execPath, [program, ...args, '--stack', join(directory, 'stack.json')], {
      env: { PATH: process.env.PATH },
    });
  expect((await start('link')).stdout).toContain('Linked "default"');
  expect((await start('turn-on', 'Kitchen light')).stdout).toContain('OK. Kitchen light is on.');
  await expect(start('turn-on', 'Kitchn light')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Did you mean'),
  });
});

it('does not mind when nobody reads on, as after `head`', async () => {
  const program = fileURLToPath(new URL('../../local/alexa/cli.ts', import.meta.url));
  const child = spawn(process.execPath, [program, 'help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  const [errors, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect({ errors, code }).toEqual({ errors: '', code: 0 });
});
