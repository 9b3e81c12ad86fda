import { isDeepStrictEqual } from 'node:util';
import { createChecker } from '../../local/alexa/checks/checker.ts';
import type { Problem } from '../../local/alexa/checks/problem.ts';
import type { ReceivedEvent } from '../../local/amazon/event-log.ts';

/** Values of a device's properties by `namespace/instance/name`. */
export type DeviceState = Readonly<Record<string, unknown>>;

interface Property {
  namespace: string;
  instance?: string;
  name: string;
  value?: unknown;
}

interface Endpoint {
  endpointId: string;
  capabilities?: {
    interface?: string;
    instance?: string;
    properties?: { supported?: { name: string }[]; proactivelyReported?: boolean };
  }[];
}

interface Message {
  event: {
    header: { namespace: string; name: string };
    endpoint?: { endpointId: string };
    payload: { endpoints?: Endpoint[]; change?: { properties: Property[] } };
  };
  context?: { properties?: Property[] };
}

const nameOf = ({ namespace, instance, name }: Property) => [namespace, instance, name].join('/');

/** Of properties, their values by name. */
export const stateOf = (properties: readonly Property[]): DeviceState =>
  Object.fromEntries(properties.map((property) => [nameOf(property), property.value]));

/** The names of the properties that an endpoint has promised to report by itself. */
const promisedBy = ({ capabilities = [] }: Endpoint) =>
  new Set(
    capabilities.flatMap(({ interface: namespace = '', instance, properties }) =>
      properties?.proactivelyReported === true
        ? (properties.supported ?? []).map(({ name }) =>
            nameOf({ namespace, name, ...(instance !== undefined && { instance }) }),
          )
        : [],
    ),
  );

/** A device as one Amazon account knows it. */
interface Known {
  endpoint: Endpoint;
  promised: ReadonlySet<string>;
  /** One after the other, as they were told. */
  states: DeviceState[];
}

/**
 * What Alexa has been told so far, by Amazon account, and what it could take offence at. It is told by discoveries
 * and by the events that arrive at the gateway, each of which is checked.
 */
export function createAlexaMemory() {
  const checker = createChecker();
  const accounts = new Map<string, Map<string, Known>>();
  const problems: Problem[] = [];
  const repeats: string[] = [];
  const unknown: string[] = [];
  const presses: { amazonUser: string; endpointId: string }[] = [];

  function devicesOf(amazonUser: string): Map<string, Known> {
    const devices = accounts.get(amazonUser) ?? new Map<string, Known>();
    accounts.set(amazonUser, devices);
    return devices;
  }

  function learn(amazonUser: string, endpoint: Endpoint): void {
    const devices = devicesOf(amazonUser);
    const states = devices.get(endpoint.endpointId)?.states ?? [];
    devices.set(endpoint.endpointId, { endpoint, promised: promisedBy(endpoint), states });
  }

  function hearOfChange(amazonUser: string, { event, context }: Message): void {
    const endpointId = event.endpoint?.endpointId ?? '';
    const device = devicesOf(amazonUser).get(endpointId);
    const told = stateOf([...(event.payload.change?.properties ?? []), ...(context?.properties ?? [])]);
    const isPromised = Object.keys(told).every((name) => device?.promised.has(name));
    if (device === undefined || !isPromised) {
      unknown.push(`${amazonUser}: a change of ${endpointId}`);
      return;
    }
    if (isDeepStrictEqual(device.states.at(-1), told))
      repeats.push(`${amazonUser}: a change of ${endpointId}`);
    device.states.push(told);
  }

  const hearing: Readonly<Record<string, (amazonUser: string, message: Message) => void>> = {
    ChangeReport: hearOfChange,
    AddOrUpdateReport: (amazonUser, { event }) => {
      for (const endpoint of event.payload.endpoints ?? []) {
        const known = devicesOf(amazonUser).get(endpoint.endpointId)?.endpoint;
        if (isDeepStrictEqual(known, endpoint))
          repeats.push(`${amazonUser}: ${endpoint.endpointId} is there`);
        learn(amazonUser, endpoint);
      }
    },
    DeleteReport: (amazonUser, { event }) => {
      for (const { endpointId } of event.payload.endpoints ?? []) {
        const wasKnown = devicesOf(amazonUser).delete(endpointId);
        if (!wasKnown) unknown.push(`${amazonUser}: ${endpointId} is gone`);
      }
    },
    DoorbellPress: (amazonUser, { event }) => {
      const endpointId = event.endpoint?.endpointId ?? '';
      if (!devicesOf(amazonUser).has(endpointId)) unknown.push(`${amazonUser}: a press of ${endpointId}`);
      presses.push({ amazonUser, endpointId });
    },
  };

  return {
    /** A discovery replaces nothing that Alexa knows already. */
    discover: (amazonUser: string, endpoints: readonly Endpoint[]): void => {
      for (const endpoint of endpoints) learn(amazonUser, endpoint);
    },
    hear: ({ amazonUser, message }: ReceivedEvent): void => {
      problems.push(...checker.check(message));
      const { event } = message as Message;
      hearing[event.header.name]?.(amazonUser, message as Message);
    },
    knows: (amazonUser: string, endpointId: string): boolean => devicesOf(amazonUser).has(endpointId),
    /** The states of a device as they were told to an account, oldest first. */
    states: (amazonUser: string, endpointId: string): readonly DeviceState[] =>
      devicesOf(amazonUser).get(endpointId)?.states ?? [],
    /** Of a state, what the device has promised to report. */
    promisedIn: (amazonUser: string, endpointId: string, state: DeviceState): DeviceState => {
      const promised = devicesOf(amazonUser).get(endpointId)?.promised;
      return Object.fromEntries(Object.entries(state).filter(([name]) => promised?.has(name)));
    },
    /** Messages that break Alexa's rules. */
    problems,
    /** What was told though it was known. */
    repeats,
    /** What was told of devices, or of properties, that this account does not know. */
    unknown,
    presses,
    checked: () => checker.counts().assertions,
  };
}

export type AlexaMemory = ReturnType<typeof createAlexaMemory>;
