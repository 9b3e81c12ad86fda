import type { Device } from '../../api-types.ts';
import type { Words } from '../../i18n/en.ts';
import { domainOf } from './kinds.ts';

type Ability = keyof Words['devices']['abilities'];

/**
 * What Alexa's interfaces come to for a person. null: nothing that anybody would ask for.
 * @see https://developer.amazon.com/docs/device-apis/list-of-interfaces.html
 */
const ABILITIES: Readonly<Record<string, Ability | null>> = {
  Alexa: null,
  'Alexa.EndpointHealth': null,
  'Alexa.PlaybackStateReporter': null,
  'Alexa.PowerController': 'power',
  'Alexa.BrightnessController': 'brightness',
  'Alexa.ColorController': 'color',
  'Alexa.ColorTemperatureController': 'white',
  'Alexa.PercentageController': 'percentage',
  'Alexa.PowerLevelController': 'level',
  'Alexa.LockController': 'lock',
  'Alexa.ModeController': 'mode',
  'Alexa.RangeController': 'range',
  'Alexa.ToggleController': 'toggle',
  'Alexa.ThermostatController': 'target',
  'Alexa.TemperatureSensor': 'temperature',
  'Alexa.ContactSensor': 'contact',
  'Alexa.MotionSensor': 'motion',
  'Alexa.EventDetectionSensor': 'detection',
  'Alexa.DoorbellEventSource': 'ring',
  'Alexa.SceneController': 'start',
  'Alexa.Speaker': 'volume',
  'Alexa.StepSpeaker': 'volume',
  'Alexa.PlaybackController': 'playback',
  'Alexa.InputController': 'input',
  'Alexa.ChannelController': 'channel',
  'Alexa.SeekController': 'seek',
  'Alexa.EqualizerController': 'equalizer',
  'Alexa.TimeHoldController': 'hold',
  'Alexa.CameraStreamController': 'picture',
  'Alexa.SecurityPanelController': 'alarm',
};

/** What the general ones mean for some entities of Home Assistant. */
const OWN: Readonly<Record<string, Readonly<Record<string, Ability | null>>>> = {
  cover: {
    'Alexa.ModeController': 'openClose',
    'Alexa.RangeController': 'position',
    'Alexa.PowerController': 'openClose',
    'Alexa.PlaybackController': null,
  },
  valve: { 'Alexa.ModeController': 'openClose', 'Alexa.RangeController': 'position' },
  fan: { 'Alexa.RangeController': 'speed', 'Alexa.ToggleController': 'swing' },
  // Home Assistant shows them as contacts too, so that routines can start when they are switched.
  switch: { 'Alexa.ContactSensor': null },
  input_boolean: { 'Alexa.ContactSensor': null },
};

const at = <T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
  table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;

/** `Alexa.ColorController` → "color controller", for what this page does not know. */
const asWritten = (name: string): string => {
  const text = name.replace(/^Alexa\./, '').replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, ' ');
  return text.toLowerCase();
};

/** What one can ask of a device, in words, each once. */
export function abilitiesOf({ id, capabilities }: Device, { devices }: Words): string[] {
  const own = at(OWN, domainOf(id));
  const words = capabilities.flatMap((name) => {
    const special = at(own, name);
    const ability = special === undefined ? at(ABILITIES, name) : special;
    if (ability === null) return [];
    return [ability === undefined ? asWritten(name) : devices.abilities[ability]];
  });
  return [...new Set(words)];
}

/** Which of the words about forbidding fit a device; undefined for one that can only be asked. */
export function securableAs({
  id,
  capabilities,
  override,
}: Device): 'lock' | 'cover' | 'alarm' | 'other' | undefined {
  const isControlled = capabilities.some((name) => /Controller$/.test(name) && !/CameraStream/.test(name));
  if (!isControlled && override.secure !== true) return undefined;
  const domain = domainOf(id);
  if (domain === 'lock') return 'lock';
  if (domain === 'cover' || domain === 'valve') return 'cover';
  return domain === 'alarm_control_panel' ? 'alarm' : 'other';
}
