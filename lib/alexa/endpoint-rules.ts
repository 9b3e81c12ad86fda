import { isObject, type Json } from '../json.ts';
import type { BrokenRule } from './broken-rules.ts';
import { joinEndpointId } from './endpoint-id.ts';
import { isEndpointId } from './message.ts';

const MAX_CAPABILITIES = 100;
const MAX_TEXT = 128;
/** One endpoint must fit into an AddOrUpdateReport of 256 KB, with room for the envelope. */
const MAX_ENDPOINT_BYTES = 200 * 1024;

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= MAX_TEXT;

const isStrings = (value: unknown): value is string[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((entry) => typeof entry === 'string' && entry !== '');

const isCapability = (value: unknown): value is Json =>
  isObject(value) &&
  value.type === 'AlexaInterface' &&
  typeof value.interface === 'string' &&
  /^Alexa(\.|$)/.test(value.interface) &&
  typeof value.version === 'string' &&
  /^3(\.[1-9]\d*)?$/.test(value.version);

/** An interface comes once, or once an instance. */
const capabilityKey = (capability: Json) => JSON.stringify([capability.interface, capability.instance]);

/** Once it is known that they are some. */
const capabilitiesOf = ({ capabilities }: Json) => capabilities as Json[];

/** Whether an endpoint keeps each rule; the later ones count on those before them. */
const RULES: readonly (readonly [BrokenRule, (endpoint: Json, home: string) => boolean])[] = [
  [
    'id',
    ({ endpointId }, home) =>
      typeof endpointId === 'string' &&
      endpointId !== '' &&
      isEndpointId(joinEndpointId({ home, local: endpointId })),
  ],
  ['name', ({ friendlyName }) => isText(friendlyName)],
  ['description', ({ description }) => isText(description)],
  ['manufacturer', ({ manufacturerName }) => isText(manufacturerName)],
  ['category', ({ displayCategories }) => isStrings(displayCategories)],
  [
    'capability',
    ({ capabilities }) =>
      Array.isArray(capabilities) && capabilities.length > 0 && capabilities.every(isCapability),
  ],
  ['many_capabilities', (endpoint) => capabilitiesOf(endpoint).length <= MAX_CAPABILITIES],
  [
    'same_capability',
    (endpoint) => {
      const all = capabilitiesOf(endpoint);
      return new Set(all.map(capabilityKey)).size === all.length;
    },
  ],
  ['no_alexa', (endpoint) => capabilitiesOf(endpoint).some((each) => each.interface === 'Alexa')],
  ['size', (endpoint) => Buffer.byteLength(JSON.stringify(endpoint)) <= MAX_ENDPOINT_BYTES],
];

/**
 * The first of Alexa's rules that an endpoint breaks by itself.
 * @param home the home's key, which becomes part of the id
 * @see https://developer.amazon.com/docs/device-apis/alexa-discovery.html
 */
export const brokenRule = (endpoint: Json, home: string): BrokenRule | undefined =>
  RULES.find(([, isKept]) => !isKept(endpoint, home))?.[0];
