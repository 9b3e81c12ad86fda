import type { Secret } from '../vault/secret.ts';

/** Locales of `alexa: smart_home:`. @see homeassistant/components/alexa/const.py */
export const LOCALES = [
  'de-DE',
  'en-AU',
  'en-CA',
  'en-GB',
  'en-IN',
  'en-US',
  'es-ES',
  'es-MX',
  'es-US',
  'fr-CA',
  'fr-FR',
  'hi-IN',
  'it-IT',
  'ja-JP',
  'nl-NL',
  'pt-BR',
] as const;

export type Locale = (typeof LOCALES)[number];

export interface PackageOptions {
  /** Where hints go, such as `https://porchlight.example/v1/hints`. */
  hintsUrl: string;
  eventKey: Secret;
  /** Entities of which Alexa wants to hear. */
  entities: readonly string[];
  /** Entities that Alexa knows as doorbells. */
  doorbells: readonly string[];
  /** Adds `alexa: smart_home:` with this locale; for a home whose configuration lacks it. */
  locale?: Locale;
}

/**
 * Domains that Alexa knows and that are quiet: all of their entities are listened to, so that a new lamp needs no new
 * package. Scenes and scripts are missing because they have no state that Alexa would hear of.
 * @see homeassistant/components/alexa/entities.py
 */
const QUIET = [
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
const LIVELY = ['binary_sensor', 'event', 'image_processing', 'input_number', 'number', 'sensor', 'timer'];

/**
 * Attributes that a state for Alexa is made of. All others stay unheard: the position of a player, the last time of an
 * automation (also of those below: they would tell of themselves without end), pictures, signal strengths.
 * @see homeassistant/components/alexa/capabilities.py
 */
const TOLD_ATTRIBUTES = [
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

/** The package's automations by their names, which Home Assistant makes the entity ids of: they stay as they are. */
const AUTOMATIONS = {
  changes: 'Porchlight: say what changed',
  doorbells: 'Porchlight: somebody is at the door',
  heartbeat: 'Porchlight: heartbeat',
  started: 'Porchlight: Home Assistant has started',
  entities: 'Porchlight: devices were added, renamed or removed',
} as const;

/**
 * The entities that the package itself brings. To Home Assistant they are automations like any other, which it shows to
 * Alexa; she has no use for them. They are named in full, since a lamp at the porch has automations of its own.
 */
export const PACKAGE_ENTITIES: readonly string[] = Object.values(AUTOMATIONS).map(
  (name) => `automation.${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')}`,
);

/** What a heartbeat may name at most, the latest first. */
const MAX_CHANGED = 300;

const domainOf = (entityId: string) => entityId.split('.', 1)[0] ?? '';

/** JSON is YAML, and needs no thought about quoting. */
const quoted = (value: unknown) => JSON.stringify(value);

/** A list of names inside a template. */
const listed = (values: readonly string[]) => `[${values.map((value) => `'${value}'`).join(', ')}]`;

const smartHome = (locale: Locale) => `
# Lets Porchlight talk with Home Assistant. Leave it out when "alexa:" is in your configuration already.
alexa:
  smart_home:
    locale: ${quoted(locale)}
`;

/** Template variables of a change: the entity and its states. */
const CHANGE = `{% set id = trigger.event.data.entity_id %}
             {% set domain = id.split('.')[0] %}
             {% set old, new = trigger.event.data.old_state, trigger.event.data.new_state %}`;

/** Whether an entity is a doorbell; a new one that is an event entity says so itself. */
const isDoorbell = (doorbells: readonly string[]) =>
  `(id in ${listed(doorbells)} or (domain == 'event' and new.attributes.get('device_class') == 'doorbell'))`;

/**
 * The package that makes a Home Assistant say when something changes: one YAML file, below `packages/`. It says only
 * which entity to look at; Porchlight asks for the state itself, so a hint that is lost, late or doubled does no harm.
 * Doorbells alone say their state, since a press is over before anybody could look.
 *
 * What is not worth a hint of its own (a temperature's small steps), what finds no room in an automation's queue and
 * what the network loses is mended by the heartbeat, which names all that changed since the one before.
 *
 * It keeps to what Home Assistant 2024.1 understands and later ones still do: `platform`, `service`.
 * @see https://www.home-assistant.io/docs/configuration/packages
 * @see https://www.home-assistant.io/integrations/rest_command
 */
export function homeAssistantPackage(options: PackageOptions): string {
  const { hintsUrl, eventKey, entities, doorbells, locale } = options;
  const single = entities
    .filter((entity) => LIVELY.includes(domainOf(entity)) && !doorbells.includes(entity))
    .toSorted();
  const bells = doorbells.toSorted();
  return `# Porchlight: tells Alexa when something changes at home.
#
# Save it as packages/porchlight.yaml in the folder of configuration.yaml, and have there:
#
#   homeassistant:
#     packages: !include_dir_named packages
#
# Then restart Home Assistant. The key below is this home's own; whoever has it can say that something changed, and
# nothing else. A new package from Porchlight makes it void.
${locale === undefined ? '' : smartHome(locale)}
rest_command:
  porchlight_hint:
    url: ${quoted(hintsUrl)}
    method: post
    content_type: application/json
    headers:
      authorization: ${quoted(`Bearer ${eventKey.reveal()}`)}
    payload: '{{ hint | to_json }}'
    timeout: 10

automation:
  # Hints name the entity and the time, never the state: Porchlight asks for that itself.
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

  # A bell waits for nothing: not for other hints, and not for the press before it.
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

  # Two that are missing tell Porchlight that this home is away.
  - id: porchlight_heartbeat
    alias: ${quoted(AUTOMATIONS.heartbeat)}
    mode: single
    max_exceeded: silent
    trigger:
      - platform: time_pattern
        minutes: /10
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
                    or entity.entity_id in ${listed([...single, ...bells])})
                   and (entity.domain != 'automation' or entity.last_changed > since) %}
               {% set found.ids = found.ids + [entity.entity_id] %}
             {% endfor %}
             {{ found.ids[:${MAX_CHANGED}] }}

  - id: porchlight_started
    alias: ${quoted(AUTOMATIONS.started)}
    trigger:
      - platform: homeassistant
        event: start
    action:
      - service: rest_command.porchlight_hint
        data:
          hint:
            event: homeassistant_started

  - id: porchlight_entities
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
}
