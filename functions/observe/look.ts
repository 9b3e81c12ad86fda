import { lookAtDevice } from '../../lib/bridge/look-at-device.ts';
import type { LookAtMessage } from '../../lib/bridge/looks.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { Connection } from '../../lib/homes/connections.ts';
import type { GrantId, GrantSummary } from '../../lib/homes/grants.ts';
import { errorFacts } from '../../lib/telemetry/logger.ts';
import type { ObservePorts } from './compose.ts';
import { listenersOf } from './listeners.ts';
import { isOfTheHome } from './settled.ts';
import type { LookHandler } from './work.ts';

/** Devices of one home that are looked at side by side. */
const AT_ONCE = 4;

/** Devices to look at, each with the links that were told an answer of it a moment ago. */
export type DevicesToLookAt = ReadonlyMap<string, readonly GrantId[]>;

/**
 * Looks at devices of one home, each on its own: one that the home cannot speak of says nothing about the others.
 * @returns whether the home answered for all of them
 * @throws what is worth another try
 */
export async function lookAtDevices(
  connection: Connection,
  devices: DevicesToLookAt,
  listeners: readonly GrantSummary[],
  ports: ObservePorts,
  deadline: Deadline,
): Promise<boolean> {
  const waiting = [...devices];
  const failures: unknown[] = [];
  let isAnswered = true;
  const work = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [endpoint, answered] = next;
      try {
        await lookAtDevice(connection, endpoint, { listeners, answered }, ports, deadline);
      } catch (error) {
        if (!isOfTheHome(error)) {
          failures.push(error);
          continue;
        }
        isAnswered = false;
        ports.log.info('A home could not be asked for a state.', {
          home: connection.home,
          error: errorFacts(error),
        });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (failures.length > 0) throw failures[0];
  return isAnswered;
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

/** Looks at devices that may have changed. Without an account that would hear of it, the home is left in peace. */
export const look: LookHandler<LookAtMessage> = async (messages, ports, deadline) => {
  const [{ home }] = messages;
  const connection = await ports.connections.read(home, deadline);
  if (connection === undefined || connection.paused) return;
  const listeners = await listenersOf(home, ports, deadline);
  if (listeners.length === 0) return;
  await lookAtDevices(connection, devicesIn(messages), listeners, ports, deadline);
};
