import type { PresenceMessage } from '../../lib/bridge/looks.ts';
import { isSilent, owesLook } from '../../lib/homes/presence.ts';
import { audienceOf } from './listeners.ts';
import { lookAfter } from './look-after.ts';
import type { LookHandler } from './work.ts';

/** Finds out how a home is that fell silent, or at which a look failed. */
export const presence: LookHandler<PresenceMessage> = async ([{ home }], ports, deadline) => {
  const { presences, clock } = ports;
  const connection = await ports.connections.read(home, deadline);
  if (connection === undefined) {
    await presences.erase(home, deadline);
    return;
  }
  const known = await presences.read(home, deadline);
  if (known === undefined) return;
  if (!owesLook(known) && !isSilent(known, clock())) {
    // Heard of since this was queued.
    await presences.settle(home, known.owed, deadline);
    return;
  }
  const listeners = await audienceOf(connection, ports, deadline);
  if (listeners.length === 0) {
    await presences.postpone(home, deadline);
    return;
  }
  await lookAfter(connection, known, listeners, ports, deadline);
};
