import { controlCommand } from '../control-command.ts';

/** `activate NAME` */
export const activate = controlCommand({
  summary: 'activate a scene or a script',
  control: () => ({
    namespace: 'Alexa.SceneController',
    name: 'Activate',
    payload: {},
    said: ({ friendlyName }) => `OK. ${friendlyName} is starting.`,
  }),
});
