import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { PACKAGE_ENTITIES } from '../../lib/home-assistant/package/automations.ts';
import { homeAssistantPackage } from '../../lib/home-assistant/package.ts';
import { Secret } from '../../lib/vault/secret.ts';
import { startWebServer } from '../harness/rough-server.ts';
import { HOUSE, type HomeAssistant, SENSOR_SOURCES, startHomeAssistant } from './home.ts';
import { describeWithHomeAssistant } from './suite.ts';

interface Hint {
  entity_id?: string;
  last_changed?: string;
  state?: string;
  event?: string;
  changed?: string[];
}

const KEY = 'plk1.khome12.a-secret-that-nobody-else-may-see';
/** Rings when the demo house's button is pressed, once its class is said to be a doorbell's. */
const CHIME = 'event.push_button_press';
const GATE = 'binary_sensor.gate_bell';
const GATE_PRESSED = 'input_boolean.pretend_gate';
const GATE_THERE = 'input_boolean.pretend_gate_there';
const BELLS = `
input_boolean:
  pretend_gate:
    name: Pretend gate
    initial: false
  pretend_gate_there:
    name: Pretend gate there
    initial: true
template:
  - binary_sensor:
      - name: Gate bell
        unique_id: gate_bell
        state: "{{ states('${GATE_PRESSED}') }}"
        availability: "{{ is_state('${GATE_THERE}', 'on') }}"
`;

/** What a real Home Assistant says by the package, whatever becomes of it. */
describeWithHomeAssistant('the package in Home Assistant', () => {
  let homeAssistant: HomeAssistant;
  let server: Awaited<ReturnType<typeof startWebServer>>;
  let said: Hint[] = [];
  const headers: IncomingMessage['headers'][] = [];

  beforeAll(async () => {
    server = await startWebServer(async (request, response) => {
      said.push(JSON.parse(await text(request)) as Hint);
      headers.push(request.headers);
      response.writeHead(202, { 'content-type': 'application/json' }).end('{"accepted":1}');
    });
    const porchlight = homeAssistantPackage({
      hintsUrl: `http://127.0.0.1:${server.port}/v1/hints`,
      eventKey: new Secret(KEY),
      entities: [
        HOUSE.dimmableLight.id,
        HOUSE.thermostat.id,
        HOUSE.temperatureSensor.id,
        HOUSE.contactSensor.id,
        GATE,
      ],
      doorbells: [GATE],
      turn: 0.15,
    });
    homeAssistant = await startHomeAssistant({ packages: { porchlight, bells: BELLS } });
    await heard(({ event }) => event === 'homeassistant_started');
  });
  afterAll(async () => {
    await homeAssistant?.close();
    await server?.close();
  });
  beforeEach(() => {
    said = [];
  });

  /** Outside of a test there is no polling with `expect`. */
  const heard = (wanted: (hint: Hint) => boolean) =>
    vi.waitFor(() => expect(said.some(wanted)).toBe(true), { timeout: 10_000, interval: 20 });
  const about = (entityId: string) => said.filter(({ entity_id: id }) => id === entityId);
  const call = (service: string, data: Record<string, unknown>) => {
    const [domain = '', name = ''] = service.split('.');
    return homeAssistant.callService(domain, name, data);
  };
  const turn = (to: 'on' | 'off', entityId: string) =>
    call(`${entityId.split('.')[0]}.turn_${to}`, { entity_id: entityId });
  const ring = () => call('button.press', { entity_id: 'button.push' });
  /** Until a hint that was brought about last is here, and so all before it. */
  async function settled(): Promise<void> {
    const marker = HOUSE.switch.id;
    const before = about(marker).length;
    await call('switch.toggle', { entity_id: marker });
    await expect.poll(() => about(marker).length, { timeout: 10_000 }).toBe(before + 1);
    said = said.filter(({ entity_id: id }) => id !== marker);
  }

  it('says which entity changed and when, with the key, and not how it is', async () => {
    await turn('on', HOUSE.colourLight.id);
    await call('light.turn_on', { entity_id: HOUSE.colourLight.id, brightness: 90 });
    await settled();
    const { last_changed: changed } = await homeAssistant.state(HOUSE.colourLight.id);
    const hints = about(HOUSE.colourLight.id);
    expect(hints.length).toBeGreaterThan(0);
    for (const hint of hints) expect(Object.keys(hint)).toEqual(['entity_id', 'last_changed']);
    expect(hints.at(-1)?.last_changed).toBe(changed);
    expect(headers.at(-1)).toMatchObject({
      authorization: `Bearer ${KEY}`,
      'content-type': 'application/json',
    });
  });

  it('hears of a temperature’s steps, not of its wavering', async () => {
    const source = SENSOR_SOURCES.studyTemperature;
    const hints = async (value: number) => {
      await call('input_number.set_value', { entity_id: source, value });
      await homeAssistant.waitForState(HOUSE.temperatureSensor.id, ({ state }) => Number(state) === value);
      await settled();
      return about(HOUSE.temperatureSensor.id).length;
    };
    await hints(20.4);
    said = [];
    expect([await hints(20.5), await hints(20.4), await hints(20.5)]).toEqual([0, 0, 0]);
    expect(await hints(21)).toBe(1);
    expect(await hints(21.1)).toBe(1);
    expect(await hints(20.9)).toBe(2);
    // The thermostat that measures there hears the same, by an attribute.
    expect(about(HOUSE.thermostat.id).length).toBeGreaterThanOrEqual(2);
  });

  it('says nothing of what Alexa does not know or hear of, its own automations least of all', async () => {
    await turn('on', SENSOR_SOURCES.hallwayMotion);
    await homeAssistant.waitForState(HOUSE.motionSensor.id, 'on');
    await call('scene.turn_on', { entity_id: HOUSE.scene.id });
    await call('script.good_night', {});
    await settled();
    const ids = said.map(({ entity_id: id }) => id ?? '');
    expect(ids).not.toContain(HOUSE.motionSensor.id);
    expect(ids.filter((id) => /^(scene|script|automation)\./.test(id))).toEqual([]);
  });

  it('brings automations of the names that Porchlight knows them by', async () => {
    for (const entityId of PACKAGE_ENTITIES) expect((await homeAssistant.state(entityId)).state).toBe('on');
  });

  it('rings a doorbell that is on, and not one that comes back', async () => {
    const gate = async (state: string, change: () => Promise<void>) => {
      said = [];
      await change();
      await homeAssistant.waitForState(GATE, state);
      await settled();
      return about(GATE).map((hint) => hint.state);
    };
    expect(await gate('on', () => turn('on', GATE_PRESSED))).toEqual(['on']);
    expect(await gate('unavailable', () => turn('off', GATE_THERE))).toEqual(['unavailable']);
    expect(await gate('on', () => turn('on', GATE_THERE))).toEqual([undefined]);
    expect(await gate('off', () => turn('off', GATE_PRESSED))).toEqual(['off']);
  });

  it('rings an event with its time, also one that is a doorbell only since; restored it says the old one', async () => {
    await ring();
    await homeAssistant.waitForState(CHIME, ({ state }) => state !== 'unknown');
    await settled();
    expect(about(CHIME)).toEqual([]);
    await homeAssistant.command({
      type: 'config/entity_registry/update',
      entity_id: CHIME,
      device_class: 'doorbell',
    });
    await ring();
    await ring();
    await expect.poll(() => about(CHIME).length, { timeout: 10_000 }).toBe(2);
    for (const { last_changed: changed = '', state = '' } of about(CHIME))
      expect(Math.abs(Date.parse(changed) - Date.parse(state))).toBeLessThan(1_000);
    expect(new Set(about(CHIME).map(({ state }) => state)).size).toBe(2);

    const last = about(CHIME).at(-1);
    const entries = (await homeAssistant.command({ type: 'config_entries/get' })) as {
      domain: string;
      entry_id: string;
    }[];
    const { entry_id: entry } = entries.find(({ domain }) => domain === 'demo') ?? {};
    await call('homeassistant.reload_config_entry', { entry_id: entry });
    await expect
      .poll(
        () =>
          about(CHIME)
            .slice(2)
            .map(({ state }) => state),
        { timeout: 10_000 },
      )
      .toEqual(['unavailable', last?.state]);
    await heard(({ event }) => event === 'entity_registry_updated');
  });

  it('names with a heartbeat what changed, the latest first', async () => {
    await turn('on', HOUSE.colourLight.id);
    await heard(({ entity_id: id }) => id === HOUSE.colourLight.id);
    await call('automation.trigger', { entity_id: 'automation.porchlight_heartbeat' });
    await heard(({ event }) => event === 'heartbeat');
    const named = said.find(({ event }) => event === 'heartbeat')?.changed ?? [];
    // Its own automations are new here, too.
    const changed = named.filter((entityId) => !PACKAGE_ENTITIES.includes(entityId));
    expect(changed[0]).toBe(HOUSE.colourLight.id);
    expect(changed).toEqual(expect.arrayContaining([GATE, HOUSE.temperatureSensor.id]));
    // A sensor that came after the package is not hinted about, but it is named.
    expect(changed).toContain(HOUSE.motionSensor.id);
    expect(changed).not.toContain('sensor.outside_humidity');
    expect(changed).not.toContain(HOUSE.scene.id);
    expect(new Set(changed).size).toBe(changed.length);
  });

  it('survives a restart, and says that; nothing rings for it', async () => {
    await homeAssistant.restart();
    await heard(({ event }) => event === 'homeassistant_started');
    await pause(1_000);
    expect(said.filter(({ state }) => state !== undefined && state !== 'unavailable')).toEqual([]);
    await turn('on', HOUSE.colourLight.id);
    await heard(({ entity_id: id }) => id === HOUSE.colourLight.id);
  });
});
