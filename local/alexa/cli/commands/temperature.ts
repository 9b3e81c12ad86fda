import { UsageError } from '../command.ts';
import { controlCommand } from '../control-command.ts';

const scales: Readonly<Record<string, string>> = {
  c: 'CELSIUS',
  celsius: 'CELSIUS',
  f: 'FAHRENHEIT',
  fahrenheit: 'FAHRENHEIT',
};

/** `set-temperature NAME 21.5` in Celsius; `70F` or `--scale fahrenheit` for the other. */
export const setTemperature = controlCommand({
  summary: 'set a thermostat: 21.5 or 70F',
  value: 'DEGREES',
  options: ['scale'],
  control(value, options) {
    const match = /^(-?\d{1,3}(?:\.\d+)?)\s*°?\s*([cf])?$/i.exec(value);
    const scale = scales[(match?.[2] ?? options.scale ?? 'celsius').toLowerCase()];
    if (match === null || scale === undefined) {
      throw new UsageError(`A temperature looks like 21.5, 21.5C or 70F, not "${value}"`);
    }
    const degrees = Number(match[1]);
    return {
      namespace: 'Alexa.ThermostatController',
      name: 'SetTargetTemperature',
      payload: { targetSetpoint: { value: degrees, scale } },
      said: ({ friendlyName }) => `OK. ${friendlyName} is set to ${degrees} degrees.`,
    };
  },
});
