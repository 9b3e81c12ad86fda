/** What the runs of reporting need besides the house of `configuration.ts`. */
export const PORCH = {
  /** An `event` entity, made a doorbell; `EVENT_BELL_RINGS` on Home Assistant's bus presses it. */
  eventBell: 'event.push_button_press',
  /** A binary sensor that Alexa knows as a doorbell; on while `gateButton` is. */
  gateBell: 'binary_sensor.gate_bell',
  gateButton: 'input_boolean.pretend_gate_button',
  /** Takes every command and does nothing. */
  deafSwitch: 'switch.deaf_switch',
  /** Of a kind that Alexa does not know. */
  siren: 'siren.siren',
  speed: 'select.speed',
  /** Shows whether a door is open that was opened while Home Assistant was stopped; see `LATER_HOUSE`. */
  porchDoor: 'binary_sensor.porch_door',
  /** In the later house only. */
  newcomer: 'script.newcomer',
} as const;

/** Nobody sees it, Alexa neither. */
export const HIDDEN_SWITCH = 'switch.ac';

export const EVENT_BELL_RINGS = 'demo_button_pressed';

/** A package that stands for what an owner has in the configuration of `alexa:`. */
export const ALEXA_WITH_DOORBELL = `
alexa:
  smart_home:
    entity_config:
      ${PORCH.gateBell}:
        display_categories: DOORBELL
`;

/** @param door whether the back door is open when Home Assistant starts */
const house = (door: 'open' | 'closed') => `
homeassistant:
  customize:
    ${PORCH.eventBell}:
      device_class: doorbell

input_boolean:
  pretend_gate_button:
    name: Pretend gate button
    initial: false
  pretend_porch_door:
    name: Pretend porch door
    initial: ${door === 'open'}

template:
  - binary_sensor:
      - name: Gate bell
        unique_id: gate_bell
        state: "{{ states('${PORCH.gateButton}') }}"
      - name: Porch door
        unique_id: porch_door
        device_class: door
        state: "{{ states('input_boolean.pretend_porch_door') }}"
  - switch:
      - name: Deaf switch
        unique_id: deaf_switch
        state: "{{ false }}"
        turn_on: []
        turn_off: []
`;

export const HOUSE_OF_REPORTS = house('closed');

/** The same later: a door was opened while Home Assistant was stopped, and there is a script more. */
export const LATER_HOUSE = `${house('open')}
script:
  newcomer:
    alias: Newcomer
    sequence: []
`;
