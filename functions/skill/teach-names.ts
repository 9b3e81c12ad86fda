import { dynamicEntities, type Entity } from '../../lib/alexa/dynamic-entities.ts';
import type { SkillDirective } from '../../lib/alexa/skill-responses.ts';
import { shownDevices } from '../../lib/bridge/shown-devices.ts';
import type { Deadline } from '../../lib/deadline.ts';
import { errorFacts } from '../../lib/telemetry/logger.ts';
import type { SkillPorts } from './compose.ts';
import type { Speaker } from './speaker.ts';

/** The slot types of the interaction model that are filled for each user, and how a home's endpoint ids begin there. */
const DEVICE_TYPES = { Scenes: 'scene#', Scripts: 'script#' } as const;
/** The slot type for the names of somebody's homes. */
const HOMES = 'Homes';
/** Names are a convenience; nobody waits for them longer. */
const READING_MS = 1_500;

/** An id as `scene.{{ Scene_Id }}` in the home's own configuration wants it: without the domain. */
const namesOf = (
  devices: readonly { endpointId: string; friendlyName: string }[],
  prefix: string,
): Entity[] =>
  devices
    .filter(({ endpointId }) => endpointId.startsWith(prefix))
    .map(({ endpointId, friendlyName }) => ({ id: endpointId.slice(prefix.length), name: friendlyName }));

/**
 * Teaches Alexa how this user's homes, scenes and scripts are called, from the catalogue.
 * @returns no directive where there is nothing to teach, or the catalogue cannot be read: then the generic values remain
 */
export async function teachNames(
  { homes, home }: Pick<Speaker, 'homes' | 'home'>,
  { catalogue, overrides, log }: Pick<SkillPorts, 'catalogue' | 'overrides' | 'log'>,
  deadline: Deadline,
): Promise<SkillDirective[]> {
  try {
    const devices = await shownDevices(home.home, { catalogue, overrides }, deadline.within(READING_MS));
    const directive = dynamicEntities({
      ...(homes.length > 1 && { [HOMES]: homes.map((one) => ({ id: one.home, name: one.name })) }),
      Scenes: namesOf(devices, DEVICE_TYPES.Scenes),
      Scripts: namesOf(devices, DEVICE_TYPES.Scripts),
    });
    return directive === undefined ? [] : [directive];
  } catch (error) {
    log.warn('The names of scenes and scripts could not be read.', { error: errorFacts(error) });
    return [];
  }
}
