import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The integrations that the configuration below names; `install.ts` installs what they require.
 *
 * `demo` is Home Assistant's own pretend house: lights, covers, locks, fans, thermostats and players whose
 * state really changes, some of them with the delays of a real device. The others add what it lacks.
 */
export const INTEGRATIONS = [
  'alexa',
  'api',
  'automation',
  'conversation',
  'demo',
  'frontend',
  'generic_thermostat',
  'group',
  'http',
  'input_boolean',
  'input_number',
  'input_text',
  'intent_script',
  'logger',
  'manual',
  'onboarding',
  'person',
  'rest_command',
  'scene',
  'script',
  'template',
  'websocket_api',
] as const;

/**
 * One entity of every kind that the tests are about, by what it is. Others of the demo house are there as
 * well. Names are the friendly names, as Alexa gets them.
 */
export const HOUSE = {
  dimmableLight: { id: 'light.kitchen_lights', name: 'Kitchen Lights' },
  colourLight: { id: 'light.bed_light', name: 'Bed Light' },
  colourTemperatureLight: { id: 'light.ceiling_lights', name: 'Ceiling Lights' },
  switch: { id: 'switch.decorative_lights', name: 'Decorative Lights' },
  thermostat: { id: 'climate.study_thermostat', name: 'Study thermostat' },
  airConditioner: { id: 'climate.hvac', name: 'Hvac' },
  cover: { id: 'cover.hall_window', name: 'Hall Window' },
  garageDoor: { id: 'cover.garage_door', name: 'Garage Door' },
  lock: { id: 'lock.front_door', name: 'Front Door' },
  fan: { id: 'fan.living_room_fan', name: 'Living Room Fan' },
  mediaPlayer: { id: 'media_player.bedroom', name: 'Bedroom' },
  scene: { id: 'scene.movie_night', name: 'Movie night' },
  script: { id: 'script.good_night', name: 'Good night' },
  temperatureSensor: { id: 'sensor.study_temperature', name: 'Study temperature' },
  contactSensor: { id: 'binary_sensor.back_door', name: 'Back door' },
  motionSensor: { id: 'binary_sensor.hallway_motion', name: 'Hallway motion' },
  alarmPanel: { id: 'alarm_control_panel.house_alarm', name: 'House alarm' },
} as const;

/** The helpers that stand behind the sensors: setting one changes what the sensor reports. */
export const SENSOR_SOURCES = {
  studyTemperature: 'input_number.pretend_study_temperature',
  backDoor: 'input_boolean.pretend_back_door',
  hallwayMotion: 'input_boolean.pretend_hallway_motion',
} as const;

function configuration(port: number): string {
  return `
homeassistant:
  name: House of the tests
  latitude: 52.0
  longitude: 5.0
  elevation: 0
  unit_system: metric
  time_zone: UTC
  country: NL
  language: en
  packages: !include_dir_named packages

http:
  server_host: 127.0.0.1
  server_port: ${port}

logger:
  default: warning
  logs:
    homeassistant.components.alexa: info

api:
websocket_api:
frontend:
automation:
rest_command:
conversation:
demo:

input_number:
  pretend_study_temperature:
    name: Pretend study temperature
    min: -10
    max: 40
    step: 0.1
    initial: 20.5

input_boolean:
  pretend_back_door:
    name: Pretend back door
    initial: false
  pretend_hallway_motion:
    name: Pretend hallway motion
    initial: false
  study_heater:
    name: Study heater
    initial: false

template:
  - sensor:
      - name: Study temperature
        unique_id: study_temperature
        device_class: temperature
        unit_of_measurement: °C
        state: "{{ states('${SENSOR_SOURCES.studyTemperature}') }}"
    binary_sensor:
      - name: Back door
        unique_id: back_door
        device_class: door
        state: "{{ states('${SENSOR_SOURCES.backDoor}') }}"
      - name: Hallway motion
        unique_id: hallway_motion
        device_class: motion
        state: "{{ states('${SENSOR_SOURCES.hallwayMotion}') }}"

climate:
  - platform: generic_thermostat
    name: Study thermostat
    unique_id: study_thermostat
    heater: input_boolean.study_heater
    target_sensor: sensor.study_temperature
    initial_hvac_mode: heat
    min_temp: 7
    max_temp: 30
    target_temp: 19
    target_temp_step: 0.5

alarm_control_panel:
  - platform: manual
    name: House alarm
    code_arm_required: false
    arming_time: 0
    delay_time: 0

scene:
  - name: Movie night
    id: movie_night
    entities:
      ${HOUSE.dimmableLight.id}:
        state: "on"
        brightness: 64
      ${HOUSE.switch.id}: "off"

script:
  good_night:
    alias: Good night
    sequence:
      - service: light.turn_off
        target:
          entity_id: ${HOUSE.colourLight.id}
`;
}

/** Alexa with all its defaults: a package too, so that a test can have another in its place. */
const ALEXA = 'alexa:\n  smart_home:\n';

/**
 * Writes a complete configuration directory. `packages` are further YAML files by name, loaded as Home
 * Assistant's packages (https://www.home-assistant.io/docs/configuration/packages/); one named `alexa` takes the
 * place of Alexa's plain configuration.
 */
export function writeConfiguration(
  directory: string,
  port: number,
  packages: Readonly<Record<string, string>> = {},
): void {
  mkdirSync(join(directory, 'packages'), { recursive: true });
  writeFileSync(join(directory, 'configuration.yaml'), configuration(port));
  for (const [name, yaml] of Object.entries({ alexa: ALEXA, ...packages })) {
    writeFileSync(join(directory, 'packages', `${name}.yaml`), yaml);
  }
}
