import { controlCommand } from '../control-command.ts';

/** `lock NAME` */
export const lock = controlCommand({
  summary: 'lock a lock',
  control: () => ({
    namespace: 'Alexa.LockController',
    name: 'Lock',
    payload: {},
    said: ({ friendlyName }) => `OK. ${friendlyName} is locked.`,
  }),
});

/** `unlock NAME` */
export const unlock = controlCommand({
  summary: 'unlock a lock (Alexa asks for a PIN first; the simulator does not)',
  control: () => ({
    namespace: 'Alexa.LockController',
    name: 'Unlock',
    payload: {},
    said: ({ friendlyName }) => `OK. ${friendlyName} is unlocked.`,
  }),
});
