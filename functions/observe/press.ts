import { isDoorbell } from '../../lib/alexa/doorbell-press.ts';
import type { PressMessage } from '../../lib/bridge/looks.ts';
import { timeOfFreshPress } from '../../lib/bridge/press-time.ts';
import { overrideOf } from '../../lib/homes/overrides.ts';
import { listenersOf } from './listeners.ts';
import type { LookHandler } from './work.ts';

/**
 * Tells every account of a home that somebody rang, unless what was pressed is no doorbell to Alexa, its owner holds it
 * back, or it was too long ago. The home is not asked: a press is over before anybody could look.
 */
export const press: LookHandler<PressMessage> = async ([{ home, endpoint, at }], ports, deadline) => {
  const { connections, catalogue, overrides, deliveries, clock, log } = ports;
  const now = clock();
  if (timeOfFreshPress(at, now) === undefined) {
    // Also what the owner sees of a home whose clock is wrong.
    log.warn('A doorbell was pressed too long ago.', {
      home,
      endpoint,
      seconds: (now - Date.parse(at)) / 1000,
    });
    return;
  }
  const connection = await connections.read(home, deadline);
  if (connection === undefined || connection.paused) return;
  const device = await catalogue.endpoint(home, endpoint, deadline);
  if (device === undefined || !isDoorbell(device)) return;
  if (overrideOf(await overrides.list(home, deadline), endpoint).hidden) return;
  const listeners = await listenersOf(home, ports, deadline);
  await Promise.all(
    listeners.map(({ sub, region, originJti }) =>
      deliveries.send(
        { v: 1, type: 'press', grant: { sub, region, originJti }, home, endpoint, at },
        deadline,
      ),
    ),
  );
};
