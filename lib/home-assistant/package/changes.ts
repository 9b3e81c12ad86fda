import { AUTOMATIONS } from './automations.ts';
import { QUIET, TOLD_ATTRIBUTES } from './heard.ts';
import { CHANGE, listed, quoted } from './yaml.ts';

/**
 * Says at once that an entity changed.
 * @param single those of lively domains that are listened to
 */
export const changesAutomation = (
  single: readonly string[],
): string => `  # Hints name the entity and the time, never the state: Porchlight asks for that itself.
  - id: porchlight_changes
    alias: ${quoted(AUTOMATIONS.changes)}
    mode: queued
    max: 200
    max_exceeded: silent
    trigger:
      - platform: event
        event_type: state_changed
    condition:
      - condition: template
        # Nothing is said of entities that are new or gone (their list has an automation of its own, and a start too),
        # nor of attributes that Alexa does not hear of. Of a measured temperature only a step of half a degree or past
        # a whole one is said at once: a sensor that wavers by a tenth would never be silent. The heartbeat tells the
        # rest of the way.
        value_template: >-
             ${CHANGE}
             {% set says = namespace(it=false) %}
             {% if old is not none and new is not none
                   and (domain in ${listed(QUIET)}
                        or id in ${listed(single)}) %}
               {% set before = (old.state if domain == 'sensor' else old.attributes.get('current_temperature')) | float(none) %}
               {% set after = (new.state if domain == 'sensor' else new.attributes.get('current_temperature')) | float(none) %}
               {% if before is not none and after is not none %}
                 {% set says.it = (after - before) | abs >= 0.5 or after // 1 != before // 1 %}
               {% else %}
                 {% set says.it = before is not none or after is not none %}
               {% endif %}
               {% if old.state != new.state and (domain != 'sensor' or after is none) %}
                 {% set says.it = true %}
               {% endif %}
               {% for name in ${listed(TOLD_ATTRIBUTES)}
                  if old.attributes.get(name) != new.attributes.get(name) %}
                 {% set says.it = true %}
               {% endfor %}
             {% endif %}
             {{ says.it }}
    action:
      - service: rest_command.porchlight_hint
        data:
          hint:
            entity_id: '{{ trigger.event.data.entity_id }}'
            last_changed: '{{ trigger.event.data.new_state.last_changed.isoformat() }}'
`;
