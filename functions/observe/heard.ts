import type { HeardMessage } from '../../lib/bridge/looks.ts';
import { isWorthALook } from '../../lib/homes/presence.ts';
import { audienceOf } from './listeners.ts';
import { lookAtDevices } from './look.ts';
import { lookAfter } from './look-after.ts';
import { oweUnlessOwed } from './owe-look.ts';
import type { LookHandler } from './work.ts';

/**
 * Notes that a home is there. Where something may have been missed, everything is looked at; otherwise what the home
 * says has changed since its last word, since single hints may be lost.
 */
export const heard: LookHandler<HeardMessage> = async (messages, ports, deadline) => {
  const [{ home }] = messages;
  const { presences } = ports;
  const connection = await ports.connections.read(home, deadline);
  if (connection === undefined) {
    await presences.erase(home, deadline);
    return;
  }
  // What is owed is written down before anything is asked, so that no crash forgets it.
  const word = {
    at: Math.max(...messages.map(({ at }) => at)),
    hasStarted: messages.some(({ event }) => event === 'homeassistant_started'),
  };
  const presence = await presences.hear(home, word, deadline);
  const devices = new Map(messages.flatMap(({ endpoints }) => endpoints).map((endpoint) => [endpoint, []]));
  const listeners = await audienceOf(connection, ports, deadline);
  if (listeners.length === 0) {
    if (devices.size > 0) await oweUnlessOwed(home, ports, deadline);
    return;
  }
  if (isWorthALook(presence)) {
    await lookAfter(connection, presence, listeners, ports, deadline);
    return;
  }
  const { failed } = await lookAtDevices(connection, devices, listeners, ports, deadline);
  if (failed > 0) await presences.owe(home, deadline);
};
