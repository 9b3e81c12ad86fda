import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chromiumPath } from '../harness/chromium.ts';
import { call, HomeAssistantCallError } from './api.ts';
import {
  HOUSE,
  type HomeAssistant,
  homeAssistantInstalled,
  SENSOR_SOURCES,
  SignInRefusedError,
  signIn,
  startHomeAssistant,
} from './home.ts';
import { describeWithHomeAssistant } from './suite.ts';

interface Capability {
  readonly interface: string;
  readonly instance?: string;
}

interface AlexaMessage {
  readonly event: {
    readonly header: { readonly namespace: string; readonly name: string };
    readonly payload: {
      readonly endpoints?: readonly {
        readonly endpointId: string;
        readonly friendlyName: string;
        readonly capabilities: readonly Capability[];
      }[];
    };
  };
  readonly context?: { readonly properties: readonly { readonly name: string; readonly value: unknown }[] };
}

const PORTAL = 'http://127.0.0.1:1/'; // never listened on: nothing follows the redirect

function authorizeUrl(home: HomeAssistant, redirectUri = `${PORTAL}ha/callback`): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: PORTAL,
    redirect_uri: redirectUri,
    state: 'a-state',
  });
  return `${home.url}/auth/authorize?${query}`;
}

async function isGone(url: string): Promise<boolean> {
  return await fetch(url).then(
    () => false,
    () => true,
  );
}

describeWithHomeAssistant('a real Home Assistant', () => {
  let home: HomeAssistant;

  beforeAll(async () => {
    home = await startHomeAssistant({ log: (line) => console.log(line) });
  }, 180_000);

  afterAll(async () => {
    await home?.close();
    if (home !== undefined) expect(await isGone(home.url)).toBe(true);
  }, 60_000);

  /** A directive for an entity of the house, straight to Home Assistant. */
  async function send(namespace: string, name: string, entityId?: string, payload: object = {}) {
    const message = {
      directive: {
        header: { namespace, name, payloadVersion: '3', messageId: randomUUID(), correlationToken: 'c' },
        ...(entityId === undefined
          ? {}
          : { endpoint: { endpointId: entityId.replace('.', '#'), cookie: {} } }),
        payload,
      },
    };
    const answer: AlexaMessage = JSON.parse(JSON.stringify(await home.alexa(message)));
    return answer;
  }

  it('is the installed version', () => {
    expect(home.version).toBe(homeAssistantInstalled()?.version);
  });

  it.each([
    [HOUSE.dimmableLight, ['PowerController', 'BrightnessController']],
    [HOUSE.colourLight, ['PowerController', 'BrightnessController', 'ColorController']],
    [HOUSE.colourTemperatureLight, ['PowerController', 'ColorTemperatureController']],
    [HOUSE.switch, ['PowerController']],
    [HOUSE.thermostat, ['ThermostatController', 'TemperatureSensor']],
    [HOUSE.airConditioner, ['ThermostatController', 'TemperatureSensor']],
    [HOUSE.cover, ['RangeController']],
    [HOUSE.garageDoor, ['ModeController']],
    [HOUSE.lock, ['LockController']],
    [HOUSE.fan, ['PowerController', 'RangeController', 'ToggleController']],
    [HOUSE.mediaPlayer, ['PowerController', 'Speaker', 'PlaybackController']],
    [HOUSE.scene, ['SceneController']],
    [HOUSE.script, ['SceneController']],
    [HOUSE.temperatureSensor, ['TemperatureSensor']],
    [HOUSE.contactSensor, ['ContactSensor']],
    [HOUSE.motionSensor, ['MotionSensor']],
    [HOUSE.alarmPanel, ['SecurityPanelController']],
  ])('lets Alexa discover $id', async (device, interfaces) => {
    const found = (
      await send('Alexa.Discovery', 'Discover', undefined, { scope: { type: 'BearerToken', token: 'none' } })
    ).event.payload.endpoints?.find((endpoint) => endpoint.endpointId === device.id.replace('.', '#'));
    expect(found?.friendlyName).toBe(device.name);
    expect(found?.capabilities.map((capability) => capability.interface)).toEqual(
      expect.arrayContaining(interfaces.map((name) => `Alexa.${name}`)),
    );
  });

  it('turns a light on', async () => {
    await home.callService('light', 'turn_off', { entity_id: HOUSE.colourLight.id });
    expect((await home.state(HOUSE.colourLight.id)).state).toBe('off');
    const answer = await send('Alexa.PowerController', 'TurnOn', HOUSE.colourLight.id);
    expect(answer.event.header).toMatchObject({ namespace: 'Alexa', name: 'Response' });
    await home.waitForState(HOUSE.colourLight.id, 'on');
  });

  it('sets a thermostat and a cover, activates a scene, unlocks a door', async () => {
    const targetSetpoint = { value: 21.5, scale: 'CELSIUS' };
    await send('Alexa.ThermostatController', 'SetTargetTemperature', HOUSE.thermostat.id, { targetSetpoint });
    await home.waitForState(HOUSE.thermostat.id, (state) => state.attributes.temperature === 21.5);

    const moved = await home.alexa({
      directive: {
        header: {
          namespace: 'Alexa.RangeController',
          name: 'SetRangeValue',
          instance: 'cover.position',
          payloadVersion: '3',
          messageId: randomUUID(),
          correlationToken: 'c',
        },
        endpoint: { endpointId: HOUSE.cover.id.replace('.', '#'), cookie: {} },
        payload: { rangeValue: 20 },
      },
    });
    expect(moved).toMatchObject({ event: { header: { name: 'Response' } } });
    await home.waitForState(HOUSE.cover.id, (state) => state.attributes.current_position === 20);

    await send('Alexa.SceneController', 'Activate', HOUSE.scene.id);
    await home.waitForState(HOUSE.dimmableLight.id, (state) => state.attributes.brightness === 64);

    await send('Alexa.LockController', 'Unlock', HOUSE.lock.id);
    await home.waitForState(HOUSE.lock.id, 'unlocked');
  });

  it('reports a sensor that changed', async () => {
    await home.callService('input_boolean', 'turn_on', { entity_id: SENSOR_SOURCES.backDoor });
    await home.waitForState(HOUSE.contactSensor.id, 'on');
    const report = await send('Alexa', 'ReportState', HOUSE.contactSensor.id);
    expect(report.event.header.name).toBe('StateReport');
    expect(report.context?.properties).toContainEqual(
      expect.objectContaining({ name: 'detectionState', value: 'DETECTED' }),
    );
  });

  it('signs the owner in with a code that its token endpoint takes', async () => {
    const redirect = new URL(await home.signIn(authorizeUrl(home)));
    expect(`${redirect.origin}${redirect.pathname}`).toBe(`${PORTAL}ha/callback`);
    expect(redirect.searchParams.get('state')).toBe('a-state');
    const tokens = await call<{ access_token: string; token_type: string }>(`${home.url}/auth/token`, {
      form: {
        grant_type: 'authorization_code',
        code: redirect.searchParams.get('code') ?? '',
        client_id: PORTAL,
      },
    });
    expect(tokens.token_type).toBe('Bearer');
    await expect(call(`${home.url}/api/`, { token: tokens.access_token })).resolves.toMatchObject({
      message: 'API running.',
    });
  });

  it('signs nobody in with a wrong password or for a foreign redirect', async () => {
    const wrong = { username: home.username, password: 'wrong' };
    await expect(signIn(authorizeUrl(home), wrong)).rejects.toThrow(new SignInRefusedError('invalid_auth'));
    await expect(home.signIn(authorizeUrl(home, 'http://127.0.0.1:2/'))).rejects.toThrow(
      HomeAssistantCallError,
    );
  });

  it.skipIf(chromiumPath() === undefined)(
    'signs the owner in through its real page',
    async () => {
      const redirect = new URL(await home.signInWithBrowser(authorizeUrl(home)));
      expect(redirect.searchParams.get('state')).toBe('a-state');
      expect(redirect.searchParams.get('code')).toMatch(/^[0-9a-f]{32}$/);
    },
    60_000,
  );

  it('keeps its owner over a restart', async () => {
    await home.restart();
    await expect(home.command({ type: 'auth/current_user' })).resolves.toMatchObject({ is_owner: true });
  }, 60_000);

  it('ends when whoever started it is killed', async () => {
    const fixture = join(import.meta.dirname, 'home.ts');
    const script = `
      const { startHomeAssistant } = await import(${JSON.stringify(fixture)});
      const home = await startHomeAssistant();
      console.log(JSON.stringify({ url: home.url, directory: home.directory }));
      setInterval(() => undefined, 1000);`;
    const starter = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const line = await new Promise<string>((resolve, reject) => {
      createInterface({ input: starter.stdout }).once('line', resolve);
      starter.once('exit', (code) => reject(new Error(`the starter ended with ${code}`)));
    });
    const orphan: { url: string; directory: string } = JSON.parse(line);
    expect(await isGone(orphan.url)).toBe(false);
    starter.kill('SIGKILL');
    const deadline = Date.now() + 20_000;
    while (!(await isGone(orphan.url)) && Date.now() < deadline) await delay(100);
    expect(await isGone(orphan.url)).toBe(true);
    rmSync(orphan.directory, { recursive: true, force: true });
  }, 60_000);
});
