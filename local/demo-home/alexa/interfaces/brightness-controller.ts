import { numberOf } from '../../entity.ts';
import { type Capability, type Handlers, payloadNumber } from '../interface.ts';

/** `Alexa.BrightnessController`; a lamp that is off has brightness 0. */
export function brightnessController(): Capability {
  return {
    interface: 'Alexa.BrightnessController',
    properties: { brightness: (entity) => Math.round((numberOf(entity, 'brightness') ?? 0) / 2.55) },
  };
}

export const brightnessHandlers: Handlers = {
  SetBrightness: ({ payload, call }) => {
    call('turn_on', { brightness_pct: Math.trunc(payloadNumber(payload, 'brightness')) });
    return {};
  },
  AdjustBrightness: ({ payload, call }) => {
    call('turn_on', { brightness_step_pct: Math.trunc(payloadNumber(payload, 'brightnessDelta')) });
    return {};
  },
};
