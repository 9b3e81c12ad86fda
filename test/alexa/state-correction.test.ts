import { describe, expect, it } from 'vitest';
import { cleanAnswer } from '../../lib/alexa/clean-answer.ts';
import type { Directive, Property } from '../../lib/alexa/message.ts';
import { isRepeatable } from '../../lib/alexa/repeatable.ts';
import { correctState } from '../../lib/alexa/state-correction.ts';

const NOW = Date.parse('2026-03-01T10:00:00.000Z');
const CELSIUS = (value: number) => ({ value, scale: 'CELSIUS' });

function asked(name: string, payload: Record<string, unknown>, instance?: string): Directive {
  const [namespace = '', directive = ''] = name.split('/');
  const header = { namespace, name: directive, messageId: 'asked', payloadVersion: '3' as const };
  return {
    header: { ...header, ...(instance !== undefined && { instance }) },
    endpoint: { endpointId: 'k3f9a2:light#kitchen' },
    payload,
  };
}

function property(path: string, value: unknown, instance?: string): Property {
  const [namespace = '', name = ''] = path.split('/');
  return {
    namespace,
    ...(instance !== undefined && { instance }),
    name,
    value,
    timeOfSample: '2026-03-01T09:59:58Z',
    uncertaintyInMilliseconds: 0,
  };
}

type Row = [
  directive: string,
  payload: Record<string, unknown>,
  property: string,
  before: unknown,
  after: unknown,
];

/** Each absolute set, the state of the moment before, and the one that Alexa has to see. */
const ABSOLUTE: Row[] = [
  ['Alexa.PowerController/TurnOn', {}, 'Alexa.PowerController/powerState', 'OFF', 'ON'],
  ['Alexa.PowerController/TurnOff', {}, 'Alexa.PowerController/powerState', 'ON', 'OFF'],
  [
    'Alexa.BrightnessController/SetBrightness',
    { brightness: 70 },
    'Alexa.BrightnessController/brightness',
    3,
    70,
  ],
  [
    'Alexa.ColorController/SetColor',
    { color: { hue: 350, saturation: 0.7, brightness: 0.6 } },
    'Alexa.ColorController/color',
    { hue: 0, saturation: 0, brightness: 1 },
    { hue: 350, saturation: 0.7, brightness: 0.6 },
  ],
  [
    'Alexa.ColorTemperatureController/SetColorTemperature',
    { colorTemperatureInKelvin: 4000 },
    'Alexa.ColorTemperatureController/colorTemperatureInKelvin',
    2200,
    4000,
  ],
  [
    'Alexa.PercentageController/SetPercentage',
    { percentage: 5 },
    'Alexa.PercentageController/percentage',
    90,
    5,
  ],
  [
    'Alexa.PowerLevelController/SetPowerLevel',
    { powerLevel: 5 },
    'Alexa.PowerLevelController/powerLevel',
    90,
    5,
  ],
  ['Alexa.LockController/Lock', {}, 'Alexa.LockController/lockState', 'UNLOCKED', 'LOCKED'],
  ['Alexa.LockController/Unlock', {}, 'Alexa.LockController/lockState', 'LOCKED', 'UNLOCKED'],
  ['Alexa.Speaker/SetVolume', { volume: 40 }, 'Alexa.Speaker/volume', 10, 40],
  ['Alexa.Speaker/SetMute', { mute: true }, 'Alexa.Speaker/muted', false, true],
  ['Alexa.InputController/SelectInput', { input: 'HDMI 1' }, 'Alexa.InputController/input', 'TV', 'HDMI 1'],
  [
    'Alexa.ThermostatController/SetTargetTemperature',
    { targetSetpoint: CELSIUS(21) },
    'Alexa.ThermostatController/targetSetpoint',
    CELSIUS(18),
    CELSIUS(21),
  ],
  [
    'Alexa.ThermostatController/SetTargetTemperature',
    { lowerSetpoint: CELSIUS(18), upperSetpoint: CELSIUS(24) },
    'Alexa.ThermostatController/upperSetpoint',
    CELSIUS(22),
    CELSIUS(24),
  ],
  [
    'Alexa.ThermostatController/SetThermostatMode',
    { thermostatMode: { value: 'COOL' } },
    'Alexa.ThermostatController/thermostatMode',
    'HEAT',
    'COOL',
  ],
];

/** Those of interfaces that a device may have several of. */
const WITH_INSTANCE: Row[] = [
  ['Alexa.RangeController/SetRangeValue', { rangeValue: 3 }, 'Alexa.RangeController/rangeValue', 1, 3],
  ['Alexa.ModeController/SetMode', { mode: 'fan.eco' }, 'Alexa.ModeController/mode', 'fan.auto', 'fan.eco'],
  ['Alexa.ToggleController/TurnOn', {}, 'Alexa.ToggleController/toggleState', 'OFF', 'ON'],
  ['Alexa.ToggleController/TurnOff', {}, 'Alexa.ToggleController/toggleState', 'ON', 'OFF'],
];

describe('the state of the moment before, after a successful absolute set', () => {
  it.each(ABSOLUTE)('%s %j', (name, payload, path, before, after) => {
    const health = property('Alexa.EndpointHealth/connectivity', { value: 'OK' });
    const corrected = correctState(asked(name, payload), [property(path, before), health], NOW);
    expect(corrected).toEqual([
      { ...property(path, after), timeOfSample: '2026-03-01T10:00:00.000Z' },
      health,
    ]);
  });

  it.each(WITH_INSTANCE)('%s %j, of its own instance only', (name, payload, path, before, after) => {
    const [mine, other] = [property(path, before, 'fan.speed'), property(path, before, 'fan.other')];
    const corrected = correctState(
      asked(name, payload, 'fan.speed'),
      [other, mine, property(path, before)],
      NOW,
    );
    expect(corrected.map(({ value, instance }) => [instance, value])).toEqual([
      ['fan.other', before],
      ['fan.speed', after],
      [undefined, before],
    ]);
  });

  it.each([...ABSOLUTE, ...WITH_INSTANCE])(
    '%s %j adds nothing that the home does not report',
    (name, payload) => {
      expect(correctState(asked(name, payload), [], NOW)).toEqual([]);
    },
  );

  it.each(ABSOLUTE)(
    '%s %j leaves what is right already, its time included',
    (name, payload, path, _before, after) => {
      expect(correctState(asked(name, payload), [property(path, after)], NOW)).toEqual([
        property(path, after),
      ]);
    },
  );
});

/** Only the home knows what comes of these. */
const OTHERS: [string, Record<string, unknown>, string, unknown][] = [
  [
    'Alexa.BrightnessController/AdjustBrightness',
    { brightnessDelta: 10, brightness: 99 },
    'Alexa.BrightnessController/brightness',
    3,
  ],
  [
    'Alexa.RangeController/AdjustRangeValue',
    { rangeValueDelta: 1, rangeValue: 9 },
    'Alexa.RangeController/rangeValue',
    1,
  ],
  ['Alexa.Speaker/AdjustVolume', { volume: 10 }, 'Alexa.Speaker/volume', 30],
  ['Alexa.ModeController/AdjustMode', { modeDelta: 1, mode: 'x' }, 'Alexa.ModeController/mode', 'y'],
  [
    'Alexa.ThermostatController/AdjustTargetTemperature',
    { targetSetpointDelta: CELSIUS(1), targetSetpoint: CELSIUS(9) },
    'Alexa.ThermostatController/targetSetpoint',
    CELSIUS(20),
  ],
  [
    'Alexa.ColorTemperatureController/IncreaseColorTemperature',
    {},
    'Alexa.ColorTemperatureController/colorTemperatureInKelvin',
    3000,
  ],
  // The home's own name for the mode is not the one that was said.
  [
    'Alexa.ThermostatController/SetThermostatMode',
    { thermostatMode: { value: 'CUSTOM', customName: 'DRY' } },
    'Alexa.ThermostatController/thermostatMode',
    'OFF',
  ],
  ['Alexa/ReportState', {}, 'Alexa.PowerController/powerState', 'OFF'],
  ['Alexa.PowerController/TurnOn', {}, 'Alexa.ToggleController/toggleState', 'OFF'],
  ['Alexa.BrightnessController/SetBrightness', {}, 'Alexa.BrightnessController/brightness', 3],
];

describe('what is left as the home says', () => {
  it.each(OTHERS)('%s %j', (name, payload, path, value) => {
    expect(correctState(asked(name, payload), [property(path, value)], NOW)).toEqual([property(path, value)]);
  });

  it('the state in an answer that says it failed', () => {
    const answer = {
      event: {
        header: { namespace: 'Alexa', name: 'ErrorResponse' },
        payload: { type: 'ENDPOINT_BUSY', message: '' },
      },
      context: { properties: [property('Alexa.PowerController/powerState', 'OFF')] },
    };
    const cleaned = cleanAnswer(asked('Alexa.PowerController/TurnOn', {}), answer, () => NOW);
    expect(cleaned.event.payload.type).toBe('ENDPOINT_BUSY');
    expect(JSON.stringify(cleaned)).not.toContain('powerState');
  });
});

describe('directives that may be sent twice', () => {
  const header = (name: string) => asked(name, {}).header;

  it.each(
    [
      'Alexa/ReportState',
      'Alexa.Discovery/Discover',
      ...[...ABSOLUTE, ...WITH_INSTANCE].map(([name]) => name),
    ].filter((name) => name !== 'Alexa.LockController/Unlock'),
  )('%s', (name) => {
    expect(isRepeatable(header(name))).toBe(true);
  });

  it.each([
    'Alexa.BrightnessController/AdjustBrightness',
    'Alexa.RangeController/AdjustRangeValue',
    'Alexa.PlaybackController/Next',
    'Alexa.SceneController/Activate',
    'Alexa.Speaker/AdjustVolume',
    // A door that was locked in between would open again.
    'Alexa.LockController/Unlock',
    'Alexa.SecurityPanelController/Disarm',
    'Alexa.PowerController/toString',
    'Alexa.Unheard/Of',
  ])('not %s', (name) => {
    expect(isRepeatable(header(name))).toBe(false);
  });
});
