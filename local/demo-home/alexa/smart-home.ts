import type { Entity } from '../entity.ts';
import { prepareCall } from '../services/services.ts';
import type { States } from '../states.ts';
import { endpointInDiscovery } from './discovery.ts';
import { capabilitiesOf } from './entity-interfaces.ts';
import type { Handlers } from './interface.ts';
import { brightnessHandlers } from './interfaces/brightness-controller.ts';
import { colorHandlers } from './interfaces/color-controller.ts';
import { colorTemperatureHandlers } from './interfaces/color-temperature-controller.ts';
import { lockHandlers } from './interfaces/lock-controller.ts';
import { modeHandlers } from './interfaces/mode-controller.ts';
import { playbackHandlers } from './interfaces/playback-controller.ts';
import { powerHandlers } from './interfaces/power-controller.ts';
import { rangeHandlers } from './interfaces/range-controller.ts';
import { sceneHandlers } from './interfaces/scene-controller.ts';
import { speakerHandlers } from './interfaces/speaker.ts';
import { thermostatHandlers } from './interfaces/thermostat-controller.ts';
import { toggleHandlers } from './interfaces/toggle-controller.ts';
import { AlexaError, answer, type Directive, errorAnswer, isObject, type JsonObject } from './message.ts';
import { contextProperties } from './properties.ts';

const entityHandlers: Readonly<Record<string, Handlers>> = {
  Alexa: { ReportState: () => ({ name: 'StateReport' }) },
  'Alexa.BrightnessController': brightnessHandlers,
  'Alexa.ColorController': colorHandlers,
  'Alexa.ColorTemperatureController': colorTemperatureHandlers,
  'Alexa.LockController': lockHandlers,
  'Alexa.ModeController': modeHandlers,
  'Alexa.PlaybackController': playbackHandlers,
  'Alexa.PowerController': powerHandlers,
  'Alexa.RangeController': rangeHandlers,
  'Alexa.SceneController': sceneHandlers,
  'Alexa.Speaker': speakerHandlers,
  'Alexa.ThermostatController': thermostatHandlers,
  'Alexa.ToggleController': toggleHandlers,
};

/** An answer, and what happens in the home once it has been given. */
export interface Handled {
  readonly message: JsonObject;
  readonly after: readonly (() => void)[];
}

/** Answers directives. */
export type SmartHome = (directive: Directive) => Handled;

/** Entities that Alexa may see. */
const exposed = (entity: Entity | undefined): entity is Entity =>
  entity !== undefined && !entity.hidden && capabilitiesOf(entity).length > 0;

/**
 * Creates the Alexa side of the home. Service calls do not block, as in Home Assistant: the answer to
 * `TurnOn` therefore still shows the old state, and the lamp goes on right after.
 *
 * @param extraEndpoints endpoints that discovery lists besides the home's own, word for word
 */
export function createSmartHome({
  states,
  extraEndpoints,
}: {
  readonly states: States;
  readonly extraEndpoints: () => readonly JsonObject[];
}): SmartHome {
  const home: Readonly<Record<string, (directive: Directive) => JsonObject>> = {
    'Alexa.Discovery/Discover': (directive) =>
      answer(directive, {
        namespace: 'Alexa.Discovery',
        name: 'Discover.Response',
        payload: {
          endpoints: [...states.list().filter(exposed).map(endpointInDiscovery), ...extraEndpoints()],
        },
      }),
    // Without a client id and secret of its own Home Assistant says yes to a grant and does nothing with it.
    'Alexa.Authorization/AcceptGrant': (directive) => {
      const { grant } = directive.payload;
      if (!isObject(grant) || !('code' in grant)) throw new TypeError('the grant has no code');
      return answer(directive, { namespace: 'Alexa.Authorization', name: 'AcceptGrant.Response' });
    },
  };

  const control = (directive: Directive, entity: Entity): Handled => {
    const handler = entityHandlers[directive.namespace]?.[directive.name];
    if (!handler) return { message: errorAnswer(directive, 'INTERNAL_ERROR', ''), after: [] };
    const after: (() => void)[] = [];
    const { confirmed = [], ...content } = handler({
      entity,
      payload: directive.payload,
      instance: directive.instance,
      call: (service, data = {}) => {
        const call = { service: `${entity.domain}.${service}`, entityId: entity.entityId, data };
        after.push(prepareCall(states, call));
      },
    });
    const properties = contextProperties(entity, confirmed);
    return { message: answer(directive, { ...content, properties }), after };
  };

  const handle = (directive: Directive): Handled => {
    const { endpointId } = directive;
    const atHome = home[`${directive.namespace}/${directive.name}`];
    if (atHome) return { message: atHome(directive), after: [] };
    if (endpointId === undefined) {
      const known = entityHandlers[directive.namespace]?.[directive.name] !== undefined;
      return { message: errorAnswer(directive, 'INTERNAL_ERROR', known ? 'Unknown error' : ''), after: [] };
    }
    const entity = states.get(endpointId.replaceAll('#', '.'));
    if (!exposed(entity)) {
      throw new AlexaError('NO_SUCH_ENDPOINT', `The endpoint ${endpointId} does not exist`);
    }
    return control(directive, entity);
  };

  return (directive) => {
    try {
      return handle(directive);
    } catch (error) {
      // Whatever else goes wrong in a handler, Home Assistant tells Alexa only that something did.
      const [type, message] =
        error instanceof AlexaError ? [error.type, error.message] : ['INTERNAL_ERROR', 'Unknown error'];
      return { message: errorAnswer(directive, type, message), after: [] };
    }
  };
}
