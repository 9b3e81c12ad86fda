import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoHome, demoDevices } from '../../local/demo-home/start.ts';
import { entity, propertyIn, type Said, send, startHome } from './demo-home-client.ts';

let home: DemoHome;
let token: string;
beforeAll(async () => {
  home = await startHome();
  token = await home.createLongLivedToken('tests');
});
afterAll(() => home.close());

/** Puts one device back to how the home began, so that rows do not depend on each other. */
function reset(entityId: string): void {
  const device = demoDevices().find((candidate) => candidate.entityId === entityId);
  if (device) home.addDevice(device);
}

interface Row {
  readonly entityId: string;
  /** `Alexa.` is left out. */
  readonly say: string;
  readonly payload?: object;
  readonly instance?: string;
  /** How things stand before, where not as at the beginning. */
  readonly given?: { readonly state?: string; readonly attributes?: Readonly<Record<string, unknown>> };
  readonly state?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** Properties of the answer itself that must be new already. */
  readonly answers?: Readonly<Record<string, unknown>>;
  /** The name of the answer; `Response` unless given. */
  readonly name?: string;
  /** The type of an ErrorResponse. */
  readonly error?: string;
  readonly message?: string;
}

const said = ({ entityId, say, payload, instance }: Row): Said => {
  const [namespace = '', name = ''] = say.split('/');
  return {
    namespace: namespace ? `Alexa.${namespace}` : 'Alexa',
    name,
    entityId,
    ...(payload ? { payload } : {}),
    ...(instance ? { instance } : {}),
  };
};

const kitchen = 'light.kitchen';
const hallway = 'light.hallway';
const thermostat = 'climate.living_room';
const blinds = 'cover.bedroom_blinds';
const garage = 'cover.garage_door';
const fan = 'fan.bedroom';
const radio = 'media_player.kitchen_radio';
const position = 'cover.position';
const speed = 'fan.percentage';
const degrees = (value: number, scale = 'CELSIUS'): object => ({ value, scale });
const on = { state: 'on' };

const rows: readonly Row[] = [
  { entityId: kitchen, say: 'PowerController/TurnOn', state: 'on', attributes: { brightness: 204 } },
  {
    entityId: 'light.living_room',
    say: 'PowerController/TurnOff',
    state: 'off',
    attributes: { brightness: null },
  },
  { entityId: 'switch.coffee_machine', say: 'PowerController/TurnOn', state: 'on' },
  { entityId: thermostat, say: 'PowerController/TurnOff', state: 'off' },
  { entityId: thermostat, say: 'PowerController/TurnOn', given: { state: 'off' }, state: 'heat' },
  {
    entityId: blinds,
    say: 'PowerController/TurnOff',
    state: 'closed',
    attributes: { current_position: 0 },
  },
  { entityId: fan, say: 'PowerController/TurnOn', state: 'on', attributes: { percentage: 50 } },
  { entityId: radio, say: 'PowerController/TurnOff', state: 'off' },
  {
    entityId: 'sensor.outdoor_temperature',
    say: 'PowerController/TurnOn',
    error: 'INTERNAL_ERROR',
    message: 'Unknown error',
  },

  {
    entityId: hallway,
    say: 'BrightnessController/SetBrightness',
    payload: { brightness: 40 },
    state: 'on',
    attributes: { brightness: 102 },
  },
  {
    entityId: hallway,
    say: 'BrightnessController/SetBrightness',
    payload: { brightness: 0 },
    given: on,
    state: 'off',
  },
  {
    entityId: hallway,
    say: 'BrightnessController/SetBrightness',
    payload: { brightness: 140 },
    error: 'INTERNAL_ERROR',
    message: 'Unknown error',
    state: 'off',
  },
  {
    entityId: hallway,
    say: 'BrightnessController/AdjustBrightness',
    payload: { brightnessDelta: -60 },
    given: on,
    state: 'on',
    attributes: { brightness: 102 },
  },
  {
    entityId: kitchen,
    say: 'ColorController/SetColor',
    payload: { color: { hue: 350.5, saturation: 0.7138, brightness: 0.65 } },
    state: 'on',
    attributes: { color_mode: 'hs', color_temp_kelvin: null, hs_color: [350.5, 71.38] },
  },
  {
    entityId: kitchen,
    say: 'ColorTemperatureController/SetColorTemperature',
    payload: { colorTemperatureInKelvin: 4000 },
    state: 'on',
    attributes: { color_mode: 'color_temp', color_temp_kelvin: 4000 },
  },
  {
    entityId: kitchen,
    say: 'ColorTemperatureController/IncreaseColorTemperature',
    given: on,
    attributes: { color_temp_kelvin: 3200 },
  },
  {
    entityId: kitchen,
    say: 'ColorTemperatureController/DecreaseColorTemperature',
    given: { state: 'on', attributes: { color_temp_kelvin: 2100 } },
    attributes: { color_temp_kelvin: 2000 },
  },
  {
    entityId: kitchen,
    say: 'ColorTemperatureController/DecreaseColorTemperature',
    error: 'INTERNAL_ERROR',
    message: 'Unknown error',
  },

  {
    entityId: 'lock.front_door',
    say: 'LockController/Unlock',
    state: 'unlocked',
    answers: { lockState: 'UNLOCKED' },
  },
  {
    entityId: 'lock.front_door',
    say: 'LockController/Lock',
    given: { state: 'unlocked' },
    state: 'locked',
    answers: { lockState: 'LOCKED' },
  },

  {
    entityId: thermostat,
    say: 'ThermostatController/SetTargetTemperature',
    payload: { targetSetpoint: degrees(22.5) },
    attributes: { temperature: 22.5 },
    answers: { targetSetpoint: degrees(22.5), thermostatMode: 'HEAT' },
  },
  {
    entityId: thermostat,
    say: 'ThermostatController/SetTargetTemperature',
    payload: { targetSetpoint: degrees(68, 'FAHRENHEIT') },
    attributes: { temperature: 20 },
    answers: { targetSetpoint: degrees(20) },
  },
  {
    entityId: thermostat,
    say: 'ThermostatController/SetTargetTemperature',
    payload: { targetSetpoint: degrees(50) },
    error: 'TEMPERATURE_VALUE_OUT_OF_RANGE',
    message: 'The requested temperature 50.0 is out of range',
    attributes: { temperature: 20 },
  },
  {
    entityId: thermostat,
    say: 'ThermostatController/AdjustTargetTemperature',
    payload: { targetSetpointDelta: degrees(-1.5) },
    attributes: { temperature: 18.5 },
    answers: { targetSetpoint: degrees(18.5) },
  },
  {
    entityId: thermostat,
    say: 'ThermostatController/AdjustTargetTemperature',
    payload: { targetSetpointDelta: degrees(1) },
    given: { attributes: { temperature: null } },
    error: 'INVALID_TARGET_STATE',
  },
  {
    entityId: thermostat,
    say: 'ThermostatController/SetThermostatMode',
    payload: { thermostatMode: { value: 'AUTO' } },
    state: 'heat_cool',
    answers: { thermostatMode: 'AUTO' },
  },
  {
    entityId: thermostat,
    say: 'ThermostatController/SetThermostatMode',
    payload: { thermostatMode: { value: 'ECO' } },
    state: 'heat',
    attributes: { preset_mode: 'eco' },
    answers: { thermostatMode: 'ECO' },
  },
  {
    entityId: thermostat,
    say: 'ThermostatController/SetThermostatMode',
    payload: { thermostatMode: { value: 'EM_HEAT' } },
    error: 'UNSUPPORTED_THERMOSTAT_MODE',
    message: 'The requested thermostat mode EM_HEAT is not supported',
  },

  {
    entityId: blinds,
    say: 'RangeController/SetRangeValue',
    instance: position,
    payload: { rangeValue: 30 },
    state: 'open',
    attributes: { current_position: 30 },
    answers: { rangeValue: 30 },
  },
  {
    entityId: blinds,
    say: 'RangeController/SetRangeValue',
    instance: position,
    payload: { rangeValue: 0 },
    state: 'closed',
    attributes: { current_position: 0 },
  },
  {
    entityId: blinds,
    say: 'RangeController/AdjustRangeValue',
    instance: position,
    payload: { rangeValueDelta: -25, rangeValueDeltaDefault: false },
    attributes: { current_position: 75 },
    answers: { rangeValue: 75 },
  },
  {
    entityId: blinds,
    say: 'RangeController/AdjustRangeValue',
    instance: position,
    payload: { rangeValueDelta: 1, rangeValueDeltaDefault: true },
    given: { state: 'open', attributes: { current_position: 50 } },
    attributes: { current_position: 70 },
  },
  {
    entityId: blinds,
    say: 'RangeController/AdjustRangeValue',
    instance: position,
    payload: { rangeValueDelta: 10, rangeValueDeltaDefault: false },
    given: { state: 'closed', attributes: { current_position: 0 } },
    error: 'INVALID_VALUE',
    message: 'Unable to determine cover.bedroom_blinds current position',
  },
  {
    entityId: blinds,
    say: 'RangeController/SetRangeValue',
    instance: 'cover.tilt',
    payload: { rangeValue: 30 },
    error: 'INVALID_DIRECTIVE',
    message: 'Entity does not support directive',
  },
  { entityId: blinds, say: 'PlaybackController/Stop', instance: 'cover.stop', state: 'open' },
  {
    entityId: garage,
    say: 'ModeController/SetMode',
    instance: position,
    payload: { mode: 'position.open' },
    state: 'open',
    answers: { mode: 'position.open' },
  },
  {
    entityId: garage,
    say: 'ModeController/SetMode',
    instance: position,
    payload: { mode: 'position.ajar' },
    error: 'INVALID_DIRECTIVE',
  },
  {
    entityId: garage,
    say: 'ModeController/AdjustMode',
    instance: position,
    payload: { modeDelta: 1 },
    error: 'INVALID_DIRECTIVE',
  },
  {
    entityId: fan,
    say: 'RangeController/SetRangeValue',
    instance: speed,
    payload: { rangeValue: 75 },
    state: 'on',
    attributes: { percentage: 75 },
  },
  {
    entityId: fan,
    say: 'RangeController/AdjustRangeValue',
    instance: speed,
    payload: { rangeValueDelta: -2, rangeValueDeltaDefault: true },
    given: on,
    state: 'off',
    attributes: { percentage: 0 },
    answers: { rangeValue: 0 },
  },
  {
    entityId: fan,
    say: 'RangeController/AdjustRangeValue',
    instance: speed,
    payload: { rangeValueDelta: 10, rangeValueDeltaDefault: false },
    error: 'INVALID_VALUE',
    message: 'Unable to determine fan.bedroom current fan speed',
  },
  {
    entityId: fan,
    say: 'ToggleController/TurnOn',
    instance: 'fan.oscillating',
    attributes: { oscillating: true },
    answers: { toggleState: 'ON' },
  },
  { entityId: fan, say: 'ToggleController/TurnOn', instance: 'fan.singing', error: 'INVALID_DIRECTIVE' },

  {
    entityId: radio,
    say: 'Speaker/SetVolume',
    payload: { volume: 60 },
    attributes: { volume_level: 0.6 },
  },
  {
    entityId: radio,
    say: 'Speaker/AdjustVolume',
    payload: { volume: -10, volumeDefault: false },
    attributes: { volume_level: 0.25 },
  },
  {
    entityId: radio,
    say: 'Speaker/AdjustVolume',
    payload: { volume: 10, volumeDefault: false },
    given: { state: 'off' },
    error: 'INTERNAL_ERROR',
  },
  {
    entityId: radio,
    say: 'Speaker/SetMute',
    payload: { mute: true },
    attributes: { is_volume_muted: true },
  },
  { entityId: radio, say: 'PlaybackController/Play', state: 'playing' },
  { entityId: radio, say: 'PlaybackController/Pause', given: { state: 'playing' }, state: 'paused' },
  { entityId: radio, say: 'PlaybackController/Stop', given: { state: 'playing' }, state: 'idle' },
  {
    entityId: radio,
    say: 'PlaybackController/Next',
    state: 'playing',
    attributes: { media_title: 'Classics for cooking' },
  },
  {
    entityId: radio,
    say: 'PlaybackController/Previous',
    state: 'playing',
    attributes: { media_title: 'Morning news' },
  },

  { entityId: 'light.attic', say: '/ReportState', error: 'NO_SUCH_ENDPOINT' },
  { entityId: 'light.attic', say: 'PowerController/TurnOn', error: 'NO_SUCH_ENDPOINT' },
  { entityId: kitchen, say: 'Cooking/SetCookingMode', error: 'INTERNAL_ERROR', message: '' },
  { entityId: kitchen, say: 'PowerController/Toggle', error: 'INTERNAL_ERROR', message: '' },
];

describe('directives', () => {
  test.each(
    rows.map((row) => [`${row.say} ${row.entityId} ${JSON.stringify(row.payload ?? {})}`, row] as const),
  )('%s', async (_title, row) => {
    reset(row.entityId);
    if (row.given) home.setState(row.entityId, row.given);
    const answer = await send(home, token, said(row));

    expect(answer.event.header.namespace).toBe('Alexa');
    if (row.error) {
      expect(answer.event.header.name).toBe('ErrorResponse');
      expect(answer.event.payload.type).toBe(row.error);
      expect(answer).not.toHaveProperty('context');
      if (row.message !== undefined) expect(answer.event.payload.message).toBe(row.message);
    } else {
      expect(answer.event.header.name).toBe('Response');
      expect(answer.event.payload).toEqual({});
      expect(propertyIn(answer, 'connectivity')).toEqual({ value: 'OK' });
    }
    for (const [name, value] of Object.entries(row.answers ?? {})) {
      expect(propertyIn(answer, name)).toEqual(value);
    }
    if (row.state) expect(entity(home, row.entityId).state).toBe(row.state);
    if (row.attributes) expect(entity(home, row.entityId).attributes).toMatchObject(row.attributes);
  });

  test('an unknown endpoint is named in the message', async () => {
    const answer = await send(home, token, {
      namespace: 'Alexa',
      name: 'ReportState',
      entityId: 'light.attic',
    });
    expect(answer.event.payload.message).toBe('The endpoint light#attic does not exist');
  });

  test.each([
    ['Alexa.PowerController', 'TurnOn', 'Unknown error'],
    ['Alexa.Cooking', 'SetCookingMode', ''],
  ])('%s/%s without an endpoint', async (namespace, name, message) => {
    const answer = await send(home, token, { namespace, name });
    expect(answer.event.payload).toEqual({ type: 'INTERNAL_ERROR', message });
  });

  test('a lamp that is off keeps its brightness and colour for the next time', async () => {
    reset(kitchen);
    home.setState(kitchen, { state: 'on', attributes: { color_mode: 'hs', hs_color: [120, 50] } });
    for (const name of ['TurnOff', 'TurnOn']) {
      await send(home, token, { namespace: 'Alexa.PowerController', name, entityId: kitchen });
    }
    expect(entity(home, kitchen).attributes).toMatchObject({ brightness: 204, hs_color: [120, 50] });
  });

  test('a scene sets what belongs to it', async () => {
    home.setState(kitchen, { state: 'on' });
    reset(blinds);
    const answer = await send(home, token, {
      namespace: 'Alexa.SceneController',
      name: 'Activate',
      entityId: 'scene.movie_night',
    });
    expect(answer.event).toMatchObject({
      header: { namespace: 'Alexa.SceneController', name: 'ActivationStarted' },
      payload: { cause: { type: 'VOICE_INTERACTION' } },
    });
    expect(entity(home, kitchen).state).toBe('off');
    expect(entity(home, blinds).state).toBe('closed');
    expect(entity(home, 'light.living_room').attributes).toMatchObject({ brightness: 51 });
  });

  test('a script runs and can be stopped', async () => {
    home.setState('lock.front_door', { state: 'unlocked' });
    const script = { namespace: 'Alexa.SceneController', entityId: 'script.good_night' };
    const started = await send(home, token, { ...script, name: 'Activate' });
    expect(started.event.header.name).toBe('ActivationStarted');
    expect(entity(home, 'lock.front_door').state).toBe('locked');
    expect(entity(home, 'light.living_room').state).toBe('off');
    const stopped = await send(home, token, { ...script, name: 'Deactivate' });
    expect(stopped.event.header.name).toBe('DeactivationStarted');
  });
});
