import { discoverHome } from '../../lib/bridge/discover-home.ts';
import { lookAtDevice } from '../../lib/bridge/look-at-device.ts';
import {
  type LookAtMessage,
  type LookMessage,
  type OutcomeMessage,
  parseLookMessage,
  type SyncMessage,
} from '../../lib/bridge/looks.ts';
import { createDeadline, type Deadline } from '../../lib/deadline.ts';
import type { HomeOutcome } from '../../lib/outcomes/codes.ts';
import { Outcome } from '../../lib/outcomes/outcome.ts';
import { errorFacts } from '../../lib/telemetry/logger.ts';
import type { ObservePorts } from './compose.ts';

const BUDGET_MS = 15_000;

interface QueueRecord {
  messageId: string;
  body: string;
}

async function noteOutcome(
  message: OutcomeMessage,
  { connections }: ObservePorts,
  deadline: Deadline,
): Promise<void> {
  const { home, connectionVersion, outcome, at } = message;
  await connections.noteHealth(home, connectionVersion, outcome, at, deadline);
}

/** Homes that are away or misbehave are their owner's business; asking again at once would not change it. */
const isOfTheHome = (error: unknown): error is HomeOutcome =>
  error instanceof Outcome && error.code.startsWith('home_');

const isSettled = (error: unknown) =>
  isOfTheHome(error) || (error instanceof Outcome && error.code === 'smart_home_not_enabled');

/**
 * Asks a home for its devices and stores them. A home that fails keeps the catalogue that it had; one that was
 * disconnected, be it while it was being asked, leaves none behind.
 */
async function sync({ home }: SyncMessage, ports: ObservePorts, deadline: Deadline): Promise<void> {
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
    if (!isSettled(error)) throw error;
    log.info('A home could not be asked for its devices.', { home, error: errorFacts(error) });
  }
}

/** Devices of one home that are looked at side by side. */
const AT_ONCE = 4;

/** All accounts that hear of a home: those of its members that are linked. */
async function grantsOf(home: string, { members, grants }: ObservePorts, deadline: Deadline) {
  const belonging = await members.list(home, deadline);
  const all = await Promise.all(belonging.map(({ sub }) => grants.list(sub, deadline)));
  return all.flat().filter(({ dead }) => dead === undefined);
}

/** Looks at devices that may have changed. Without an account that would hear of it, the home is left in peace. */
async function look(
  { home, endpoints }: LookAtMessage,
  ports: ObservePorts,
  deadline: Deadline,
): Promise<void> {
  const { connections, log } = ports;
  const connection = await connections.read(home, deadline);
  if (connection === undefined || connection.paused) return;
  const listeners = await grantsOf(home, ports, deadline);
  if (listeners.length === 0) return;
  const waiting = [...new Set(endpoints)];
  const failures: unknown[] = [];
  const work = async () => {
    for (let endpoint = waiting.pop(); endpoint !== undefined; endpoint = waiting.pop()) {
      try {
        await lookAtDevice(connection, endpoint, listeners, ports, deadline);
      } catch (error) {
        // One device that a home cannot speak of says nothing about the others.
        if (!isSettled(error)) failures.push(error);
        else log.info('A home could not be asked for a state.', { home, error: errorFacts(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (failures.length > 0) throw failures[0];
}

type Handlers = {
  [Type in LookMessage['type']]: (
    message: Extract<LookMessage, { type: Type }>,
    ports: ObservePorts,
    deadline: Deadline,
  ) => Promise<void>;
};

const HANDLERS: Handlers = { outcome: noteOutcome, sync, look };

async function handleBody(body: string, ports: ObservePorts): Promise<void> {
  const message = parseLookMessage(body);
  // Thrown, so that it ends in the dead-letter queue, where somebody sees it.
  if (message === undefined) throw new Error('A message of the queue could not be read.');
  const deadline = createDeadline(BUDGET_MS, ports.clock);
  const handle = HANDLERS[message.type] as (
    message: LookMessage,
    ports: ObservePorts,
    deadline: Deadline,
  ) => Promise<void>;
  await handle(message, ports, deadline);
}

/**
 * Works off messages of the queue `looks`.
 * @returns the ids of those that failed, for SQS to deliver again
 */
export async function observe(
  records: readonly QueueRecord[],
  ports: ObservePorts,
): Promise<{ batchItemFailures: { itemIdentifier: string }[] }> {
  // Two that say the same (a home to be synced, above all) are one piece of work.
  const bodies = new Map<string, Promise<void>>();
  for (const { body } of records) bodies.set(body, bodies.get(body) ?? handleBody(body, ports));
  const results = await Promise.allSettled(records.map(({ body }) => bodies.get(body)));
  const batchItemFailures = results.flatMap((result, index) => {
    const record = records[index];
    if (result.status === 'fulfilled' || record === undefined) return [];
    ports.log.error('A message of the queue failed.', {
      messageId: record.messageId,
      error: errorFacts(result.reason),
    });
    return [{ itemIdentifier: record.messageId }];
  });
  return { batchItemFailures };
}
