import { type Attributes, type Change, type Entity, listOf, numberOf } from '../entity.ts';
import { becomes, InvalidServiceData, numberField, type Service, type Services } from './service.ts';

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

function colorField(data: Attributes): readonly [number, number] | undefined {
  const value: unknown = data.hs_color;
  if (value === undefined) return undefined;
  const [hue, saturation]: unknown[] = Array.isArray(value) ? value : [];
  if (typeof hue !== 'number' || typeof saturation !== 'number') throw new InvalidServiceData('hs_color');
  return [clamp(hue, 0, 360), clamp(saturation, 0, 100)];
}

/** Off lamps show no brightness: a step starts from zero there, as in Home Assistant. */
function brightnessAfter(entity: Entity, percent?: number, step?: number): number | undefined {
  if (percent !== undefined) return Math.round(percent * 2.55);
  if (step !== undefined)
    return clamp(Math.round((numberOf(entity, 'brightness') ?? 0) + step * 2.55), 0, 255);
  return undefined;
}

const turnOn: Service = (data) => {
  const percent = numberField(data, 'brightness_pct', 0, 100);
  const step = numberField(data, 'brightness_step_pct', -100, 100);
  const kelvin = numberField(data, 'color_temp_kelvin', 1, 100_000);
  const color = colorField(data);
  return (entity): Change => {
    const attributes: Record<string, unknown> = {};
    const modes = listOf(entity, 'supported_color_modes');
    const brightness = brightnessAfter(entity, percent, step);
    if (brightness === 0) return { state: 'off' };
    if (brightness !== undefined) attributes.brightness = brightness;
    if (kelvin !== undefined && modes.includes('color_temp')) {
      attributes.color_mode = 'color_temp';
      attributes.color_temp_kelvin = clamp(
        Math.round(kelvin),
        numberOf(entity, 'min_color_temp_kelvin') ?? kelvin,
        numberOf(entity, 'max_color_temp_kelvin') ?? kelvin,
      );
    }
    if (color && modes.includes('hs')) {
      attributes.color_mode = 'hs';
      attributes.hs_color = color;
    }
    return { state: 'on', attributes };
  };
};

/** `light.*`: brightness in per cent, steps of it, colour as hue and saturation, white in kelvin. */
export const lightServices: Services = { turn_on: turnOn, turn_off: becomes('off') };
