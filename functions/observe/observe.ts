import { discoverHome } from '../../lib/bridge/discover-home.ts';
import {
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

type Handlers = {
  [Type in LookMessage['type']]: (
    message: Extract<LookMessage, { type: Type }>,
    ports: ObservePorts,
    deadline: Deadline,
  ) => Promise<void>;
};

const HANDLERS: Handlers = { outcome: noteOutcome, sync };

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
