import type { Entity } from '../entity.ts';
import { capabilitiesOf } from './entity-interfaces.ts';
import { alexaTime, isObject, type JsonObject } from './message.ts';

/** Every property of an entity, as a state report has it; those without a value are left out. */
function propertiesOf(entity: Entity): readonly JsonObject[] {
  const timeOfSample = alexaTime();
  return capabilitiesOf(entity).flatMap(({ interface: namespace, instance, properties = {} }) =>
    Object.entries(properties).flatMap(([name, read]) => {
      const value = read(entity);
      if (value === undefined) return [];
      return [
        {
          name,
          namespace,
          value,
          timeOfSample,
          uncertaintyInMilliseconds: 0,
          ...(instance ? { instance } : {}),
        },
      ];
    }),
  );
}

const key = (property: JsonObject): string => `${String(property.namespace)}/${String(property.name)}`;

/**
 * The context of an answer: what the handler vouches for, then everything else from the entity. As in Home
 * Assistant, vouched properties carry no `timeOfSample`, and take the place of all instances of their name.
 */
export function contextProperties(entity: Entity, confirmed: readonly JsonObject[]): readonly JsonObject[] {
  const vouched = new Set(confirmed.filter(isObject).map(key));
  return [...confirmed, ...propertiesOf(entity).filter((property) => !vouched.has(key(property)))];
}
