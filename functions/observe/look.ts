import { lookAtDevice } from '../../lib/bridge/look-at-device.ts';
import type { LookAtMessage } from '../../lib/bridge/looks.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { Connection } from '../../lib/homes/connections.ts';
import type { GrantId, GrantSummary } from '../../lib/homes/grants.ts';
import { overrideOf } from '../../lib/homes/overrides.ts';
import { errorFacts } from '../../lib/telemetry/logger.ts';
import type { ObservePorts } from './compose.ts';
import { audienceOf } from './listeners.ts';
import { oweUnlessOwed } from './owe-look.ts';
import { isOfTheHome } from './settled.ts';
import { sideBySide } from './side-by-side.ts';
import type { LookHandler } from './work.ts';

/** Devices to look at, each with the links that were told an answer of it a moment ago. */
export type DevicesToLookAt = ReadonlyMap<string, readonly GrantId[]>;

/** For how many devices the home answered, and for how many it did not. */
export interface Looked {
  answered: number;
  failed: number;
}

/**
 * Looks at devices of one home, each on its own: one that the home cannot speak of says nothing about the others. Those
 * that its owner holds back are passed over.
 * @throws what is worth another try
 */
export async function lookAtDevices(
  connection: Connection,
  devices: DevicesToLookAt,
  listeners: readonly GrantSummary[],
  ports: ObservePorts,
  deadline: Deadline,
): Promise<Looked> {
  const looked: Looked = { answered: 0, failed: 0 };
  if (devices.size === 0) return looked;
  const overrides = await ports.overrides.list(connection.home, deadline);
  const shown = [...devices].filter(([endpoint]) => !overrideOf(overrides, endpoint).hidden);
  await sideBySide(shown, async ([endpoint, answered]) => {
    try {
      await lookAtDevice(connection, endpoint, { listeners, answered }, ports, deadline);
      looked.answered += 1;
    } catch (error) {
      if (!isOfTheHome(error)) throw error;
      looked.failed += 1;
      ports.log.info('A home could not be asked for a state.', {
        home: connection.home,
        error: errorFacts(error),
      });
    }
  });
  return looked;
}

function devicesIn(messages: readonly LookAtMessage[]): DevicesToLookAt {
  const devices = new Map<string, GrantId[]>();
  for (const { endpoints, answered } of messages) {
    for (const endpoint of endpoints) {
      devices.set(endpoint, [
        ...(devices.get(endpoint) ?? []),
        ...(answered === undefined ? [] : [answered]),
      ]);
    }
  }
  return devices;
}

/**
 * Looks at devices that may have changed. What cannot be looked at now (the home does not answer, is paused, or nobody
 * would hear of it) is owed.
 */
export const look: LookHandler<LookAtMessage> = async (messages, ports, deadline) => {
  const [{ home }] = messages;
  const connection = await ports.connections.read(home, deadline);
  if (connection === undefined) return;
  const listeners = await audienceOf(connection, ports, deadline);
  if (listeners.length === 0) {
    await oweUnlessOwed(home, ports, deadline);
    return;
  }
  const { failed } = await lookAtDevices(connection, devicesIn(messages), listeners, ports, deadline);
  if (failed > 0) await ports.presences.owe(home, deadline);
};
