import type { Device } from './entity.ts';
import { climateFeature, coverFeature, fanFeature, featureBits, mediaFeature } from './features.ts';

const whiteAndColor = {
  supported_color_modes: ['color_temp', 'hs'],
  min_color_temp_kelvin: 2000,
  max_color_temp_kelvin: 6535,
  supported_features: 0,
};

/**
 * The devices of a demo home: what an ordinary house with Home Assistant has.
 *
 * @param prefix put before ids and names (`b7` → `light.b7_kitchen`, "b7 Kitchen light"), so that many homes
 *   in one test can be told apart; none gives the home that people see
 */
export function demoDevices(prefix = ''): readonly Device[] {
  const id = (domain: string, object: string): string => `${domain}.${prefix ? `${prefix}_` : ''}${object}`;
  const name = (plain: string): string => (prefix ? `${prefix} ${plain}` : plain);

  return [
    {
      entityId: id('light', 'kitchen'),
      name: name('Kitchen light'),
      state: 'off',
      fixed: whiteAndColor,
      live: { brightness: 204, color_mode: 'color_temp', color_temp_kelvin: 2700, hs_color: [30, 60] },
    },
    {
      entityId: id('light', 'living_room'),
      name: name('Living room lamp'),
      state: 'on',
      fixed: whiteAndColor,
      live: { brightness: 153, color_mode: 'hs', color_temp_kelvin: 3000, hs_color: [28, 65] },
    },
    {
      entityId: id('light', 'hallway'),
      name: name('Hallway light'),
      state: 'off',
      fixed: { supported_color_modes: ['brightness'], supported_features: 0 },
      live: { brightness: 255, color_mode: 'brightness' },
    },
    {
      entityId: id('switch', 'coffee_machine'),
      name: name('Coffee machine'),
      state: 'off',
      fixed: { device_class: 'outlet' },
    },
    {
      entityId: id('lock', 'front_door'),
      name: name('Front door'),
      state: 'locked',
      fixed: { supported_features: 0 },
    },
    {
      entityId: id('climate', 'living_room'),
      name: name('Living room thermostat'),
      state: 'heat',
      fixed: {
        hvac_modes: ['heat', 'cool', 'heat_cool', 'off'],
        preset_modes: ['none', 'eco'],
        min_temp: 7,
        max_temp: 30,
        target_temp_step: 0.5,
        supported_features: featureBits(...Object.values(climateFeature)),
      },
      live: { temperature: 20, current_temperature: 19.4, preset_mode: 'none' },
    },
    {
      entityId: id('cover', 'bedroom_blinds'),
      name: name('Bedroom blinds'),
      state: 'open',
      fixed: { device_class: 'blind', supported_features: featureBits(...Object.values(coverFeature)) },
      live: { current_position: 100 },
    },
    {
      entityId: id('cover', 'garage_door'),
      name: name('Garage door'),
      state: 'closed',
      fixed: {
        device_class: 'garage',
        supported_features: featureBits(coverFeature.open, coverFeature.close),
      },
    },
    {
      entityId: id('fan', 'bedroom'),
      name: name('Bedroom fan'),
      state: 'off',
      fixed: { percentage_step: 25, supported_features: featureBits(...Object.values(fanFeature)) },
      live: { percentage: 50, oscillating: false },
    },
    {
      entityId: id('media_player', 'kitchen_radio'),
      name: name('Kitchen radio'),
      state: 'paused',
      fixed: {
        device_class: 'speaker',
        supported_features: featureBits(...Object.values(mediaFeature)),
        playlist: ['Morning news', 'Jazz at breakfast', 'Classics for cooking'],
      },
      live: { volume_level: 0.35, is_volume_muted: false, media_title: 'Jazz at breakfast' },
    },
    {
      entityId: id('sensor', 'outdoor_temperature'),
      name: name('Outdoor temperature'),
      state: '11.5',
      fixed: { device_class: 'temperature', state_class: 'measurement', unit_of_measurement: '°C' },
    },
    {
      entityId: id('binary_sensor', 'kitchen_window'),
      name: name('Kitchen window'),
      state: 'off',
      fixed: { device_class: 'window' },
    },
    {
      entityId: id('binary_sensor', 'hallway_motion'),
      name: name('Hallway motion'),
      state: 'off',
      fixed: { device_class: 'motion' },
    },
    {
      entityId: id('event', 'front_door'),
      name: name('Doorbell'),
      state: 'unknown',
      fixed: { device_class: 'doorbell', event_types: ['ring'] },
      live: { event_type: null },
    },
    {
      entityId: id('scene', 'movie_night'),
      name: name('Movie night'),
      state: 'unknown',
      sequence: [
        { service: 'light.turn_off', entityId: id('light', 'kitchen') },
        {
          service: 'light.turn_on',
          entityId: id('light', 'living_room'),
          data: { brightness_pct: 20, hs_color: [28, 80] },
        },
        { service: 'cover.close_cover', entityId: id('cover', 'bedroom_blinds') },
      ],
    },
    {
      entityId: id('script', 'good_night'),
      name: name('Good night'),
      state: 'off',
      live: { last_triggered: null },
      sequence: [
        { service: 'light.turn_off', entityId: id('light', 'kitchen') },
        { service: 'light.turn_off', entityId: id('light', 'living_room') },
        { service: 'light.turn_off', entityId: id('light', 'hallway') },
        { service: 'lock.lock', entityId: id('lock', 'front_door') },
      ],
    },
  ];
}
