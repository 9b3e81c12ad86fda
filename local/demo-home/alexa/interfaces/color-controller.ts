import { numberOf, pairOf } from '../../entity.ts';
import { type Capability, type Handlers, payloadNumber } from '../interface.ts';
import { isObject } from '../message.ts';

/** `Alexa.ColorController`: hue in degrees, saturation and brightness from 0 to 1. */
export function colorController(): Capability {
  return {
    interface: 'Alexa.ColorController',
    properties: {
      color: (entity) => {
        const [hue, saturation] = pairOf(entity, 'hs_color') ?? [0, 0];
        return {
          hue,
          saturation: saturation / 100,
          brightness: (numberOf(entity, 'brightness') ?? 0) / 255,
        };
      },
    },
  };
}

export const colorHandlers: Handlers = {
  SetColor: ({ payload, call }) => {
    if (!isObject(payload.color)) throw new TypeError('color is no object');
    const { color } = payload;
    // Alexa always sends brightness 1 for a named colour; Home Assistant keeps the lamp's own brightness.
    payloadNumber(color, 'brightness');
    call('turn_on', { hs_color: [payloadNumber(color, 'hue'), payloadNumber(color, 'saturation') * 100] });
    return {};
  },
};
