import { arrayAt, objectAt, stringAt } from './checks/json.ts';

/** One capability of a discovered endpoint: an interface, and its instance where there are several. */
export type Capability = {
  readonly interface: string;
  readonly instance?: string;
  /** Names of the properties that ReportState answers with. */
  readonly retrievable: readonly string[];
};

/** A discovered endpoint, as far as Alexa needs it to talk about it and to send directives. */
export type Endpoint = {
  readonly endpointId: string;
  readonly friendlyName: string;
  readonly displayCategories: readonly string[];
  readonly capabilities: readonly Capability[];
  readonly cookie: Readonly<Record<string, string>>;
};

/** Reads endpoints out of a Discover.Response or a session; what is no endpoint is left out. */
export function parseEndpoints(endpoints: readonly unknown[] | undefined): readonly Endpoint[] {
  return (endpoints ?? []).flatMap((endpoint): readonly Endpoint[] => {
    const endpointId = stringAt(endpoint, 'endpointId');
    const friendlyName = stringAt(endpoint, 'friendlyName');
    if (endpointId === undefined || friendlyName === undefined) return [];
    return [
      {
        endpointId,
        friendlyName,
        displayCategories: strings(arrayAt(endpoint, 'displayCategories')),
        capabilities: (arrayAt(endpoint, 'capabilities') ?? []).flatMap(parseCapability),
        cookie: Object.fromEntries(Object.entries(objectAt(endpoint, 'cookie') ?? {}).filter(isTextEntry)),
      },
    ];
  });
}

/** Whether the endpoint declares an interface (and an instance of it, if one is named). */
export function supports(endpoint: Endpoint, name: string, instance?: string): boolean {
  return endpoint.capabilities.some(
    (capability) =>
      capability.interface === name && (instance === undefined || capability.instance === instance),
  );
}

function parseCapability(capability: unknown): readonly Capability[] {
  const name = stringAt(capability, 'interface');
  if (name === undefined) return [];
  const instance = stringAt(capability, 'instance');
  // A capability kept in a session has its names; one from a message has the properties object.
  const kept = arrayAt(capability, 'retrievable');
  const properties = objectAt(capability, 'properties');
  const supported = (arrayAt(properties, 'supported') ?? []).map((property) => stringAt(property, 'name'));
  return [
    {
      interface: name,
      ...(instance === undefined ? {} : { instance }),
      retrievable: strings(kept ?? (properties?.retrievable === true ? supported : [])),
    },
  ];
}

function strings(values: readonly unknown[] | undefined): readonly string[] {
  return (values ?? []).filter((value): value is string => typeof value === 'string');
}

function isTextEntry(entry: [string, unknown]): entry is [string, string] {
  return typeof entry[1] === 'string';
}
