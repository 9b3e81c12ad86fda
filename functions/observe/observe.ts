import { type LookMessage, parseLookMessage } from '../../lib/bridge/looks.ts';
import { createDeadline } from '../../lib/deadline.ts';
import { errorFacts } from '../../lib/telemetry/logger.ts';
import type { ObservePorts } from './compose.ts';
import { devices } from './devices.ts';
import { enablement } from './enablement.ts';
import { farewell } from './farewell.ts';
import { heard } from './heard.ts';
import { look } from './look.ts';
import { noteOutcome } from './note-outcome.ts';
import { presence } from './presence.ts';
import { press } from './press.ts';
import { resumed } from './resumed.ts';
import { sync } from './sync.ts';
import { welcome } from './welcome.ts';
import type { LookHandler, Together } from './work.ts';

const BUDGET_MS = 15_000;
/** A look at everything that a home has: three hundred devices at most. The function itself has a minute. */
const LONG_BUDGET_MS = 45_000;
const LONG: ReadonlySet<LookMessage['type']> = new Set(['heard', 'presence', 'resumed']);

interface QueueRecord {
  messageId: string;
  body: string;
}

type Handlers = {
  [Type in LookMessage['type']]: LookHandler<Extract<LookMessage, { type: Type }>>;
};

const HANDLERS: Handlers = {
  outcome: noteOutcome,
  sync,
  look,
  press,
  heard,
  presence,
  farewell,
  welcome,
  devices,
  resumed,
  enablement,
};

interface Work {
  messages: Together<LookMessage>;
  records: QueueRecord[];
}

/** Looks at one home are one piece of work, and so are its words; of other messages those that say the same. */
const keyOf = (message: LookMessage, body: string) =>
  message.type === 'look' || message.type === 'heard' ? `${message.type} ${message.home}` : body;

const handle = ({ messages }: Work, ports: ObservePorts): Promise<void> => {
  const run = HANDLERS[messages[0].type] as LookHandler<LookMessage>;
  const budget = LONG.has(messages[0].type) ? LONG_BUDGET_MS : BUDGET_MS;
  return run(messages, ports, createDeadline(budget, ports.clock));
};

/**
 * Works off messages of the queue `looks`.
 * @returns the ids of those that failed, for SQS to deliver again
 */
export async function observe(
  records: readonly QueueRecord[],
  ports: ObservePorts,
): Promise<{ batchItemFailures: { itemIdentifier: string }[] }> {
  const failed: string[] = [];
  const works = new Map<string, Work>();
  for (const record of records) {
    const message = parseLookMessage(record.body);
    if (message === undefined) {
      // It ends in the dead-letter queue, where somebody sees it.
      ports.log.error('A message of the queue could not be read.', { messageId: record.messageId });
      failed.push(record.messageId);
      continue;
    }
    const key = keyOf(message, record.body);
    const known = works.get(key);
    works.set(key, {
      messages: known === undefined ? [message] : [...known.messages, message],
      records: [...(known?.records ?? []), record],
    });
  }
  await Promise.all(
    [...works.values()].map(async (work) => {
      try {
        await handle(work, ports);
      } catch (error) {
        const ids = work.records.map(({ messageId }) => messageId);
        ports.log.error('A message of the queue failed.', { messageId: ids[0], error: errorFacts(error) });
        failed.push(...ids);
      }
    }),
  );
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
