import type { Capability, Handler, Handlers } from '../interface.ts';

const inAlexaWords: Readonly<Record<string, string>> = {
  locked: 'LOCKED',
  unlocking: 'LOCKED',
  unlocked: 'UNLOCKED',
  locking: 'UNLOCKED',
};

/** `Alexa.LockController`; anything unknown counts as jammed. */
export function lockController(): Capability {
  return {
    interface: 'Alexa.LockController',
    properties: { lockState: (entity) => inAlexaWords[entity.state] ?? 'JAMMED' },
  };
}

const turn =
  (service: string, value: string): Handler =>
  ({ call }) => {
    call(service);
    return { confirmed: [{ name: 'lockState', namespace: 'Alexa.LockController', value }] };
  };

export const lockHandlers: Handlers = { Lock: turn('lock', 'LOCKED'), Unlock: turn('unlock', 'UNLOCKED') };
