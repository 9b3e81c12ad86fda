import { isDeepStrictEqual } from 'node:util';
import type { VettedEndpoint } from './discovery.ts';
import type { Property } from './message.ts';

const identityOf = ({ namespace, name, instance }: { namespace: string; name: string; instance?: string }) =>
  JSON.stringify([namespace, name, instance ?? null]);

interface Capability {
  interface?: string;
  instance?: string;
  properties?: { supported?: { name?: string }[]; proactivelyReported?: boolean };
}

/** The properties that a device has promised to report by itself, by namespace, name and instance. */
function promised(endpoint: VettedEndpoint): Set<string> {
  return new Set(
    (endpoint.capabilities as Capability[]).flatMap((capability) => {
      const { interface: namespace, instance, properties } = capability;
      if (namespace === undefined || properties?.proactivelyReported !== true) return [];
      return (properties.supported ?? []).flatMap(({ name }) =>
        name === undefined
          ? []
          : [identityOf({ namespace, name, ...(instance !== undefined && { instance }) })],
      );
    }),
  );
}

/** Whether a change of the device could be worth a report at all. */
export const isReportable = (endpoint: VettedEndpoint): boolean => promised(endpoint).size > 0;

/** Of a state, what may be reported for this device. */
export function reportableProperties(endpoint: VettedEndpoint, properties: readonly Property[]): Property[] {
  const allowed = promised(endpoint);
  return properties.filter((property) => allowed.has(identityOf(property)));
}

/** A state sorted by whether Alexa was told it before. */
export interface StateDifference {
  changed: Property[];
  unchanged: Property[];
}

/** Compares property by property; the times of the samples are not part of a state, nor is the order of fields. */
export function differenceFrom(told: readonly Property[], now: readonly Property[]): StateDifference {
  const known = new Map(told.map((property) => [identityOf(property), property.value]));
  const isChanged = (property: Property) =>
    !known.has(identityOf(property)) || !isDeepStrictEqual(known.get(identityOf(property)), property.value);
  return { changed: now.filter(isChanged), unchanged: now.filter((property) => !isChanged(property)) };
}
