import { type Entity, listOf, supports, textOf } from '../entity.ts';
import { coverFeature, fanFeature, mediaFeature } from '../features.ts';
import type { Capability } from './interface.ts';
import { brightnessController } from './interfaces/brightness-controller.ts';
import { colorController } from './interfaces/color-controller.ts';
import { colorTemperatureController } from './interfaces/color-temperature-controller.ts';
import { lockController } from './interfaces/lock-controller.ts';
import { openCloseController } from './interfaces/mode-controller.ts';
import { coverStop, playbackController, playbackStateReporter } from './interfaces/playback-controller.ts';
import { powerController } from './interfaces/power-controller.ts';
import { fanSpeedController, positionController } from './interfaces/range-controller.ts';
import { sceneController } from './interfaces/scene-controller.ts';
import {
  alexaItself,
  contactSensor,
  doorbellEventSource,
  endpointHealth,
  motionSensor,
  temperatureSensor,
} from './interfaces/sensors.ts';
import { speaker } from './interfaces/speaker.ts';
import { thermostatController } from './interfaces/thermostat-controller.ts';
import { oscillationController } from './interfaces/toggle-controller.ts';

/** How entities of one domain appear to Alexa (Home Assistant's `alexa/entities.py`). */
interface Adapter {
  category(entity: Entity): string;
  capabilities(entity: Entity): readonly Capability[];
}

const byClass =
  (categories: Readonly<Record<string, string>>, otherwise: string) =>
  (entity: Entity): string =>
    categories[textOf(entity, 'device_class') ?? ''] ?? otherwise;

const contactClasses = new Set(['door', 'garage_door', 'opening', 'window']);
const isContact = (entity: Entity): boolean => contactClasses.has(textOf(entity, 'device_class') ?? '');
const isGarage = (entity: Entity): boolean =>
  ['garage', 'gate'].includes(textOf(entity, 'device_class') ?? '');

/** Every interface but scenes' ends with the endpoint's health and `Alexa` itself. */
const healthy = (...capabilities: readonly (Capability | false)[]): readonly Capability[] => [
  ...capabilities.filter((capability) => capability !== false),
  endpointHealth(),
  alexaItself(),
];

const adapters: Readonly<Record<string, Adapter>> = {
  light: {
    category: () => 'LIGHT',
    capabilities: (entity) => {
      const modes = listOf(entity, 'supported_color_modes');
      return healthy(
        powerController(),
        modes.some((mode) => mode !== 'onoff') && brightnessController(),
        modes.includes('hs') && colorController(),
        modes.includes('color_temp') && colorTemperatureController(),
      );
    },
  },
  switch: {
    category: byClass({ outlet: 'SMARTPLUG' }, 'SWITCH'),
    capabilities: () => healthy(powerController(), contactSensor()),
  },
  lock: { category: () => 'SMARTLOCK', capabilities: () => healthy(lockController()) },
  climate: {
    category: () => 'THERMOSTAT',
    capabilities: (entity) =>
      healthy(
        listOf(entity, 'hvac_modes').includes('off') && powerController(),
        thermostatController(entity),
        temperatureSensor(),
      ),
  },
  cover: {
    category: byClass(
      {
        garage: 'GARAGE_DOOR',
        gate: 'GARAGE_DOOR',
        door: 'DOOR',
        blind: 'INTERIOR_BLIND',
        shade: 'INTERIOR_BLIND',
        curtain: 'INTERIOR_BLIND',
        window: 'EXTERIOR_BLIND',
        awning: 'EXTERIOR_BLIND',
        shutter: 'EXTERIOR_BLIND',
      },
      'OTHER',
    ),
    capabilities: (entity) =>
      healthy(
        !isGarage(entity) && powerController(),
        supports(entity, coverFeature.setPosition) ? positionController() : openCloseController(),
        supports(entity, coverFeature.stop) && coverStop(),
      ),
  },
  fan: {
    category: () => 'FAN',
    capabilities: (entity) => {
      const swings = supports(entity, fanFeature.oscillate);
      return healthy(
        powerController(),
        swings && oscillationController(),
        (!swings || supports(entity, fanFeature.setSpeed)) && fanSpeedController(entity),
      );
    },
  },
  media_player: {
    category: byClass({ speaker: 'SPEAKER' }, 'TV'),
    capabilities: (entity) => {
      const plays = supports(entity, mediaFeature.play | mediaFeature.pause | mediaFeature.stop);
      return healthy(
        powerController(),
        supports(entity, mediaFeature.volumeSet) && speaker(entity),
        plays && playbackController(entity),
        plays && playbackStateReporter(),
      );
    },
  },
  sensor: {
    category: () => 'TEMPERATURE_SENSOR',
    // Of all sensors Home Assistant shows Alexa those of temperature only.
    capabilities: (entity) =>
      textOf(entity, 'unit_of_measurement') === '°C' ? healthy(temperatureSensor()) : [],
  },
  binary_sensor: {
    category: (entity) => (isContact(entity) ? 'CONTACT_SENSOR' : 'MOTION_SENSOR'),
    capabilities: (entity) => {
      if (isContact(entity)) return healthy(contactSensor());
      return textOf(entity, 'device_class') === 'motion' ? healthy(motionSensor()) : [];
    },
  },
  event: {
    category: () => 'DOORBELL',
    capabilities: (entity) =>
      textOf(entity, 'device_class') === 'doorbell' ? healthy(doorbellEventSource()) : [],
  },
  scene: { category: () => 'SCENE_TRIGGER', capabilities: () => [sceneController(false), alexaItself()] },
  script: { category: () => 'ACTIVITY_TRIGGER', capabilities: () => [sceneController(true), alexaItself()] },
};

/** The display category of an entity. */
export function displayCategory(entity: Entity): string {
  return adapters[entity.domain]?.category(entity) ?? 'OTHER';
}

/** What Alexa may do with an entity; an empty list means that Alexa never hears of it. */
export function capabilitiesOf(entity: Entity): readonly Capability[] {
  return adapters[entity.domain]?.capabilities(entity) ?? [];
}
