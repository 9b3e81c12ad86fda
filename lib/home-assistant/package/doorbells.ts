import { AUTOMATIONS } from './automations.ts';
import { CHANGE, listed, quoted } from './yaml.ts';

/** Whether an entity is a doorbell; a new one that is an event entity says so itself. */
const isDoorbell = (doorbells: readonly string[]) =>
  `(id in ${listed(doorbells)} or (domain == 'event' and new.attributes.get('device_class') == 'doorbell'))`;

/** Says at once that somebody is at the door. */
export const doorbellsAutomation = (
  bells: readonly string[],
): string => `  # A bell waits for nothing: not for other hints, and not for the press before it.
  - id: porchlight_doorbells
    alias: ${quoted(AUTOMATIONS.doorbells)}
    mode: parallel
    max: 20
    max_exceeded: silent
    trigger:
      - platform: event
        event_type: state_changed
    condition:
      - condition: template
        value_template: >-
             ${CHANGE}
             {{ old is not none and new is not none and old.state != new.state
                and ${isDoorbell(bells)} }}
    action:
      - service: rest_command.porchlight_hint
        data:
          # With its state, by which Porchlight tells a press from a doorbell that goes away or comes back. An event's
          # state is the time of its last press, also when it is restored; of others "on" is a press, but not when it
          # is the first that is heard of them again.
          hint: >-
             ${CHANGE}
             {% set hint = {'entity_id': id, 'last_changed': new.last_changed.isoformat()} %}
             {{ hint if domain != 'event' and old.state == 'unavailable' else dict(hint, state=new.state) }}
`;
