import type { Secret } from '../vault/secret.ts';
import type { Locale } from './locales.ts';
import { changesAutomation } from './package/changes.ts';
import { doorbellsAutomation } from './package/doorbells.ts';
import { LIVELY } from './package/heard.ts';
import { heartbeatAutomation } from './package/heartbeat.ts';
import { entitiesAutomation, startedAutomation } from './package/occasions.ts';
import { quoted } from './package/yaml.ts';

export interface PackageOptions {
  /** Where hints go, such as `https://porchlight.example/v1/hints`. */
  hintsUrl: string;
  eventKey: Secret;
  /** Entities of which Alexa wants to hear. */
  entities: readonly string[];
  /** Entities that Alexa knows as doorbells. */
  doorbells: readonly string[];
  /**
   * The home's place among all homes, from 0 to below 1. Heartbeats go by the clock, which is the same everywhere, and
   * so do many a restart: each home has its own second of the ten minutes, and waits a moment after a start.
   */
  turn: number;
  /** Adds `alexa: smart_home:` with this locale; for a home whose configuration lacks it. */
  locale?: Locale;
}

const domainOf = (entityId: string) => entityId.split('.', 1)[0] ?? '';

const smartHome = (locale: Locale) => `
# Lets Porchlight talk with Home Assistant. Leave it out when "alexa:" is in your configuration already.
alexa:
  smart_home:
    locale: ${quoted(locale)}
`;

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
  const { hintsUrl, eventKey, entities, doorbells, turn, locale } = options;
  const single = entities
    .filter((entity) => LIVELY.includes(domainOf(entity)) && !doorbells.includes(entity))
    .toSorted();
  const bells = doorbells.toSorted();
  const automations = [
    changesAutomation(single),
    doorbellsAutomation(bells),
    heartbeatAutomation([...single, ...bells], turn),
    startedAutomation(turn),
    entitiesAutomation(),
  ];
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
${automations.join('\n')}`;
}
