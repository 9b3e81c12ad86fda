import type { ComponentType } from 'preact';
import { Thermostat } from './climate.tsx';
import type { ControlProps } from './control.ts';
import { Lock, Mode, Percentage, Power, PowerLevel, Range, Scene, Toggle } from './generic.tsx';
import { Brightness, Colors, Whiteness } from './light.tsx';
import { Playback, Speaker, StepSpeaker } from './media.tsx';

/** The control for each of Alexa's interfaces that has one; of the others a tile shows their state. */
export const CONTROLS: ReadonlyMap<string, ComponentType<ControlProps>> = new Map([
  ['Alexa.PowerController', Power],
  ['Alexa.BrightnessController', Brightness],
  ['Alexa.ColorController', Colors],
  ['Alexa.ColorTemperatureController', Whiteness],
  ['Alexa.ThermostatController', Thermostat],
  ['Alexa.LockController', Lock],
  ['Alexa.RangeController', Range],
  ['Alexa.ModeController', Mode],
  ['Alexa.ToggleController', Toggle],
  ['Alexa.PercentageController', Percentage],
  ['Alexa.PowerLevelController', PowerLevel],
  ['Alexa.SceneController', Scene],
  ['Alexa.Speaker', Speaker],
  ['Alexa.StepSpeaker', StepSpeaker],
  ['Alexa.PlaybackController', Playback],
]);
