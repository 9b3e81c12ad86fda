import { type Capability, friendlyNames, type Handler, type Handlers, notSupported } from '../interface.ts';

const instance = 'fan.oscillating';

/** `Alexa.ToggleController` for the swinging of a fan. */
export function oscillationController(): Capability {
  return {
    interface: 'Alexa.ToggleController',
    instance,
    generic: true,
    properties: { toggleState: (entity) => (entity.attributes.oscillating === true ? 'ON' : 'OFF') },
    discovery: { capabilityResources: friendlyNames('Alexa.Setting.Oscillate', 'Rotate', 'Rotation') },
  };
}

const toggle =
  (oscillating: boolean): Handler =>
  (request) => {
    if (request.instance !== instance) throw notSupported();
    request.call('oscillate', { oscillating });
    const value = oscillating ? 'ON' : 'OFF';
    return {
      confirmed: [{ namespace: 'Alexa.ToggleController', instance, name: 'toggleState', value }],
    };
  };

export const toggleHandlers: Handlers = { TurnOn: toggle(true), TurnOff: toggle(false) };
