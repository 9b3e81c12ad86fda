import { type Delivery, groupOf, nameOf, parseDelivery } from '../../lib/bridge/deliveries.ts';
import { createDeadline, type Deadline } from '../../lib/deadline.ts';
import {
  EventPermissionMissing,
  EventRejected,
  EventTooLarge,
  GrantDead,
} from '../../lib/outcomes/gateway.ts';
import { errorFacts } from '../../lib/telemetry/logger.ts';
import { NotCommitted, tellChange } from './change.ts';
import type { ReportPorts } from './compose.ts';
import { tellEndpoints } from './endpoints.ts';
import { tellPress } from './press.ts';
import { type Wait, waitAfter } from './visibility.ts';
import type { Receipt, Teller } from './work.ts';

/** For a whole batch; what it does not suffice for comes again. Well below the function's own time. */
const BUDGET_MS = 40_000;
/** After that, for saying when what failed is to come again. */
const HIDING_MS = 4_000;

interface QueueRecord extends Receipt {
  messageId: string;
  /** Of this time that SQS handed it out. */
  receiptHandle: string;
  body: string;
}

type Tellers = { [Type in Delivery['type']]: Teller<Extract<Delivery, { type: Type }>> };

const TELLERS: Tellers = { change: tellChange, press: tellPress, endpoints: tellEndpoints };

/** Tells whoever waits for a delivery what became of it, before the grant goes. */
async function acknowledge(
  delivery: Delivery,
  outcome: string,
  { grants }: ReportPorts,
  deadline: Deadline,
): Promise<void> {
  if (delivery.type !== 'endpoints' || delivery.acknowledge !== true) return;
  await grants.acknowledge(delivery.grant, nameOf(delivery), outcome, deadline);
}

/**
 * Makes one delivery. The deliveries of a link that is over are dropped; an event that the gateway finds fault with,
 * or that the skill may not send, is logged, counted and dropped.
 * @throws what is worth another try
 */
async function deliver(
  delivery: Delivery,
  receipt: Receipt,
  ports: ReportPorts,
  deadline: Deadline,
): Promise<void> {
  const { log, meter } = ports;
  const tell = TELLERS[delivery.type] as Teller<Delivery>;
  try {
    await tell(delivery, receipt, ports, deadline);
    await acknowledge(delivery, 'ok', ports, deadline);
  } catch (error) {
    const isOver =
      error instanceof GrantDead ||
      error instanceof EventRejected ||
      error instanceof EventTooLarge ||
      error instanceof EventPermissionMissing;
    if (!isOver) throw error;
    const facts = { home: delivery.home, type: delivery.type, error: errorFacts(error) };
    if (error instanceof GrantDead) {
      log.warn('A link takes no more events.', facts);
    } else {
      log.error('An event was rejected, and is dropped.', facts);
      meter.count('FailedEvents', { outcome: error.code });
    }
    await acknowledge(delivery, error.code, ports, deadline);
  }
}

/** What a look left uncommitted is looked at once more when that look must be over, at the latest. */
function waitFor(error: unknown, receiveCount: number, clock: () => number): number {
  const seconds = waitAfter(receiveCount);
  if (!(error instanceof NotCommitted)) return seconds;
  return Math.min(seconds, Math.max(1, Math.ceil((error.overAt - clock()) / 1000) + 1));
}

/**
 * Works off deliveries. Groups go side by side, the records of one in order: after a failure the rest of its group
 * waits with it, equally long, so that it stays in order.
 * @returns the ids of those that are to come again
 */
export async function report(
  records: readonly QueueRecord[],
  ports: ReportPorts,
): Promise<{ batchItemFailures: { itemIdentifier: string }[] }> {
  const { log, clock, visibility } = ports;
  const deadline = createDeadline(BUDGET_MS, clock);
  const failed: (Wait & { messageId: string })[] = [];
  const groups = new Map<string, { record: QueueRecord; delivery: Delivery }[]>();
  for (const record of records) {
    const delivery = parseDelivery(record.body);
    if (delivery === undefined) {
      log.error('A delivery could not be read.', { messageId: record.messageId });
      failed.push({ ...record, seconds: waitAfter(record.receiveCount) });
      continue;
    }
    const group = groupOf(delivery);
    groups.set(group, [...(groups.get(group) ?? []), { record, delivery }]);
  }
  await Promise.all(
    [...groups.values()].map(async (group) => {
      for (const [index, { record, delivery }] of group.entries()) {
        try {
          await deliver(delivery, record, ports, deadline);
        } catch (error) {
          const { messageId, receiveCount } = record;
          const seconds = waitFor(error, receiveCount, clock);
          log.warn('A delivery failed for now.', { messageId, seconds, error: errorFacts(error) });
          failed.push(...group.slice(index).map(({ record: later }) => ({ ...later, seconds })));
          return;
        }
      }
    }),
  );
  if (failed.length > 0) {
    // Only now: before the function ends, none of them may be handed to another one.
    await visibility.hide(failed, createDeadline(HIDING_MS, clock)).catch((error: unknown) => {
      log.warn('Deliveries come again later than they could.', { error: errorFacts(error) });
    });
  }
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}
