import { controlCommand } from '../control-command.ts';

/** `turn-on NAME` */
export const turnOn = controlCommand({
  summary: 'turn a device on',
  control: () => power('TurnOn', 'on'),
});

/** `turn-off NAME` */
export const turnOff = controlCommand({
  summary: 'turn a device off',
  control: () => power('TurnOff', 'off'),
});

function power(name: string, state: string) {
  return {
    namespace: 'Alexa.PowerController',
    name,
    payload: {},
    said: ({ friendlyName }: { readonly friendlyName: string }) => `OK. ${friendlyName} is ${state}.`,
  };
}
