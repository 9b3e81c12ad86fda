import type { Capability, Handler, Handlers } from '../interface.ts';
import { alexaTime } from '../message.ts';

/** `Alexa.SceneController` for scenes, and for scripts, which can also be stopped. */
export function sceneController(supportsDeactivation: boolean): Capability {
  return { interface: 'Alexa.SceneController', discovery: { supportsDeactivation } };
}

const start =
  (service: string, name: string): Handler =>
  ({ call }) => {
    call(service);
    return {
      namespace: 'Alexa.SceneController',
      name,
      payload: { cause: { type: 'VOICE_INTERACTION' }, timestamp: alexaTime() },
    };
  };

export const sceneHandlers: Handlers = {
  Activate: start('turn_on', 'ActivationStarted'),
  Deactivate: start('turn_off', 'DeactivationStarted'),
};
