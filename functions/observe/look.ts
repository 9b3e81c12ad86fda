import { lookAtDevice, NEW_MS } from '../../lib/bridge/look-at-device.ts';
import type { LookAtMessage } from '../../lib/bridge/looks.ts';
import { queueLook } from '../../lib/bridge/queue-look.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { CatalogueDevice } from '../../lib/homes/catalogue.ts';
import type { Connection } from '../../lib/homes/connections.ts';
import type { GrantId, GrantSummary } from '../../lib/homes/grants.ts';
import { overrideOf } from '../../lib/homes/overrides.ts';
import { HomeTimedOut } from '../../lib/outcomes/home.ts';
import { OutOfTime } from '../../lib/outcomes/service.ts';
import { errorFacts } from '../../lib/telemetry/logger.ts';
import type { ObservePorts } from './compose.ts';
import { forget, forgetIfGone } from './forget.ts';
import { hearersIn } from './hearers.ts';
import { audienceOf } from './listeners.ts';
import { oweUnlessOwed } from './owe-look.ts';
import { isOfTheHome } from './settled.ts';
import { sideBySide } from './side-by-side.ts';
import type { LookHandler } from './work.ts';

/** Devices to look at, by the home's own ids. */
export type DevicesToLookAt = ReadonlyMap<string, ToLookAt>;

export interface ToLookAt {
  /** Links that were told an answer of it a moment ago. */
  answered?: readonly GrantId[];
  /** The device, where it was read already. */
  known?: CatalogueDevice;
}

/** For how many devices the home answered, and for how many it did not. */
export interface Looked {
  answered: number;
  failed: number;
  /** Those for which there was no time any more. */
  left: string[];
}

/** Kept back for writing down how it went. */
const MARGIN_MS = 5_000;
/** With less time than this no device is looked at, and a home that does not answer in it is not to blame. */
const TOO_LITTLE_MS = 1_000;

/**
 * Looks at devices of one home, each on its own: one that the home cannot speak of says nothing about the others. A
 * home that takes long is left in peace when time runs out. Devices that its owner holds back are passed over.
 * @throws what is worth another try
 */
export async function lookAtDevices(
  connection: Connection,
  devices: DevicesToLookAt,
  listeners: readonly GrantSummary[],
  ports: ObservePorts,
  deadline: Deadline,
): Promise<Looked> {
  const { home } = connection;
  const looked: Looked = { answered: 0, failed: 0, left: [] };
  if (devices.size === 0) return looked;
  const tooNew: string[] = [];
  let isTold = false;
  const budget = deadline.within(deadline.remaining() - MARGIN_MS);
  const isTooLate = () => budget.remaining() < TOO_LITTLE_MS;
  const [hearersOf, overrides] = await Promise.all([
    hearersIn(home, listeners, ports, deadline),
    ports.overrides.list(home, deadline),
  ]);
  const shown = [...devices].filter(([endpoint]) => !overrideOf(overrides, endpoint).hidden);
  await sideBySide(shown, async ([endpoint, { answered = [], known }]) => {
    const hearers = hearersOf(endpoint);
    if (hearers.length === 0) return;
    if (isTooLate()) {
      looked.left.push(endpoint);
      return;
    }
    try {
      const audience = { listeners: hearers, answered };
      const result = await lookAtDevice(connection, endpoint, audience, ports, budget, known);
      if (result === 'too_new') tooNew.push(endpoint);
      if (result === 'told') isTold = true;
      looked.answered += 1;
    } catch (error) {
      if (error instanceof OutOfTime || (error instanceof HomeTimedOut && isTooLate())) {
        looked.left.push(endpoint);
        return;
      }
      if (!isOfTheHome(error)) throw error;
      looked.failed += 1;
      ports.log.info('A home could not be asked for a state.', { home, error: errorFacts(error) });
    }
  });
  if (tooNew.length > 0) {
    const later = { v: 1, type: 'look', home, endpoints: tooNew } as const;
    await queueLook(ports.looks, later, deadline, NEW_MS / 1_000);
  }
  if (isTold) await forgetIfGone(home, ports, deadline);
  if (looked.left.length > 0) {
    const { left, ...counts } = looked;
    ports.log.info('There was not time to look at all devices.', { home, ...counts, left: left.length });
  }
  return looked;
}

function devicesIn(messages: readonly LookAtMessage[]): DevicesToLookAt {
  const devices = new Map<string, { answered: readonly GrantId[] }>();
  for (const { endpoints, answered } of messages) {
    for (const endpoint of endpoints) {
      const before = devices.get(endpoint)?.answered ?? [];
      devices.set(endpoint, { answered: answered === undefined ? before : [...before, answered] });
    }
  }
  return devices;
}

/**
 * Looks at devices that may have changed. What cannot be looked at now (the home does not answer, or not in time, is
 * paused, or nobody would hear of it) is owed.
 */
export const look: LookHandler<LookAtMessage> = async (messages, ports, deadline) => {
  const [{ home }] = messages;
  const connection = await ports.connections.read(home, deadline);
  if (connection === undefined) {
    await forget(home, ports, deadline);
    return;
  }
  const listeners = await audienceOf(connection, ports, deadline);
  if (listeners.length === 0) {
    await oweUnlessOwed(home, ports, deadline);
    return;
  }
  const { failed, left } = await lookAtDevices(connection, devicesIn(messages), listeners, ports, deadline);
  if (failed + left.length > 0) await ports.presences.owe(home, deadline);
};
