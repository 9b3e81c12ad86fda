import { type DisplayCategory, isDisplayCategory } from '../../../lib/alexa/display-categories.ts';
import type { Device } from '../../api-types.ts';
import type { Words } from '../../i18n/en.ts';

/** What devices are listed under. */
export type Kind = keyof Words['devices']['kinds'];

/** Each of Alexa's categories under its kind, in the order in which they are offered. */
export const CATEGORIES_OF: Readonly<Record<Kind, readonly DisplayCategory[]>> = {
  light: ['LIGHT', 'CHRISTMAS_TREE'],
  plug: ['SMARTPLUG', 'SWITCH'],
  door: ['SMARTLOCK', 'DOOR', 'GARAGE_DOOR', 'DOORBELL'],
  blind: ['INTERIOR_BLIND', 'EXTERIOR_BLIND'],
  climate: ['THERMOSTAT', 'AIR_CONDITIONER', 'FAN', 'AIR_PURIFIER', 'AIR_FRESHENER', 'WATER_HEATER'],
  media: [
    'TV',
    'SPEAKER',
    'MUSIC_SYSTEM',
    'STREAMING_DEVICE',
    'BLUETOOTH_SPEAKER',
    'HEADPHONES',
    'SCREEN',
    'REMOTE',
    'GAME_CONSOLE',
    'ALEXA_VOICE_ENABLED',
  ],
  sensor: ['TEMPERATURE_SENSOR', 'CONTACT_SENSOR', 'MOTION_SENSOR', 'AIR_QUALITY_MONITOR'],
  security: ['CAMERA', 'SECURITY_PANEL', 'SECURITY_SYSTEM'],
  household: [
    'COFFEE_MAKER',
    'DISHWASHER',
    'WASHER',
    'DRYER',
    'OVEN',
    'MICROWAVE',
    'SLOW_COOKER',
    'VACUUM_CLEANER',
  ],
  computer: [
    'COMPUTER',
    'LAPTOP',
    'TABLET',
    'PHONE',
    'MOBILE_PHONE',
    'WEARABLE',
    'PRINTER',
    'ROUTER',
    'NETWORK_HARDWARE',
    'HUB',
  ],
  scene: ['SCENE_TRIGGER', 'ACTIVITY_TRIGGER'],
  other: ['VEHICLE', 'AUTO_ACCESSORY', 'OTHER'],
};

export const KINDS = Object.keys(CATEGORIES_OF) as readonly Kind[];

const KIND_OF = new Map(KINDS.flatMap((kind) => CATEGORIES_OF[kind].map((each) => [each as string, kind])));

/** Of what Alexa would not take no more is known than the entity's id. */
const KIND_OF_DOMAIN: Readonly<Record<string, Kind>> = {
  light: 'light',
  switch: 'plug',
  input_boolean: 'plug',
  lock: 'door',
  cover: 'blind',
  climate: 'climate',
  fan: 'climate',
  media_player: 'media',
  sensor: 'sensor',
  binary_sensor: 'sensor',
  alarm_control_panel: 'security',
  camera: 'security',
  vacuum: 'household',
  scene: 'scene',
  script: 'scene',
};

/** Home Assistant's endpoint ids are the entity's, with a `#` for the dot: `light#kitchen`. */
export const domainOf = (id: string): string => id.split('#', 1)[0] ?? '';
export const entityIdOf = (id: string): string => id.replace('#', '.');

export function kindOf({ id, alexaCategory, reason }: Device): Kind {
  if (reason?.code !== 'invalid') return KIND_OF.get(alexaCategory) ?? 'other';
  const domain = domainOf(id);
  return (Object.hasOwn(KIND_OF_DOMAIN, domain) ? KIND_OF_DOMAIN[domain] : undefined) ?? 'other';
}

/** A category in words; one that this page does not know as Alexa writes it, only not so loud. */
export function categoryWord(category: string, { categories }: Words): string {
  if (isDisplayCategory(category)) return categories[category];
  const text = category.replaceAll('_', ' ').toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}
