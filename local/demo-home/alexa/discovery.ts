import type { Entity } from '../entity.ts';
import { homeAssistantVersion } from '../version.ts';
import { capabilitiesOf, displayCategory } from './entity-interfaces.ts';
import type { Capability } from './interface.ts';
import type { JsonObject } from './message.ts';

/** Characters that Home Assistant takes out of names and descriptions, because Alexa refuses them. */
const unspeakable = /[}{/\\|"()[\]+~!><*%]/g;

function description(entity: Entity): string {
  const text = `${entity.entityId} via Home Assistant`;
  return entity.domain === 'scene' && !text.includes('scene') ? `${text} (Scene)` : text;
}

function capabilityInDiscovery(capability: Capability): JsonObject {
  const { interface: name, instance, properties, generic, discovery } = capability;
  return {
    type: 'AlexaInterface',
    interface: name,
    version: '3',
    ...(instance ? { instance } : {}),
    ...(properties
      ? {
          properties: {
            supported: Object.keys(properties).map((property) => ({ name: property })),
            // Said even by a home that has nobody to report to.
            proactivelyReported: true,
            retrievable: true,
            ...(generic ? { nonControllable: false } : {}),
          },
        }
      : {}),
    ...discovery,
  };
}

/**
 * One endpoint of `Discover.Response`, as `AlexaEntity.serialize_discovery` writes it. The custom identifier
 * begins with a dash because the manual integration has no user to put before it.
 */
export function endpointInDiscovery(entity: Entity): JsonObject {
  return {
    displayCategories: [displayCategory(entity)],
    cookie: {},
    endpointId: entity.entityId.replaceAll('.', '#'),
    friendlyName: entity.name.replaceAll(unspeakable, ''),
    description: description(entity).replaceAll(unspeakable, ''),
    manufacturerName: 'Home Assistant',
    additionalAttributes: {
      manufacturer: 'Home Assistant',
      model: entity.domain,
      softwareVersion: homeAssistantVersion,
      customIdentifier: `-${entity.entityId}`,
    },
    capabilities: capabilitiesOf(entity).map(capabilityInDiscovery),
  };
}
