import type { ResumedMessage } from '../../lib/bridge/looks.ts';
import { presence } from './presence.ts';
import type { LookHandler } from './work.ts';

/**
 * Looks at everything in a home that is no longer paused: while it was, nobody looked. That the look is owed is written
 * down first, so that it is done later where it cannot be done now.
 */
export const resumed: LookHandler<ResumedMessage> = async ([{ home }], ports, deadline) => {
  const connection = await ports.connections.read(home, deadline);
  if (connection === undefined || connection.paused) return;
  await ports.presences.owe(home, deadline);
  await presence([{ v: 1, type: 'presence', home }], ports, deadline);
};
