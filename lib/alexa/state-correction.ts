import type { Directive, Property } from './message.ts';

type Payload = Record<string, unknown>;

interface Assignment {
  namespace: string;
  name: string;
  value: unknown;
}

type Assign = (payload: Payload) => Assignment[];

const constant =
  (namespace: string, name: string, value: unknown): Assign =>
  () => [{ namespace, name, value }];

const copied =
  (namespace: string, name: string, field = name): Assign =>
  (payload) => [{ namespace, name, value: payload[field] }];

/** Alexa sends one set point or a range of two; each that it sends was set. */
const setpoints: Assign = (payload) =>
  ['targetSetpoint', 'lowerSetpoint', 'upperSetpoint'].map((name) => ({
    namespace: 'Alexa.ThermostatController',
    name,
    value: payload[name],
  }));

const thermostatMode: Assign = (payload) => {
  const mode = payload.thermostatMode as { value?: unknown } | undefined;
  // A custom mode is reported under the device's own name for it, which the home knows and we do not.
  return [
    {
      namespace: 'Alexa.ThermostatController',
      name: 'thermostatMode',
      value: mode?.value === 'CUSTOM' ? undefined : mode?.value,
    },
  ];
};

/** What each absolute set leaves behind when it succeeds. Relative directives are absent: the home alone knows. */
const ASSIGNMENTS: Readonly<Record<string, Assign>> = {
  'Alexa.PowerController/TurnOn': constant('Alexa.PowerController', 'powerState', 'ON'),
  'Alexa.PowerController/TurnOff': constant('Alexa.PowerController', 'powerState', 'OFF'),
  'Alexa.BrightnessController/SetBrightness': copied('Alexa.BrightnessController', 'brightness'),
  'Alexa.ColorController/SetColor': copied('Alexa.ColorController', 'color'),
  'Alexa.ColorTemperatureController/SetColorTemperature': copied(
    'Alexa.ColorTemperatureController',
    'colorTemperatureInKelvin',
  ),
  'Alexa.PercentageController/SetPercentage': copied('Alexa.PercentageController', 'percentage'),
  'Alexa.PowerLevelController/SetPowerLevel': copied('Alexa.PowerLevelController', 'powerLevel'),
  'Alexa.RangeController/SetRangeValue': copied('Alexa.RangeController', 'rangeValue'),
  'Alexa.ModeController/SetMode': copied('Alexa.ModeController', 'mode'),
  'Alexa.ToggleController/TurnOn': constant('Alexa.ToggleController', 'toggleState', 'ON'),
  'Alexa.ToggleController/TurnOff': constant('Alexa.ToggleController', 'toggleState', 'OFF'),
  'Alexa.LockController/Lock': constant('Alexa.LockController', 'lockState', 'LOCKED'),
  'Alexa.LockController/Unlock': constant('Alexa.LockController', 'lockState', 'UNLOCKED'),
  'Alexa.Speaker/SetVolume': copied('Alexa.Speaker', 'volume'),
  'Alexa.Speaker/SetMute': copied('Alexa.Speaker', 'muted', 'mute'),
  'Alexa.InputController/SelectInput': copied('Alexa.InputController', 'input'),
  'Alexa.ThermostatController/SetTargetTemperature': setpoints,
  'Alexa.ThermostatController/SetThermostatMode': thermostatMode,
};

const concerns = (assignment: Assignment, property: Property, instance: string | undefined) =>
  property.namespace === assignment.namespace &&
  property.name === assignment.name &&
  property.instance === instance &&
  assignment.value !== undefined;

/**
 * Home Assistant calls its services without waiting and may answer with the state of the moment before. Alexa
 * would show that in its app. So, in the answer to a successful absolute set, the properties that it set (and
 * that the home reports) carry the value that was set.
 * @param now epoch milliseconds, the time of the corrected samples
 */
export function correctState(directive: Directive, properties: readonly Property[], now: number): Property[] {
  const { namespace, name, instance } = directive.header;
  const assignments = ASSIGNMENTS[`${namespace}/${name}`]?.(directive.payload) ?? [];
  return properties.map((property) => {
    const assignment = assignments.find((candidate) => concerns(candidate, property, instance));
    if (assignment === undefined || JSON.stringify(assignment.value) === JSON.stringify(property.value)) {
      return property;
    }
    return { ...property, value: assignment.value, timeOfSample: new Date(now).toISOString() };
  });
}
