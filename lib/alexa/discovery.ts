import { createHash } from 'node:crypto';
import { isObject, type Json } from '../json.ts';
import { BROKEN_RULES, type BrokenRule } from './broken-rules.ts';
import { joinEndpointId } from './endpoint-id.ts';
import { brokenRule } from './endpoint-rules.ts';

/** @see https://developer.amazon.com/docs/device-apis/alexa-discovery.html */
export const MAX_ENDPOINTS = 300;
/** Of what is shown of an endpoint that Alexa would not take. */
const MAX_TEXT = 128;
const MAX_ATTRIBUTE = 256;
/** Lambda answers with at most 6 MB; the envelope and our own identifiers need some of it. */
const MAX_DISCOVERY_BYTES = 5_500_000;
const ROOM_FOR_OUR_OWN = 400;

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
  rule: BrokenRule;
  /** The same in words. */
  reason: string;
}

export interface VettedDiscovery {
  endpoints: VettedEndpoint[];
  heldBack: HeldBackEndpoint[];
}

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
    const rule = brokenRule(endpoint, home) ?? (seen.has(endpointId) ? 'same_id' : undefined);
    if (rule === undefined) {
      endpoints.push(clean(endpoint));
      seen.add(endpointId);
    } else {
      const named = { endpointId: shown(endpointId), friendlyName: shown(friendlyName) };
      heldBack.push({ ...named, rule, reason: BROKEN_RULES[rule] });
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
