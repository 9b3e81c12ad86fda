import { createHash } from 'node:crypto';
import { isObject, type Json } from '../json.ts';
import { joinEndpointId } from './endpoint-id.ts';
import { isEndpointId } from './message.ts';

/** @see https://developer.amazon.com/docs/device-apis/alexa-discovery.html */
export const MAX_ENDPOINTS = 300;
const MAX_CAPABILITIES = 100;
const MAX_TEXT = 128;
const MAX_ATTRIBUTE = 256;
/** Lambda answers with at most 6 MB; the envelope and our own identifiers need some of it. */
const MAX_DISCOVERY_BYTES = 5_500_000;
const ROOM_FOR_OUR_OWN = 400;
/** One endpoint must fit into an AddOrUpdateReport of 256 KB, with room for the envelope. */
const MAX_ENDPOINT_BYTES = 200 * 1024;

/** A discovered endpoint that Alexa will take; its id is the home's own. */
export interface VettedEndpoint {
  endpointId: string;
  friendlyName: string;
  description: string;
  manufacturerName: string;
  displayCategories: string[];
  capabilities: Record<string, unknown>[];
  additionalAttributes?: Record<string, string>;
}

/** An endpoint that Alexa would not take, and why; for the owner to see. */
export interface HeldBackEndpoint {
  /** The home's id, shortened if need be; empty where there was none. */
  endpointId: string;
  friendlyName: string;
  reason: string;
}

export interface VettedDiscovery {
  endpoints: VettedEndpoint[];
  heldBack: HeldBackEndpoint[];
}

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

function textRule(field: 'friendlyName' | 'description' | 'manufacturerName', label: string) {
  return (endpoint: Json) =>
    isText(endpoint[field]) ? undefined : `its ${label} is empty or longer than 128 characters`;
}

/** Each rule of Alexa's, as a reason why an endpoint breaks it. The first that applies is shown. */
const RULES: readonly ((endpoint: Json, home: string) => string | undefined)[] = [
  ({ endpointId }, home) =>
    typeof endpointId === 'string' &&
    endpointId !== '' &&
    isEndpointId(joinEndpointId({ home, local: endpointId }))
      ? undefined
      : 'its id is missing, too long, or has characters that Alexa does not allow',
  textRule('friendlyName', 'name'),
  textRule('description', 'description'),
  textRule('manufacturerName', 'manufacturer'),
  ({ displayCategories }) => (isStrings(displayCategories) ? undefined : 'it has no display category'),
  ({ capabilities }) =>
    Array.isArray(capabilities) && capabilities.length > 0 && capabilities.every(isCapability)
      ? undefined
      : 'it has no capability, or one that cannot be read',
  ({ capabilities }) =>
    (capabilities as Json[]).length <= MAX_CAPABILITIES
      ? undefined
      : `it has more than ${MAX_CAPABILITIES} capabilities`,
  ({ capabilities }) =>
    new Set((capabilities as Json[]).map(capabilityKey)).size === (capabilities as Json[]).length
      ? undefined
      : 'it has the same capability twice',
  ({ capabilities }) =>
    (capabilities as Json[]).some((capability) => capability.interface === 'Alexa')
      ? undefined
      : 'it does not have the interface "Alexa", which every device must have',
  (endpoint) =>
    Buffer.byteLength(JSON.stringify(endpoint)) <= MAX_ENDPOINT_BYTES
      ? undefined
      : 'its description for Alexa is too large',
];

/** All that Alexa knows; it refuses others. */
const ATTRIBUTES = [
  'manufacturer',
  'model',
  'serialNumber',
  'firmwareVersion',
  'softwareVersion',
  'customIdentifier',
] as const;

/** Attributes are decoration: one that Alexa would not take is left out, not the endpoint. */
function cleanAttributes(attributes: unknown): Record<string, string> | undefined {
  if (!isObject(attributes)) return undefined;
  const entries = ATTRIBUTES.flatMap((name) => {
    const value = attributes[name];
    return typeof value === 'string' && value !== '' && value.length <= MAX_ATTRIBUTE ? [[name, value]] : [];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function clean(endpoint: Json): VettedEndpoint {
  const { endpointId, friendlyName, description, manufacturerName, displayCategories, capabilities } =
    endpoint as unknown as VettedEndpoint;
  const attributes = cleanAttributes(endpoint.additionalAttributes);
  return {
    endpointId,
    friendlyName,
    description,
    manufacturerName,
    displayCategories,
    capabilities,
    ...(attributes && { additionalAttributes: attributes }),
  };
}

const shown = (value: unknown) => (typeof value === 'string' ? value.slice(0, MAX_TEXT) : '');

/**
 * Checks each endpoint of a home's discovery against Alexa's limits. One bad endpoint in a Discover.Response can
 * cost the user all of them, so it is left out here, with the reason.
 * @param home the home's key, which becomes part of the ids
 */
export function vetEndpoints(raw: readonly unknown[], home: string): VettedDiscovery {
  const endpoints: VettedEndpoint[] = [];
  const heldBack: HeldBackEndpoint[] = [];
  const seen = new Set<unknown>();
  for (const candidate of raw) {
    const endpoint = isObject(candidate) ? candidate : {};
    const { endpointId, friendlyName } = endpoint;
    const broken = RULES.reduce<string | undefined>(
      (reason, rule) => reason ?? rule(endpoint, home),
      undefined,
    );
    const reason = broken ?? (seen.has(endpointId) ? 'another device has the same id' : undefined);
    if (reason === undefined) {
      endpoints.push(clean(endpoint));
      seen.add(endpointId);
    } else {
      heldBack.push({ endpointId: shown(endpointId), friendlyName: shown(friendlyName), reason });
    }
  }
  return { endpoints, heldBack };
}

/**
 * Alexa takes 300 endpoints of a customer, and Lambda answers no more than some megabytes. The cut goes by home, in the
 * order in which they were connected, then by id, so that discovery and every later report agree on who is left out.
 */
export function cutToLimit<T extends { endpointId: string }>(
  homes: readonly { home: string; endpoints: readonly T[] }[],
): { kept: { home: string; endpoint: T }[]; left: { home: string; endpoint: T }[] } {
  const all = homes.flatMap(({ home, endpoints }) =>
    endpoints
      .toSorted((a, b) => (a.endpointId < b.endpointId ? -1 : 1))
      .map((endpoint) => ({ home, endpoint })),
  );
  let bytes = 0;
  const fits = ({ endpoint }: { endpoint: T }, index: number) => {
    bytes += Buffer.byteLength(JSON.stringify(endpoint)) + ROOM_FOR_OUR_OWN;
    return index < MAX_ENDPOINTS && bytes <= MAX_DISCOVERY_BYTES;
  };
  const firstLeft = all.findIndex((entry, index) => !fits(entry, index));
  const kept = firstLeft === -1 ? all.length : firstLeft;
  return { kept: all.slice(0, kept), left: all.slice(kept) };
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex');

/**
 * An endpoint as one user's Alexa sees it: the id carries the home's key, and `customIdentifier` is this user's
 * own (Home Assistant sends the same one for every installation, and Alexa takes equal ones for one device).
 */
export function endpointForUser(endpoint: VettedEndpoint, home: string, sub: string): VettedEndpoint {
  const endpointId = joinEndpointId({ home, local: endpoint.endpointId });
  const plain = `${digest(sub).slice(0, 16)}-${endpointId}`;
  return {
    ...endpoint,
    endpointId,
    additionalAttributes: {
      ...endpoint.additionalAttributes,
      customIdentifier: plain.length <= MAX_ATTRIBUTE ? plain : `${plain.slice(0, 17)}${digest(endpointId)}`,
    },
  };
}
