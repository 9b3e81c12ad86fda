import { isObject, type JsonObject, stringAt, valueAt } from '../checks/json.ts';

/** A reported property as a person reads it: its name (and instance) and its value. */
export function propertyText(property: unknown): readonly [string, string] {
  const instance = stringAt(property, 'instance');
  const name = stringAt(property, 'name') ?? '?';
  return [instance === undefined ? name : `${name} (${instance})`, valueText(valueAt(property, 'value'))];
}

function valueText(value: unknown): string {
  if (!isObject(value)) return typeof value === 'string' ? value : JSON.stringify(value);
  const shape = shapes.find(({ fits }) => fits(value));
  return shape === undefined ? JSON.stringify(value) : shape.text(value);
}

const degrees: Readonly<Record<string, string>> = { CELSIUS: '°C', FAHRENHEIT: '°F', KELVIN: 'K' };

/** Value objects that Alexa's interfaces share. */
const shapes: readonly {
  readonly fits: (value: JsonObject) => boolean;
  readonly text: (value: JsonObject) => string;
}[] = [
  {
    fits: ({ value, scale }) => typeof value === 'number' && typeof scale === 'string',
    text: ({ value, scale }) => `${String(value)} ${degrees[String(scale)] ?? String(scale)}`,
  },
  {
    fits: ({ hue, saturation, brightness }) => [hue, saturation, brightness].every(Number.isFinite),
    text: ({ hue, saturation, brightness }) =>
      `hue ${Math.round(Number(hue))}°, saturation ${percent(saturation)}, brightness ${percent(brightness)}`,
  },
  {
    fits: (value) => typeof value.value === 'string' && Object.keys(value).length === 1,
    text: ({ value }) => String(value),
  },
  {
    fits: (value) => typeof value.state === 'string' && Object.keys(value).length === 1,
    text: ({ state }) => String(state),
  },
];

function percent(share: unknown): string {
  return `${Math.round(Number(share) * 100)} %`;
}
