import type { ControlProps } from './control.ts';
import { Choice, Slider } from './parts.tsx';

const numberOr = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** Alexa.BrightnessController, in percent. */
export const Brightness = ({ device, value, send }: ControlProps) => (
  <Slider
    label="Brightness"
    name={`${device}: brightness`}
    min={0}
    max={100}
    step={1}
    unit=" %"
    value={numberOr(value('brightness'))}
    set={(brightness) => send('SetBrightness', { brightness })}
  />
);

/** Alexa's own names for whites, with their kelvins (Alexa.ColorTemperatureController). */
const WHITES = [
  ['2200', 'Warm'],
  ['2700', 'Soft white'],
  ['4000', 'White'],
  ['5500', 'Daylight'],
  ['7000', 'Cool'],
] as const;

/** Alexa.ColorTemperatureController; a white between the names is shown by its number. */
export function Whiteness({ device, value, send }: ControlProps) {
  const kelvin = numberOr(value('colorTemperatureInKelvin'));
  const named = WHITES.map(([each, label]) => ({ value: each, label }));
  const current = kelvin === undefined ? undefined : String(kelvin);
  const isNamed = current === undefined || named.some((white) => white.value === current);
  const choices = isNamed ? named : [...named, { value: current, label: `${current} K` }];
  return (
    <Choice
      label="White"
      name={`${device}: white`}
      choices={choices}
      value={current}
      set={(chosen) => void send('SetColorTemperature', { colorTemperatureInKelvin: Number(chosen) })}
    />
  );
}

interface Color {
  hue: number;
  saturation: number;
  brightness: number;
}

const COLORS: readonly (readonly [name: string, hue: number, saturation: number])[] = [
  ['Red', 0, 1],
  ['Orange', 39, 1],
  ['Yellow', 60, 1],
  ['Green', 120, 1],
  ['Blue', 240, 1],
  ['Purple', 277, 0.86],
  ['Pink', 350, 0.25],
];

/** Hue and saturation at full brightness as CSS has them. */
const cssOf = (hue: number, saturation: number): string => `hsl(${hue} 100% ${100 - saturation * 50}%)`;

const isColor = (value: unknown): value is Color =>
  typeof value === 'object' && value !== null && 'hue' in value && 'saturation' in value;

const CLOSE_DEGREES = 6;
const CLOSE_SHARE = 0.1;

/** Alexa.ColorController: Alexa's names for colours; brightness is always full, as she sends it. */
export function Colors({ device, value, send }: ControlProps) {
  const now = value('color');
  const isNow = (hue: number, saturation: number) =>
    isColor(now) &&
    Math.abs(now.hue - hue) < CLOSE_DEGREES &&
    Math.abs(now.saturation - saturation) < CLOSE_SHARE;
  return (
    <fieldset class="control colors">
      <legend class="unseen">{device}: colour</legend>
      {COLORS.map(([name, hue, saturation]) => (
        <button
          key={name}
          type="button"
          class="color"
          title={name}
          aria-label={`${device}: ${name.toLowerCase()}`}
          aria-pressed={isNow(hue, saturation)}
          style={{ '--color': cssOf(hue, saturation) }}
          onClick={() => void send('SetColor', { color: { hue, saturation, brightness: 1 } })}
        />
      ))}
    </fieldset>
  );
}
