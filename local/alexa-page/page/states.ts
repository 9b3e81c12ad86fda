import type { Capability } from '../device-view.ts';
import type { DeviceView, PropertyView } from '../view.ts';

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

/** A capability's property as it was last heard of; undefined when it was not. */
export const heardOf = (
  { properties }: DeviceView,
  { interface: namespace, instance }: Pick<Capability, 'interface' | 'instance'>,
  name: string,
): unknown =>
  properties.find(
    (property) =>
      property.namespace === namespace && property.instance === instance && property.name === name,
  )?.value;

const SIGNS: Readonly<Record<string, string>> = { CELSIUS: '°C', FAHRENHEIT: '°F', KELVIN: 'K' };

/** `{value: 21.5, scale: 'CELSIUS'}` → "21.5 °C". */
export const degrees = (temperature: unknown): string => {
  const { value, scale } = record(temperature);
  return typeof value === 'number' ? `${value} ${SIGNS[String(scale)] ?? ''}` : '';
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
const word = (value: unknown): string => capital(String(value).replaceAll('_', ' '));
const wordOf = (member: string) => (value: unknown) => word(record(value)[member] ?? value);

type Words = (value: unknown) => string;
const detected =
  (yes: string, no: string): Words =>
  (value) =>
    value === 'DETECTED' ? yes : no;
const silent: Words = () => '';

/** What is said of a property beside the name; a control that shows it already makes it silent here. */
const WORDS: Readonly<Record<string, Words>> = {
  'Alexa.PowerController powerState': word,
  'Alexa.LockController lockState': word,
  'Alexa.TemperatureSensor temperature': degrees,
  'Alexa.HumiditySensor relativeHumidity': (value) => `${String(value)} % humidity`,
  'Alexa.ContactSensor detectionState': detected('Open', 'Closed'),
  'Alexa.MotionSensor detectionState': detected('Motion', 'No motion'),
  'Alexa.SecurityPanelController armState': word,
  'Alexa.PlaybackStateReporter playbackState': wordOf('state'),
  'Alexa.EndpointHealth connectivity': silent,
  'Alexa.BrightnessController brightness': silent,
  'Alexa.ColorController color': silent,
  'Alexa.ColorTemperatureController colorTemperatureInKelvin': silent,
  'Alexa.RangeController rangeValue': silent,
  'Alexa.ModeController mode': silent,
  'Alexa.ToggleController toggleState': silent,
  'Alexa.Speaker volume': silent,
  'Alexa.Speaker muted': silent,
  'Alexa.PercentageController percentage': silent,
  'Alexa.PowerLevelController powerLevel': silent,
  'Alexa.ThermostatController thermostatMode': silent,
  'Alexa.ThermostatController targetSetpoint': silent,
  'Alexa.ThermostatController lowerSetpoint': (value) => `from ${degrees(value)}`,
  'Alexa.ThermostatController upperSetpoint': (value) => `to ${degrees(value)}`,
};

/** What nobody has words for is shown as it came. */
const unknownWords = ({ name, value }: PropertyView): string =>
  `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`;

const CLOSING = new Set([
  'INTERIOR_BLIND',
  'EXTERIOR_BLIND',
  'GARAGE_DOOR',
  'DOOR',
  'LIGHT',
  'SMARTPLUG',
  'SWITCH',
]);

/** How a device is, in a line; empty when nothing is known of it. */
export function inWords(device: DeviceView): string {
  const { properties, category, rang } = device;
  const said = properties.flatMap((property) => {
    // Home Assistant shows switches as contacts too, for routines; beside on and off it would be the same again.
    if (property.namespace === 'Alexa.ContactSensor' && CLOSING.has(category)) return [];
    const words = WORDS[`${property.namespace} ${property.name}`];
    return [words === undefined ? unknownWords(property) : words(property.value)];
  });
  const rung = rang === undefined ? [] : [`Rang at ${new Date(rang).toLocaleTimeString('en')}`];
  return [...new Set([...said, ...rung])].filter((text) => text !== '').join(' · ');
}

/** Whether the home says that it can be reached; true until it says otherwise. */
export const isReachable = (device: DeviceView): boolean => {
  const connectivity = heardOf(device, { interface: 'Alexa.EndpointHealth' }, 'connectivity');
  return record(connectivity).value !== 'UNREACHABLE';
};

/** Whether it is on. */
export const isLit = (device: DeviceView): boolean =>
  heardOf(device, { interface: 'Alexa.PowerController' }, 'powerState') === 'ON';
