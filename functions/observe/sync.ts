import { discoverHome } from '../../lib/bridge/discover-home.ts';
import type { SyncMessage } from '../../lib/bridge/looks.ts';
import { errorFacts } from '../../lib/telemetry/logger.ts';
import { isOfTheHome } from './settled.ts';
import type { LookHandler } from './work.ts';

/**
 * Asks a home for its devices and stores them. A home that fails keeps the catalogue that it had; one that was
 * disconnected, be it while it was being asked, leaves none behind.
 */
export const sync: LookHandler<SyncMessage> = async ([{ home }], ports, deadline) => {
  const { connections, catalogue, asker, clock, log } = ports;
  const connection = await connections.read(home, deadline);
  if (connection === undefined) {
    await catalogue.erase(home, deadline);
    return;
  }
  if (connection.paused) return;
  const asked = clock();
  try {
    const discovery = await discoverHome(asker, connection, deadline);
    await catalogue.store(home, discovery, asked, deadline);
    const isThere = (await connections.read(home, deadline)) !== undefined;
    if (!isThere) await catalogue.erase(home, deadline);
  } catch (error) {
    if (!isOfTheHome(error)) throw error;
    log.info('A home could not be asked for its devices.', { home, error: errorFacts(error) });
  }
};
