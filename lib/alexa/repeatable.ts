import type { Header } from './message.ts';

/**
 * Directives that leave the home in the same state however often they arrive: questions, and sets to an
 * absolute value. Everything that is relative, toggles, skips or starts something is absent on purpose.
 */
const REPEATABLE = new Set([
  'Alexa.Discovery/Discover',
  'Alexa/ReportState',
  'Alexa.PowerController/TurnOn',
  'Alexa.PowerController/TurnOff',
  'Alexa.BrightnessController/SetBrightness',
  'Alexa.ColorController/SetColor',
  'Alexa.ColorTemperatureController/SetColorTemperature',
  'Alexa.PercentageController/SetPercentage',
  'Alexa.PowerLevelController/SetPowerLevel',
  'Alexa.RangeController/SetRangeValue',
  'Alexa.ModeController/SetMode',
  'Alexa.ToggleController/TurnOn',
  'Alexa.ToggleController/TurnOff',
  'Alexa.LockController/Lock',
  'Alexa.Speaker/SetVolume',
  'Alexa.Speaker/SetMute',
  'Alexa.ThermostatController/SetTargetTemperature',
  'Alexa.ThermostatController/SetThermostatMode',
  'Alexa.InputController/SelectInput',
  'Alexa.EqualizerController/SetMode',
]);

/** Whether sending the directive a second time does no harm. */
export const isRepeatable = ({ namespace, name }: Header): boolean => REPEATABLE.has(`${namespace}/${name}`);
