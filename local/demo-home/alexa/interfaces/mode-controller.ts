import {
  actionMapping,
  type Capability,
  friendlyNames,
  type Handlers,
  notSupported,
  payloadText,
} from '../interface.ts';

const instance = 'cover.position';
const movingStates = new Set(['open', 'opening', 'closed', 'closing', 'unknown']);

/** `Alexa.ModeController` for covers that only open and close (a garage door has no position). */
export function openCloseController(): Capability {
  return {
    interface: 'Alexa.ModeController',
    instance,
    generic: true,
    properties: {
      mode: (entity) => (movingStates.has(entity.state) ? `position.${entity.state}` : undefined),
    },
    discovery: {
      capabilityResources: friendlyNames('Position', 'Alexa.Setting.Opening'),
      configuration: {
        ordered: false,
        supportedModes: [
          { value: 'position.open', modeResources: friendlyNames('Alexa.Value.Open') },
          { value: 'position.closed', modeResources: friendlyNames('Alexa.Value.Close') },
          { value: 'position.custom', modeResources: friendlyNames('Custom', 'Alexa.Setting.Preset') },
        ],
      },
      semantics: {
        actionMappings: [
          actionMapping(['Lower', 'Close'], 'SetMode', { mode: 'position.closed' }),
          actionMapping(['Raise', 'Open'], 'SetMode', { mode: 'position.open' }),
        ],
        stateMappings: [
          { '@type': 'StatesToValue', states: ['Alexa.States.Closed'], value: 'position.closed' },
          { '@type': 'StatesToValue', states: ['Alexa.States.Open'], value: 'position.open' },
        ],
      },
    },
  };
}

const services: Readonly<Record<string, string>> = {
  'position.open': 'open_cover',
  'position.closed': 'close_cover',
  'position.custom': 'stop_cover',
};

export const modeHandlers: Handlers = {
  SetMode: (request) => {
    const mode = payloadText(request.payload, 'mode');
    const service = request.instance === instance ? services[mode] : undefined;
    if (!service) throw notSupported();
    request.call(service);
    return { confirmed: [{ namespace: 'Alexa.ModeController', instance, name: 'mode', value: mode }] };
  },
  // Adjusting needs ordered modes, and Home Assistant has none.
  AdjustMode: () => {
    throw notSupported();
  },
};
