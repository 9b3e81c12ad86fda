import { type Entity, numberOf } from '../../entity.ts';
import type { Capability } from '../interface.ts';

function celsius(entity: Entity): number | undefined {
  if (entity.domain === 'climate') return numberOf(entity, 'current_temperature');
  const value = Number.parseFloat(entity.state);
  return Number.isFinite(value) ? value : undefined;
}

const detection = (entity: Entity): string => (entity.state === 'on' ? 'DETECTED' : 'NOT_DETECTED');

/** `Alexa.TemperatureSensor`: of a sensor its state, of a thermostat the room's temperature. */
export function temperatureSensor(): Capability {
  return {
    interface: 'Alexa.TemperatureSensor',
    properties: {
      temperature: (entity) => {
        const value = celsius(entity);
        return value === undefined ? undefined : { value, scale: 'CELSIUS' };
      },
    },
  };
}

/** `Alexa.ContactSensor` for doors and windows. */
export function contactSensor(): Capability {
  return { interface: 'Alexa.ContactSensor', properties: { detectionState: detection } };
}

/** `Alexa.MotionSensor`. */
export function motionSensor(): Capability {
  return { interface: 'Alexa.MotionSensor', properties: { detectionState: detection } };
}

/** `Alexa.DoorbellEventSource`: has events and no properties. */
export function doorbellEventSource(): Capability {
  return { interface: 'Alexa.DoorbellEventSource', discovery: { proactivelyReported: true } };
}

/** `Alexa.EndpointHealth`. */
export function endpointHealth(): Capability {
  return {
    interface: 'Alexa.EndpointHealth',
    properties: {
      connectivity: (entity) => ({ value: entity.state === 'unavailable' ? 'UNREACHABLE' : 'OK' }),
    },
  };
}

/** The interface `Alexa` itself, which every endpoint names. */
export function alexaItself(): Capability {
  return { interface: 'Alexa' };
}
