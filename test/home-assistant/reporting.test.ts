import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createChecker } from '../../local/alexa/checks/checker.ts';
import { allowancesForUrl } from '../../local/stack/address-allowance.ts';
import { freePorts } from '../../local/stack/ports.ts';
import { type Stack, startStack } from '../../local/stack/start-stack.ts';
import { createOwner, type Owner } from '../harness/owner.ts';
import { HOUSE, type HomeAssistant, SENSOR_SOURCES, startHomeAssistant } from './home.ts';
import { describeWithHomeAssistant } from './suite.ts';

interface Reported {
  event: {
    header: { name: string };
    endpoint: { endpointId: string };
    payload: { change: { properties: { name: string; value: unknown }[] } };
  };
}

/** The package that the account API hands out, in a real Home Assistant, with all that follows from it. */
describeWithHomeAssistant('Home Assistant with the package', () => {
  const checker = createChecker();
  let stateDir: string;
  let homeAssistant: HomeAssistant;
  let stack: Stack;
  let owner: Owner;
  let alexa: ReturnType<Owner['alexa']>;
  let home: string;
  let after = 0;

  beforeAll(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'porchlight-reporting-'));
    homeAssistant = await startHomeAssistant();
    stack = await startStack({
      ports: await freePorts('127.0.0.1'),
      stateDir,
      homeAddressAllowlist: (await allowancesForUrl(homeAssistant.url)).join(','),
    });
    owner = createOwner(stack.file, { username: 'reports@example.com', password: 'A-long-pass-w0rd' });
    alexa = owner.alexa(checker);
    await owner.signUp();
    const token = homeAssistant.accessToken;
    const connected = await owner.api('POST', '/homes', { url: homeAssistant.url, token });
    home = String(connected.body.home);
    await alexa.linkAsOwner();
    await alexa.grant();
    await alexa.discover();
    // The catalogue is brought up to date behind discovery's back.
    const devices = async () => {
      expect(JSON.stringify((await owner.api('GET', '/status')).body)).toContain('"count":');
    };
    await vi.waitFor(devices, { timeout: 30_000, interval: 250 });

    const made = await owner.api('POST', `/homes/${home}/package`, {});
    expect(made.status).toBe(201);
    await writeFile(join(homeAssistant.directory, 'packages', 'porchlight.yaml'), String(made.body.yaml));
    await homeAssistant.restart();
  });
  afterAll(async () => {
    alexa?.close();
    await stack?.close();
    await homeAssistant?.close();
    await rm(stateDir, { recursive: true, force: true });
    console.log(checker.summary());
  });

  const endpointOf = (device: keyof typeof HOUSE) => `${home}:${HOUSE[device].id.replace('.', '#')}`;

  /** All events until this one has come, and a moment longer: none may follow that is not wanted. */
  async function eventsFor(
    device: keyof typeof HOUSE,
    property: string,
    value: unknown,
  ): Promise<Reported[]> {
    const seen: Reported[] = [];
    const isWanted = ({ event }: Reported) =>
      event.endpoint.endpointId === endpointOf(device) &&
      event.payload.change.properties.some((changed) => changed.name === property && changed.value === value);
    const read = async (waitSeconds: number) => {
      const { events, next } = await alexa.events(after, { waitSeconds });
      after = next;
      seen.push(...events.map(({ message }) => message as Reported));
    };
    await expect
      .poll(
        async () => {
          await read(1);
          return seen.some(isWanted);
        },
        { timeout: 10_000 },
      )
      .toBe(true);
    return seen.filter(({ event }) => event.endpoint.endpointId === endpointOf(device));
  }

  it.each<[string, keyof typeof HOUSE, () => Promise<void>, string, unknown]>([
    [
      'a switch',
      'switch',
      () => homeAssistant.callService('switch', 'turn_off', { entity_id: HOUSE.switch.id }),
      'powerState',
      'OFF',
    ],
    [
      'a lamp',
      'colourLight',
      () => homeAssistant.callService('light', 'turn_on', { entity_id: HOUSE.colourLight.id }),
      'powerState',
      'ON',
    ],
    [
      'a contact sensor',
      'contactSensor',
      () => homeAssistant.callService('input_boolean', 'turn_on', { entity_id: SENSOR_SOURCES.backDoor }),
      'detectionState',
      'DETECTED',
    ],
  ])('says what changed at %s, once', async (_what, device, change, property, value) => {
    await change();
    const events = await eventsFor(device, property, value);
    expect(events.map(({ event }) => event.header.name)).toEqual(['ChangeReport']);
  });
});
