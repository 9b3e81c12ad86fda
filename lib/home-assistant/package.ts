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
  /** Entities that Alexa knows. */
  entities: readonly string[];
  /** Adds `alexa: smart_home:` with this locale; for a home whose configuration lacks it. */
  locale?: Locale;
}

/** Domains with so many and so lively entities that only those which Alexa knows are listened to, one by one. */
const LIVELY = new Set([
  'sensor',
  'binary_sensor',
  'event',
  'input_number',
  'number',
  'timer',
  'image_processing',
]);

const domainOf = (entityId: string) => entityId.split('.', 1)[0] ?? '';

/** JSON is YAML, and needs no thought about quoting. */
const quoted = (value: unknown) => JSON.stringify(value);

/** Inside a template, in YAML's single quotes. */
const listed = (values: readonly string[]) => `[${values.map((value) => `"${value}"`).join(', ')}]`;

const smartHome = (locale: Locale) => `
# Lets Porchlight talk with Home Assistant. Leave it out when "alexa:" is in your configuration already.
alexa:
  smart_home:
    locale: ${quoted(locale)}
`;

/**
 * The package that makes a Home Assistant say when something changes: one YAML file, below `packages/`. It says only
 * which entity to look at; Porchlight asks for the state itself, so a hint that is lost, late or doubled does no harm.
 *
 * The automations take whole domains where they are quiet, so that a new lamp needs no new file, and single entities
 * where they are lively. What piles up beyond the queue of an automation is dropped, and the heartbeat mends it.
 * @see https://www.home-assistant.io/docs/configuration/packages
 * @see https://www.home-assistant.io/integrations/rest_command
 */
export function homeAssistantPackage({ hintsUrl, eventKey, entities, locale }: PackageOptions): string {
  const domains = [...new Set(entities.map(domainOf))].filter((domain) => !LIVELY.has(domain)).toSorted();
  const single = entities.filter((entity) => LIVELY.has(domainOf(entity))).toSorted();
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
  - id: porchlight_changes
    alias: "Porchlight: say what changed"
    mode: queued
    max: 200
    max_exceeded: silent
    trigger:
      - platform: event
        event_type: state_changed
    condition:
      - condition: template
        value_template: >-
          {{ trigger.event.data.new_state is not none
             and (trigger.event.data.entity_id.split('.')[0] in ${listed(domains)}
                  or trigger.event.data.entity_id in ${listed(single)}) }}
    action:
      - service: rest_command.porchlight_hint
        data:
          hint:
            entity_id: '{{ trigger.event.data.entity_id }}'
            last_changed: '{{ trigger.event.data.new_state.last_changed.isoformat() }}'

  - id: porchlight_heartbeat
    alias: "Porchlight: heartbeat"
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

  - id: porchlight_started
    alias: "Porchlight: Home Assistant has started"
    trigger:
      - platform: homeassistant
        event: start
    action:
      - service: rest_command.porchlight_hint
        data:
          hint:
            event: homeassistant_started

  - id: porchlight_entities
    alias: "Porchlight: devices were added, renamed or removed"
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
