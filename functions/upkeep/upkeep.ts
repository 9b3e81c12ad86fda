import type { LookMessage } from '../../lib/bridge/looks.ts';
import { LOOKS_A_BATCH } from '../../lib/bridge/looks-batch.ts';
import { createDeadline, type Deadline } from '../../lib/deadline.ts';
import type { DueItem } from '../../lib/homes/due-index.ts';
import type { IndexCursor } from '../../lib/homes/table.ts';
import { QueueUnavailable } from '../../lib/outcomes/service.ts';
import type { Log } from '../../lib/telemetry/logger.ts';
import type { UpkeepPorts } from './compose.ts';

/** The function itself has a minute. */
const BUDGET_MS = 45_000;
/** Found with one question to the index; its batches are queued side by side. */
const PAGE = 100;
/**
 * Queued in one run. After a day without upkeep all homes are due at once: ten thousand are then asked within ten
 * minutes, and not in one.
 */
const MAX_A_RUN = 1_000;

interface Chore {
  message: (home: string) => LookMessage;
  /** Due again after this, should the message come to nothing. Whoever works it off sets another time. */
  againMs: number;
}

/** What is done when an item is due, by its kind. */
const CHORES: Readonly<Record<string, Chore>> = {
  CATALOGUE: { message: (home) => ({ v: 1, type: 'sync', home }), againMs: 60 * 60_000 },
  PRESENCE: { message: (home) => ({ v: 1, type: 'presence', home }), againMs: 5 * 60_000 },
};

interface Due {
  item: DueItem;
  chore: Chore;
}

/** Puts off only what was queued: the rest is due in the next minute. @returns how many were queued */
async function queueBatch(batch: readonly Due[], ports: UpkeepPorts, deadline: Deadline): Promise<number> {
  const { due, sendLooks, clock } = ports;
  const messages = batch.map(({ item, chore }) => chore.message(item.home));
  const taken = await sendLooks(messages, deadline);
  const queued = batch.filter((_due, index) => taken[index] === true);
  await Promise.all(queued.map(({ item, chore }) => due.rearm(item, clock() + chore.againMs, deadline)));
  return queued.length;
}

function batchesOf<Item>(items: readonly Item[]): Item[][] {
  const batches: Item[][] = [];
  for (let start = 0; start < items.length; start += LOOKS_A_BATCH) {
    batches.push(items.slice(start, start + LOOKS_A_BATCH));
  }
  return batches;
}

/** Those of a page that this version knows what to do about. */
function dueOf(items: readonly DueItem[], log: Log): Due[] {
  return items.flatMap((item) => {
    const chore = CHORES[item.kind];
    if (chore !== undefined) return [{ item, chore }];
    log.error('Something is due that nobody knows.', { kind: item.kind });
    return [];
  });
}

/**
 * Finds out whose catalogue or presence is due, and queues what is to be done about it. Twice the same does no harm.
 * @throws {QueueUnavailable | StoreUnavailable | OutOfTime} what could not be queued is due in the next minute
 */
export async function upkeep(ports: UpkeepPorts): Promise<void> {
  const { due, log, clock } = ports;
  const deadline = createDeadline(BUDGET_MS, clock);
  const until = clock();
  const failures: unknown[] = [];
  let found = 0;
  let queued = 0;
  let after: IndexCursor | undefined;
  do {
    const page = await due.page(until, PAGE, after, deadline);
    const known = dueOf(page.items, log);
    const results = await Promise.allSettled(
      batchesOf(known).map((batch) => queueBatch(batch, ports, deadline)),
    );
    for (const result of results) {
      if (result.status === 'fulfilled') queued += result.value;
      else failures.push(result.reason);
    }
    found += known.length;
    after = page.next;
  } while (after !== undefined && found < MAX_A_RUN && failures.length === 0);
  if (found > 0) log.info('Queued what was due.', { found, queued, isMore: after !== undefined });
  if (failures.length > 0) throw failures[0];
  // SQS took some of a batch and not the others.
  if (queued < found) throw new QueueUnavailable('looks');
}
