import { type Entity, numberOf } from '../../entity.ts';
import { type Capability, type Handler, type Handlers, payloadNumber } from '../interface.ts';

const stepKelvin = 500;

/** `Alexa.ColorTemperatureController`; a lamp that shows a colour, or is off, has no such property. */
export function colorTemperatureController(): Capability {
  return {
    interface: 'Alexa.ColorTemperatureController',
    properties: { colorTemperatureInKelvin: (entity) => numberOf(entity, 'color_temp_kelvin') },
  };
}

function current(entity: Entity): number {
  const kelvin = numberOf(entity, 'color_temp_kelvin');
  if (kelvin === undefined) throw new TypeError('the lamp shows no white');
  return kelvin;
}

const step =
  (by: number): Handler =>
  ({ entity, call }) => {
    call('turn_on', { color_temp_kelvin: current(entity) + by });
    return {};
  };

export const colorTemperatureHandlers: Handlers = {
  SetColorTemperature: ({ payload, call }) => {
    call('turn_on', { color_temp_kelvin: Math.trunc(payloadNumber(payload, 'colorTemperatureInKelvin')) });
    return {};
  },
  // Warmer is fewer kelvin; the lamp itself stops at its limits.
  DecreaseColorTemperature: step(-stepKelvin),
  IncreaseColorTemperature: step(stepKelvin),
};
