import { becomes, type Services } from './service.ts';

/** `switch.*`. */
export const switchServices: Services = { turn_on: becomes('on'), turn_off: becomes('off') };

/** `lock.*`. */
export const lockServices: Services = { lock: becomes('locked'), unlock: becomes('unlocked') };

/** `scene.*`: a scene's state is the moment at which it was last activated. */
export const sceneServices: Services = {
  turn_on: () => (entity) => ({ state: new Date().toISOString(), calls: entity.sequence }),
};

/** `script.*`: these scripts are finished as soon as they have run. */
export const scriptServices: Services = {
  turn_on: () => (entity) => ({
    attributes: { last_triggered: new Date().toISOString() },
    calls: entity.sequence,
  }),
  turn_off: becomes('off'),
};
