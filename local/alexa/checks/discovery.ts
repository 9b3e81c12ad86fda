import { endpointIdPattern } from './echo.ts';
import { arrayAt, isObject, type JsonObject, objectAt, unknownFields } from './json.ts';
import type { Check, Problem } from './problem.ts';

/** Alexa's limits (Alexa.Discovery interface): endpoints of one customer, capabilities of one endpoint. */
const maxEndpoints = 300;
const maxCapabilities = 100;
const maxText = 128;
const maxAttribute = 256;

/** "3", or a minor version of it; "3.0" is refused by Alexa although it says the same. */
const capabilityVersion = /^3(\.[1-9]\d*)?$/;

const texts = ['friendlyName', 'description', 'manufacturerName'];

/** Discover.Response: an answer without an endpoint or a context, whose endpoints keep Alexa's rules. */
export const checkDiscoverResponse: Check = ({ message, namespace, name }) => {
  if (namespace !== 'Alexa.Discovery' || name !== 'Discover.Response') return [];
  const payload = objectAt(message, 'event', 'payload') ?? {};
  return [
    ...(message.context === undefined ? [] : [problem('/context', 'a Discover.Response has no context')]),
    ...unknownFields(payload, ['endpoints']).map((field) =>
      problem(`/event/payload/${field}`, `${field} does not belong in a Discover.Response`),
    ),
    ...checkEndpoints(arrayAt(payload, 'endpoints'), '/event/payload/endpoints'),
  ];
};

/** Endpoints as both Discover.Response and AddOrUpdateReport carry them. */
export function checkEndpoints(endpoints: readonly unknown[] | undefined, path: string): readonly Problem[] {
  if (endpoints === undefined) return [problem(path, 'endpoints is an array')];
  const problems: Problem[] = [];
  if (endpoints.length > maxEndpoints) {
    problems.push(problem(path, `${endpoints.length} endpoints; Alexa takes ${maxEndpoints}`));
  }
  const ids = new Set<unknown>();
  endpoints.forEach((endpoint, index) => {
    const at = `${path}/${index}`;
    if (!isObject(endpoint)) {
      problems.push(problem(at, 'an endpoint is an object'));
      return;
    }
    if (ids.has(endpoint.endpointId))
      problems.push(problem(`${at}/endpointId`, 'this endpointId comes twice'));
    ids.add(endpoint.endpointId);
    problems.push(...checkEndpoint(endpoint, at));
  });
  return problems;
}

function checkEndpoint(endpoint: JsonObject, path: string): readonly Problem[] {
  const problems: Problem[] = [];
  if (typeof endpoint.endpointId !== 'string' || !endpointIdPattern.test(endpoint.endpointId)) {
    problems.push(problem(`${path}/endpointId`, 'endpointId is 1–256 of letters, digits and _-=#;:?@&'));
  }
  for (const field of texts) {
    const text = endpoint[field];
    if (typeof text !== 'string' || text === '' || characters(text) > maxText) {
      problems.push(problem(`${path}/${field}`, `${field} has 1–${maxText} characters`));
    }
  }
  const categories = endpoint.displayCategories;
  if (
    !Array.isArray(categories) ||
    categories.length === 0 ||
    categories.some((one) => typeof one !== 'string')
  ) {
    problems.push(problem(`${path}/displayCategories`, 'displayCategories is an array of at least one name'));
  }
  problems.push(...checkMap(endpoint.cookie, `${path}/cookie`, Number.POSITIVE_INFINITY));
  problems.push(...checkMap(endpoint.additionalAttributes, `${path}/additionalAttributes`, maxAttribute));
  problems.push(...checkCapabilities(endpoint.capabilities, `${path}/capabilities`));
  return problems;
}

function checkMap(value: unknown, path: string, limit: number): readonly Problem[] {
  if (value === undefined) return [];
  if (!isObject(value)) return [problem(path, 'this is a map of texts')];
  return Object.entries(value)
    .filter(([, text]) => typeof text !== 'string' || characters(text) > limit)
    .map(([field]) => problem(`${path}/${field}`, 'this is a text, and no longer than Alexa takes'));
}

function checkCapabilities(capabilities: unknown, path: string): readonly Problem[] {
  if (!Array.isArray(capabilities)) return [problem(path, 'capabilities is an array')];
  const problems: Problem[] = [];
  if (capabilities.length > maxCapabilities) {
    problems.push(problem(path, `${capabilities.length} capabilities; Alexa takes ${maxCapabilities}`));
  }
  const seen = new Set<string>();
  capabilities.forEach((capability: unknown, index) => {
    const at = `${path}/${index}`;
    if (!isObject(capability)) {
      problems.push(problem(at, 'a capability is an object'));
      return;
    }
    const key = JSON.stringify([capability.interface, capability.instance]);
    if (seen.has(key)) problems.push(problem(at, 'this interface and instance come twice'));
    seen.add(key);
    if (capability.type !== 'AlexaInterface')
      problems.push(problem(`${at}/type`, 'type is "AlexaInterface"'));
    if (typeof capability.interface !== 'string' || !/^Alexa(\.|$)/.test(capability.interface)) {
      problems.push(problem(`${at}/interface`, 'interface is the name of one of Alexa’s interfaces'));
    }
    if (typeof capability.version !== 'string' || !capabilityVersion.test(capability.version)) {
      problems.push(problem(`${at}/version`, 'version is the string "3", or a minor version of it'));
    }
  });
  if (!capabilities.some((capability: unknown) => isObject(capability) && capability.interface === 'Alexa')) {
    problems.push(problem(path, 'every endpoint declares the bare Alexa interface'));
  }
  return problems;
}

/** Characters as Alexa counts them: code points, so that an emoji is one. */
function characters(text: string): number {
  return [...text].length;
}

function problem(path: string, message: string): Problem {
  return { rule: 'discovery', path, message };
}
