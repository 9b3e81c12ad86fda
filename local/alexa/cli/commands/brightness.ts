import { UsageError } from '../command.ts';
import { controlCommand } from '../control-command.ts';

/** `set-brightness NAME 40`: percent, 0 to 100. */
export const setBrightness = controlCommand({
  summary: 'set a light to a brightness in percent',
  value: '0-100',
  control(value) {
    const text = value.replace(/%$/, '');
    const brightness = Number(text);
    if (!/^\d{1,3}$/.test(text) || brightness > 100) {
      throw new UsageError(`A brightness is a whole number from 0 to 100, not "${value}"`);
    }
    return {
      namespace: 'Alexa.BrightnessController',
      name: 'SetBrightness',
      payload: { brightness },
      said: ({ friendlyName }) => `OK. ${friendlyName} is set to ${brightness} percent.`,
    };
  },
});
