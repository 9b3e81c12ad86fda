import { arrayAt, isObject, objectAt, stringAt, valueAt } from '../alexa/checks/json.ts';
import type { DeviceView, PropertyView } from './view.ts';

/** What a device can do, with all that its controls have to know. */
export interface Capability {
  readonly interface: string;
  readonly instance?: string;
  /** What people call it, where discovery says so. */
  readonly label?: string;
  readonly range?: {
    readonly min: number;
    readonly max: number;
    readonly step: number;
    readonly unit?: string;
  };
  /** Of a mode controller or a thermostat. */
  readonly modes?: readonly { readonly value: string; readonly label: string }[];
  /** Of a playback controller. */
  readonly operations?: readonly string[];
  /** Of a scene. */
  readonly canStop?: boolean;
}

/** `Alexa.Setting.FanSpeed` → "Fan speed". */
function assetWords(id: string): string {
  const words = (id.split('.').at(-1) ?? id).replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The first of the names that a resource has: its text, or that of Alexa's catalogue. */
function nameOf(resources: unknown): string | undefined {
  const names = (arrayAt(resources, 'friendlyNames') ?? []).map((name) => {
    const text = stringAt(name, 'value', 'text');
    const asset = stringAt(name, 'value', 'assetId');
    return text ?? (asset === undefined ? undefined : assetWords(asset));
  });
  return names.find((name) => name !== undefined);
}

function rangeOf(configuration: unknown): Capability['range'] {
  const range = objectAt(configuration, 'supportedRange');
  const { minimumValue: min, maximumValue: max, precision: step } = range ?? {};
  if (typeof min !== 'number' || typeof max !== 'number' || typeof step !== 'number') return undefined;
  const unit = stringAt(configuration, 'unitOfMeasure');
  return { min, max, step, ...(unit === undefined ? {} : { unit }) };
}

function modesOf(configuration: unknown): Capability['modes'] {
  const modes = arrayAt(configuration, 'supportedModes')?.flatMap((mode) => {
    // A thermostat's are plain texts; a mode controller's come with names.
    if (typeof mode === 'string') return [{ value: mode, label: assetWords(mode) }];
    const value = stringAt(mode, 'value');
    if (value === undefined) return [];
    return [{ value, label: nameOf(valueAt(mode, 'modeResources')) ?? assetWords(value) }];
  });
  return modes;
}

function capabilityOf(capability: unknown): Capability[] {
  const name = stringAt(capability, 'interface');
  if (name === undefined) return [];
  const instance = stringAt(capability, 'instance');
  const configuration = valueAt(capability, 'configuration');
  const label = nameOf(valueAt(capability, 'capabilityResources'));
  const range = rangeOf(configuration);
  const modes = modesOf(configuration);
  const operations = arrayAt(capability, 'supportedOperations')?.filter((each) => typeof each === 'string');
  const canStop = valueAt(capability, 'supportsDeactivation');
  return [
    {
      interface: name,
      ...(instance === undefined ? {} : { instance }),
      ...(label === undefined ? {} : { label }),
      ...(range === undefined ? {} : { range }),
      ...(modes === undefined ? {} : { modes }),
      ...(operations === undefined ? {} : { operations }),
      ...(typeof canStop === 'boolean' ? { canStop } : {}),
    },
  ];
}

/** Reads an endpoint of a discovery; undefined when it is none. */
export function deviceOf(endpoint: unknown): DeviceView | undefined {
  const id = stringAt(endpoint, 'endpointId');
  const name = stringAt(endpoint, 'friendlyName');
  if (id === undefined || name === undefined) return undefined;
  const [category] = arrayAt(endpoint, 'displayCategories') ?? [];
  return {
    id,
    name,
    category: typeof category === 'string' ? category : 'OTHER',
    capabilities: (arrayAt(endpoint, 'capabilities') ?? []).flatMap(capabilityOf),
    properties: [],
  };
}

/** Whether Alexa can ask how it is. */
export const isRetrievable = (endpoint: unknown): boolean =>
  (arrayAt(endpoint, 'capabilities') ?? []).some(
    (capability) => valueAt(capability, 'properties', 'retrievable') === true,
  );

/** Reads the properties of a message's list; what is none is left out. */
export function propertiesOf(list: readonly unknown[] | undefined): PropertyView[] {
  return (list ?? []).flatMap((property) => {
    const namespace = stringAt(property, 'namespace');
    const name = stringAt(property, 'name');
    if (!isObject(property) || namespace === undefined || name === undefined) return [];
    const instance = stringAt(property, 'instance');
    return [{ namespace, name, value: property.value, ...(instance === undefined ? {} : { instance }) }];
  });
}

const keyOf = ({ namespace, instance, name }: PropertyView): string => [namespace, instance, name].join(' ');

/** What was known, with the news in its place. */
export function withNews(known: readonly PropertyView[], news: readonly PropertyView[]): PropertyView[] {
  const all = new Map(known.map((property) => [keyOf(property), property]));
  for (const property of news) all.set(keyOf(property), property);
  return [...all.values()];
}
