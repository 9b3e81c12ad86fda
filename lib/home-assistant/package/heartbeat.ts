import { AUTOMATIONS } from './automations.ts';
import { beatsOf } from './beats.ts';
import { ALEXAS_BINARY_SENSORS, ALEXAS_UNITS, LIVELY, QUIET } from './heard.ts';
import { listed, quoted } from './yaml.ts';

/** What a heartbeat may name at most, the latest first. */
const MAX_CHANGED = 300;

/** A trigger a minute: a pattern like `/10` knows only full tens. */
const beatTriggers = (turn: number) => {
  const { minutes, second } = beatsOf(turn);
  return minutes
    .map(
      (minute) => `      - platform: time_pattern
        minutes: ${minute}
        seconds: ${second}`,
    )
    .join('\n');
};

/** Says every ten minutes that the home is there, and what has changed. `named`: entities of lively domains. */
export const heartbeatAutomation = (
  named: readonly string[],
  turn: number,
): string => `  # Two that are missing tell Porchlight that this home is away.
  - id: porchlight_heartbeat
    alias: ${quoted(AUTOMATIONS.heartbeat)}
    mode: single
    max_exceeded: silent
    trigger:
      # Every ten minutes, at this home's own second: all homes together would be too many at once.
${beatTriggers(turn)}
    action:
      - service: rest_command.porchlight_hint
        data:
          hint:
            event: heartbeat
            # A minute more than the time between two, so that nothing falls between them. An automation is new all the
            # time because it runs; Alexa hears only of its switch.
            changed: >-
             {% set since = now() - timedelta(minutes=11) %}
             {% set found = namespace(ids=[]) %}
             {% for entity in states
                  | selectattr('domain', 'in', ${listed([...QUIET, ...LIVELY])})
                  | selectattr('last_updated', 'gt', since)
                  | sort(attribute='last_updated', reverse=true)
                if (entity.domain in ${listed(QUIET)}
                    or entity.entity_id in ${listed(named)}
                    or (entity.domain == 'binary_sensor'
                        and entity.attributes.get('device_class') in ${listed(ALEXAS_BINARY_SENSORS)})
                    or (entity.domain == 'sensor'
                        and entity.attributes.get('unit_of_measurement') in ${listed(ALEXAS_UNITS)}))
                   and (entity.domain != 'automation' or entity.last_changed > since) %}
               {% set found.ids = found.ids + [entity.entity_id] %}
             {% endfor %}
             {{ found.ids[:${MAX_CHANGED}] }}
`;
