import { parseArgs } from 'node:util';
import { bodyAgain, parseDelivery } from '../lib/bridge/deliveries.ts';
import { parseErasure } from '../lib/bridge/erasures.ts';
import { parseLookMessage } from '../lib/bridge/looks.ts';
import { type DeadLetter, type DeadLetters, openDeadLetters, type QueueName } from './dead-letters.ts';
import { setting } from './setting.ts';
import { UsageError } from './usage-error.ts';

interface Queue {
  /** The environment variable that names it. */
  variable: string;
  typeOf: (body: string) => string | undefined;
  /** What goes back. */
  bodyOf: (body: string) => string;
}

const QUEUES = {
  looks: {
    variable: 'LOOKS_QUEUE_URL',
    typeOf: (body) => parseLookMessage(body)?.type,
    bodyOf: (body) => body,
  },
  deliveries: {
    variable: 'DELIVERIES_QUEUE_URL',
    typeOf: (body) => parseDelivery(body)?.type,
    bodyOf: bodyAgain,
  },
  erasures: {
    variable: 'ERASURES_QUEUE_URL',
    typeOf: (body) => parseErasure(body)?.type,
    bodyOf: (body) => body,
  },
} satisfies Record<QueueName, Queue>;

const isQueueName = (name: string | undefined): name is QueueName =>
  name !== undefined && Object.hasOwn(QUEUES, name);

/** More would take long, and stay hidden from a redrive that begins meanwhile. */
const MAX_LOOKED_AT = 1_000;

const messages = (count: number) => `${count} message${count === 1 ? '' : 's'}`;

/** The last first, so that each group is in order again. */
async function releaseAll(letters: DeadLetters, received: readonly DeadLetter[]): Promise<void> {
  for (const letter of received.toReversed()) await letters.release(letter);
}

/**
 * Looks at what is there, and leaves it there. Of a FIFO queue's groups only the first messages can be seen while
 * those are looked at.
 */
async function countTypes(letters: DeadLetters, queue: Queue, total: number): Promise<string> {
  const seen: DeadLetter[] = [];
  try {
    const wanted = Math.min(total, MAX_LOOKED_AT);
    while (seen.length < wanted) {
      const batch = await letters.receive(wanted - seen.length);
      if (batch.length === 0) break;
      seen.push(...batch);
    }
  } finally {
    await releaseAll(letters, seen);
  }
  const counts = new Map<string, number>();
  for (const { body } of seen) {
    const type = queue.typeOf(body) ?? 'cannot be read';
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  const lines = [...counts].toSorted().map(([type, count]) => `  ${type}: ${count}`);
  return [`Looked at ${messages(seen.length)}; nothing was moved.`, ...lines].join('\n');
}

/** Sends back as many as there were at first: what fails again meanwhile waits for the next time. */
async function sendAllBack(letters: DeadLetters, queue: Queue, total: number): Promise<string> {
  let moved = 0;
  while (moved < total) {
    const batch = await letters.receive(total - moved);
    if (batch.length === 0) break;
    for (const [index, letter] of batch.entries()) {
      try {
        await letters.sendBack(letter, queue.bodyOf(letter.body));
      } catch (error) {
        // The next redrive need not wait for these; where even this fails they come back by themselves.
        await releaseAll(letters, batch.slice(index)).catch(() => undefined);
        throw error;
      }
    }
    moved += batch.length;
    console.log(`${moved} of ${total}`);
  }
  return `${messages(moved)} went back.`;
}

/**
 * Puts messages that failed for good back into their queue, or says which there are.
 * @returns what to tell the operator
 * @throws {UsageError}
 * @throws {QueueUnavailable} what was not sent back until then is still in the dead-letter queue
 */
export async function redrive(args: string[], env: NodeJS.ProcessEnv): Promise<string> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { 'dry-run': { type: 'boolean', default: false } },
  });
  const [name] = positionals;
  if (!isQueueName(name) || positionals.length !== 1) {
    throw new UsageError('Say which queue: looks, deliveries or erasures.');
  }
  const queue: Queue = QUEUES[name];
  const region = setting(env, 'AWS_REGION');
  const letters = await openDeadLetters(name, setting(env, queue.variable), region);
  try {
    const total = await letters.count();
    console.log(`${messages(total)} in ${letters.name}.`);
    return await (values['dry-run'] ? countTypes : sendAllBack)(letters, queue, total);
  } finally {
    letters.close();
  }
}
