import { arrayAt, isObject, type JsonObject, objectAt, stringAt, valueAt } from './json.ts';

/**
 * One point in which we knowingly differ from Amazon's published schema, because the live service does.
 *
 * `neutralise` gives a copy of the message in which just this point is made as the schema wants it, or undefined
 * when the message has no such point. The copy is validated again, so nothing else slips through with it.
 */
export type Deviation = {
  readonly id: string;
  readonly reason: string;
  readonly neutralise: (message: JsonObject) => JsonObject | undefined;
};

/** Categories that Amazon's Alexa.Discovery page lists and its schema of July 2025 does not. */
const newerCategories: readonly string[] = [
  'AIR_CONDITIONER',
  'AIR_FRESHENER',
  'AIR_PURIFIER',
  'AIR_QUALITY_MONITOR',
  'ALEXA_VOICE_ENABLED',
  'AUTO_ACCESSORY',
  'BLUETOOTH_SPEAKER',
  'CHRISTMAS_TREE',
  'COFFEE_MAKER',
  'DISHWASHER',
  'DRYER',
  'HEADPHONES',
  'HUB',
  'PRINTER',
  'REMOTE',
  'ROUTER',
  'SECURITY_SYSTEM',
  'SLOW_COOKER',
  'VACUUM_CLEANER',
  'VEHICLE',
  'WASHER',
  'WATER_HEATER',
];

/** Errors that interface pages describe and the schema leaves out; our own error list still checks them. */
const newerErrors: readonly string[] = [
  'Alexa/NOT_SUPPORTED_WITH_CURRENT_BATTERY_CHARGE_STATE',
  'Alexa.Safety/OBSTACLE_DETECTED',
  'Alexa.Safety/SAFETY_BEAM_BREACHED',
  'Alexa.Video/ACTION_NOT_PERMITTED_FOR_CONTENT',
];

/** Every accepted deviation. To accept another, add it here with its reason. */
export const deviations: readonly Deviation[] = [
  {
    id: 'newer display categories',
    reason:
      "The schema's enum has 34 categories; Amazon's own page lists more, Home Assistant sends them, and Alexa shows them.",
    neutralise: neutraliseCategories,
  },
  {
    id: 'DeleteReport',
    reason:
      'The schema has no DeleteReport, though it is the only way to remove an endpoint. Our own check looks at it field by field.',
    neutralise: (message) => {
      if (nameOf(message) !== 'Alexa.Discovery/DeleteReport') return undefined;
      return withEvent(message, {
        header: { ...objectAt(message, 'event', 'header'), name: 'AddOrUpdateReport' },
        payload: { ...objectAt(message, 'event', 'payload'), endpoints: [] },
      });
    },
  },
  {
    id: 'Alexa.PlaybackStateReporter',
    reason:
      'Amazon documents this interface and Home Assistant reports every media player with it; the schema leaves it out.',
    neutralise: neutralisePlaybackState,
  },
  {
    id: 'thermostat mode CUSTOM',
    reason:
      "Amazon's ThermostatController page has a mode CUSTOM, and Home Assistant lists it for drying and for the fan; the schema knows it as a mode that is set, not as one that is supported.",
    neutralise: neutraliseCustomMode,
  },
  {
    id: 'newer error types',
    reason: 'Error types of interface pages (Safety, Video, battery charge) that the schema leaves out.',
    neutralise: (message) => {
      const type = stringAt(message, 'event', 'payload', 'type') ?? '';
      const namespace = stringAt(message, 'event', 'header', 'namespace') ?? '';
      const isError = stringAt(message, 'event', 'header', 'name') === 'ErrorResponse';
      if (!isError || !newerErrors.includes(`${namespace}/${type}`)) return undefined;
      return withEvent(message, {
        header: { ...objectAt(message, 'event', 'header'), namespace: 'Alexa' },
        payload: { type: 'INTERNAL_ERROR', message: valueAt(message, 'event', 'payload', 'message') },
      });
    },
  },
];

function neutraliseCategories(message: JsonObject): JsonObject | undefined {
  const endpoints = arrayAt(message, 'event', 'payload', 'endpoints');
  if (endpoints === undefined || nameOf(message) === 'Alexa.Discovery/DeleteReport') return undefined;
  let found = false;
  const replaced = endpoints.map((endpoint) => {
    const categories = arrayAt(endpoint, 'displayCategories');
    if (!isObject(endpoint) || categories === undefined) return endpoint;
    const older = categories.filter((category) => !newerCategories.includes(String(category)));
    if (older.length === categories.length) return endpoint;
    found = true;
    return { ...endpoint, displayCategories: older.length === 0 ? ['OTHER'] : older };
  });
  return found
    ? withEvent(message, { payload: { ...objectAt(message, 'event', 'payload'), endpoints: replaced } })
    : undefined;
}

function neutraliseCustomMode(message: JsonObject): JsonObject | undefined {
  let found = false;
  const withoutCustom = (capability: unknown): unknown => {
    const modes = arrayAt(capability, 'configuration', 'supportedModes');
    const isThermostat = stringAt(capability, 'interface') === 'Alexa.ThermostatController';
    if (!isObject(capability) || !isThermostat || modes?.includes('CUSTOM') !== true) return capability;
    found = true;
    const supportedModes = modes.filter((mode) => mode !== 'CUSTOM');
    return { ...capability, configuration: { ...objectAt(capability, 'configuration'), supportedModes } };
  };
  const endpoints = arrayAt(message, 'event', 'payload', 'endpoints')?.map((endpoint) => {
    const capabilities = arrayAt(endpoint, 'capabilities')?.map(withoutCustom);
    return isObject(endpoint) && capabilities !== undefined ? { ...endpoint, capabilities } : endpoint;
  });
  return found && endpoints !== undefined
    ? withEvent(message, { payload: { ...objectAt(message, 'event', 'payload'), endpoints } })
    : undefined;
}

function neutralisePlaybackState(message: JsonObject): JsonObject | undefined {
  let found = false;
  const without = (list: readonly unknown[] | undefined, left: (item: unknown) => boolean) =>
    list?.filter((item) => {
      const leave = left(item);
      found ||= leave;
      return !leave;
    });
  const context = without(arrayAt(message, 'context', 'properties'), isPlaybackState);
  const changed = without(arrayAt(message, 'event', 'payload', 'change', 'properties'), isPlaybackState);
  const endpoints = arrayAt(message, 'event', 'payload', 'endpoints')?.map((endpoint) => {
    const capabilities = without(arrayAt(endpoint, 'capabilities'), isPlaybackCapability);
    return isObject(endpoint) && capabilities !== undefined ? { ...endpoint, capabilities } : endpoint;
  });
  if (!found) return undefined;
  const payload = { ...objectAt(message, 'event', 'payload') };
  const change = { ...objectAt(payload, 'change'), properties: changed };
  return {
    ...withEvent(message, {
      payload: {
        ...payload,
        ...(changed === undefined ? {} : { change }),
        ...(endpoints === undefined ? {} : { endpoints }),
      },
    }),
    ...(context === undefined ? {} : { context: { ...objectAt(message, 'context'), properties: context } }),
  };
}

/** The property as the interface's page has it; with any other value it is left for the schema to refuse. */
function isPlaybackState(property: unknown): boolean {
  return (
    stringAt(property, 'namespace') === 'Alexa.PlaybackStateReporter' &&
    stringAt(property, 'name') === 'playbackState' &&
    ['PLAYING', 'PAUSED', 'STOPPED'].includes(stringAt(property, 'value', 'state') ?? '')
  );
}

function isPlaybackCapability(capability: unknown): boolean {
  return (
    stringAt(capability, 'interface') === 'Alexa.PlaybackStateReporter' &&
    (arrayAt(capability, 'properties', 'supported') ?? []).every(
      (supported) => stringAt(supported, 'name') === 'playbackState',
    )
  );
}

function nameOf(message: JsonObject): string {
  const header = objectAt(message, 'event', 'header');
  return `${stringAt(header, 'namespace') ?? ''}/${stringAt(header, 'name') ?? ''}`;
}

function withEvent(message: JsonObject, changes: JsonObject): JsonObject {
  return { ...message, event: { ...objectAt(message, 'event'), ...changes } };
}
