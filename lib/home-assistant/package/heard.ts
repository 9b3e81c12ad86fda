/**
 * Domains that Alexa knows and that are quiet: all of their entities are listened to, so that a new lamp needs no new
 * package. Scenes and scripts are missing because they have no state that Alexa would hear of.
 * @see homeassistant/components/alexa/entities.py
 */
export const QUIET = [
  'alarm_control_panel',
  'alert',
  'automation',
  'button',
  'camera',
  'climate',
  'cover',
  'fan',
  'group',
  'humidifier',
  'input_boolean',
  'input_button',
  'light',
  'lock',
  'media_player',
  'remote',
  'switch',
  'vacuum',
  'valve',
  'water_heater',
];

/** Domains with so many and so lively entities that only those which Alexa knows are listened to, one by one. */
export const LIVELY = [
  'binary_sensor',
  'event',
  'image_processing',
  'input_number',
  'number',
  'sensor',
  'timer',
];

/**
 * Attributes that a state for Alexa is made of. All others stay unheard: the position of a player, the last time of an
 * automation (also of those below: they would tell of themselves without end), pictures, signal strengths.
 * @see homeassistant/components/alexa/capabilities.py
 */
export const TOLD_ATTRIBUTES = [
  'brightness',
  'color_temp',
  'color_temp_kelvin',
  'current_activity',
  'current_position',
  'current_tilt_position',
  'direction',
  'fan_speed',
  'hs_color',
  'humidity',
  'is_volume_muted',
  'mode',
  'operation_mode',
  'oscillating',
  'percentage',
  'preset_mode',
  'sound_mode',
  'source',
  'target_temp_high',
  'target_temp_low',
  'temperature',
  'volume_level',
];

/**
 * Sensors that Home Assistant shows to Alexa, by what they are. The heartbeat names them whether this package knows them
 * or not: so a new one is told, if late, without a new package.
 * @see homeassistant/components/alexa/entities.py `BinarySensorCapabilities`, `SensorCapabilities`
 */
export const ALEXAS_BINARY_SENSORS = ['door', 'garage_door', 'motion', 'opening', 'presence', 'window'];
export const ALEXAS_UNITS = ['°C', '°F'];
