import type { Entity } from '../../entity.ts';
import type { Capability, Handler, Handlers } from '../interface.ts';

// Outside fans Home Assistant calls everything on that is not "off": a closed blind, too, and a lamp
// that is unavailable.
const isOn = ({ domain, state }: Entity): boolean => (domain === 'fan' ? state === 'on' : state !== 'off');

/** `Alexa.PowerController` for anything that goes on and off. */
export function powerController(): Capability {
  return {
    interface: 'Alexa.PowerController',
    properties: { powerState: (entity) => (isOn(entity) ? 'ON' : 'OFF') },
  };
}

const services: Readonly<Record<string, readonly [on: string, off: string]>> = {
  cover: ['open_cover', 'close_cover'],
};

const turn =
  (index: 0 | 1): Handler =>
  ({ entity, call }) => {
    call((services[entity.domain] ?? ['turn_on', 'turn_off'])[index]);
    return {};
  };

export const powerHandlers: Handlers = { TurnOn: turn(0), TurnOff: turn(1) };
