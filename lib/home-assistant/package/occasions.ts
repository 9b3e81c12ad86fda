import { AUTOMATIONS } from './automations.ts';
import { quoted } from './yaml.ts';

/** Within so many seconds of their start homes say that they have started. */
const STARTS_OVER = 10;

/** Says that Home Assistant has started. */
export const startedAutomation = (turn: number): string => `  - id: porchlight_started
    alias: ${quoted(AUTOMATIONS.started)}
    trigger:
      - platform: homeassistant
        event: start
    action:
      # Many a home starts at the same time of day as others.
      - delay: ${Math.floor(turn * STARTS_OVER)}
      - service: rest_command.porchlight_hint
        data:
          hint:
            event: homeassistant_started
`;

/** Says that the list of entities is another now. */
export const entitiesAutomation = (): string => `  - id: porchlight_entities
    alias: ${quoted(AUTOMATIONS.entities)}
    # The registry changes many times in a row; the last time counts.
    mode: restart
    trigger:
      - platform: event
        event_type: entity_registry_updated
    action:
      - delay: 5
      - service: rest_command.porchlight_hint
        data:
          hint:
            event: entity_registry_updated
`;
