import { isObject } from '../alexa/checks/json.ts';

/** `SetTargetTemperature` → "Set target temperature". */
export function inWords(name: string): string {
  const words = name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The plain values within a payload: `{targetSetpoint: {value: 21, scale: 'CELSIUS'}}` → "21 CELSIUS". */
function valuesIn(value: unknown): string[] {
  if (isObject(value)) return Object.values(value).flatMap(valuesIn);
  if (typeof value === 'number') return [String(Math.round(value * 100) / 100)];
  return typeof value === 'string' || typeof value === 'boolean' ? [String(value)] : [];
}

/** A directive for a person: "Set brightness 40". */
export const directiveInWords = (name: string, payload: unknown): string =>
  [inWords(name), ...valuesIn(payload)].join(' ');
