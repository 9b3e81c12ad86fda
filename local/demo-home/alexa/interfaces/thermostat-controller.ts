import { type Entity, listOf, numberOf, textOf } from '../../entity.ts';
import { type Capability, type Handlers, payloadNumber, payloadText, type Request } from '../interface.ts';
import { AlexaError, isObject, type JsonObject } from '../message.ts';

const namespace = 'Alexa.ThermostatController';

const modes: readonly (readonly [home: string, alexa: string])[] = [
  ['heat', 'HEAT'],
  ['cool', 'COOL'],
  ['heat_cool', 'AUTO'],
  ['auto', 'AUTO'],
  ['off', 'OFF'],
];

const alexaMode = (mode: string): string | undefined => modes.find(([home]) => home === mode)?.[1];

/** `Alexa.ThermostatController` with one setpoint, in °C. */
export function thermostatController(entity: Entity): Capability {
  const supported = listOf(entity, 'hvac_modes').flatMap((mode) => alexaMode(mode) ?? []);
  return {
    interface: namespace,
    properties: {
      thermostatMode: (now) => (textOf(now, 'preset_mode') === 'eco' ? 'ECO' : alexaMode(now.state)),
      targetSetpoint: (now) => {
        const value = numberOf(now, 'temperature');
        return value === undefined ? undefined : { value, scale: 'CELSIUS' };
      },
    },
    discovery: {
      configuration: {
        supportsScheduling: false,
        supportedModes: listOf(entity, 'preset_modes').includes('eco') ? [...supported, 'ECO'] : supported,
      },
    },
  };
}

const zeroPoints: Readonly<Record<string, number>> = { CELSIUS: 0, FAHRENHEIT: 32, KELVIN: 273.15 };

/** A temperature, or a difference of two, in °C. */
function celsius(payload: JsonObject, name: string, kind: 'temperature' | 'difference'): number {
  const object = payload[name];
  if (!isObject(object)) throw new TypeError(`${name} is no temperature`);
  const scale = payloadText(object, 'scale');
  const above = payloadNumber(object, 'value') - (kind === 'difference' ? 0 : (zeroPoints[scale] ?? 0));
  return scale === 'FAHRENHEIT' ? above / 1.8 : above;
}

function setTarget({ entity, call }: Request, temperature: number): JsonObject {
  const [low, high] = [numberOf(entity, 'min_temp') ?? 7, numberOf(entity, 'max_temp') ?? 35];
  if (temperature < low || temperature > high) {
    // Python writes whole floats with a decimal; the text is what people find when they search for it.
    const written = Number.isInteger(temperature) ? temperature.toFixed(1) : String(temperature);
    throw new AlexaError(
      'TEMPERATURE_VALUE_OUT_OF_RANGE',
      `The requested temperature ${written} is out of range`,
    );
  }
  call('set_temperature', { temperature });
  return { name: 'targetSetpoint', namespace, value: { value: temperature, scale: 'CELSIUS' } };
}

function unsupportedMode(mode: string): AlexaError {
  return new AlexaError(
    'UNSUPPORTED_THERMOSTAT_MODE',
    `The requested thermostat mode ${mode} is not supported`,
  );
}

export const thermostatHandlers: Handlers = {
  SetTargetTemperature: (request) => ({
    confirmed: [setTarget(request, celsius(request.payload, 'targetSetpoint', 'temperature'))],
  }),
  AdjustTargetTemperature: (request) => {
    const delta = celsius(request.payload, 'targetSetpointDelta', 'difference');
    const current = numberOf(request.entity, 'temperature');
    if (current === undefined) {
      throw new AlexaError(
        'INVALID_TARGET_STATE',
        'The current target temperature is not set, cannot adjust target temperature',
      );
    }
    return { confirmed: [setTarget(request, current + delta)] };
  },
  SetThermostatMode: ({ entity, payload, call }) => {
    const asked = payload.thermostatMode;
    const mode = isObject(asked) ? payloadText(asked, 'value') : payloadText(payload, 'thermostatMode');
    if (mode === 'ECO') {
      if (!listOf(entity, 'preset_modes').includes('eco')) throw unsupportedMode('eco');
      call('set_preset_mode', { preset_mode: 'eco' });
    } else {
      const available = listOf(entity, 'hvac_modes');
      const home = modes.find(([name, alexa]) => alexa === mode && available.includes(name))?.[0];
      if (!home) throw unsupportedMode(mode);
      call('set_hvac_mode', { hvac_mode: home });
    }
    return { confirmed: [{ name: 'thermostatMode', namespace, value: mode }] };
  },
};
