import { type Delivery, groupOf, parseDelivery } from '../../lib/bridge/deliveries.ts';
import { createDeadline, type Deadline } from '../../lib/deadline.ts';
import { EventRejected, GrantDead } from '../../lib/outcomes/gateway.ts';
import { errorFacts } from '../../lib/telemetry/logger.ts';
import { tellChange } from './change.ts';
import type { ReportPorts } from './compose.ts';
import { tellEndpoints } from './endpoints.ts';
import { tellPress } from './press.ts';
import type { Receipt, Teller } from './work.ts';

/** For a whole batch; what it does not suffice for comes again. Well below the function's own time. */
const BUDGET_MS = 40_000;

interface QueueRecord extends Receipt {
  messageId: string;
  body: string;
}

type Tellers = { [Type in Delivery['type']]: Teller<Extract<Delivery, { type: Type }>> };

const TELLERS: Tellers = { change: tellChange, press: tellPress, endpoints: tellEndpoints };

/**
 * Makes one delivery. The deliveries of a link that is over are dropped; an event that the gateway finds fault with is
 * logged and dropped.
 * @throws what is worth another try
 */
async function deliver(
  delivery: Delivery,
  receipt: Receipt,
  ports: ReportPorts,
  deadline: Deadline,
): Promise<void> {
  const { log } = ports;
  const tell = TELLERS[delivery.type] as Teller<Delivery>;
  try {
    await tell(delivery, receipt, ports, deadline);
  } catch (error) {
    const facts = { home: delivery.home, error: errorFacts(error) };
    if (error instanceof GrantDead) log.warn('A link takes no more events.', facts);
    else if (error instanceof EventRejected) log.error('An event was rejected, and is dropped.', facts);
    else throw error;
  }
}

/**
 * Works off deliveries. Groups go side by side, the records of one in order: after a failure the rest of its group
 * waits with it.
 * @returns the ids of those that are to come again
 */
export async function report(
  records: readonly QueueRecord[],
  ports: ReportPorts,
): Promise<{ batchItemFailures: { itemIdentifier: string }[] }> {
  const deadline = createDeadline(BUDGET_MS, ports.clock);
  const failed: string[] = [];
  const groups = new Map<string, { record: QueueRecord; delivery: Delivery }[]>();
  for (const record of records) {
    const delivery = parseDelivery(record.body);
    if (delivery === undefined) {
      ports.log.error('A delivery could not be read.', { messageId: record.messageId });
      failed.push(record.messageId);
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
          const { messageId } = record;
          ports.log.warn('A delivery failed for now.', { messageId, error: errorFacts(error) });
          failed.push(...group.slice(index).map(({ record: later }) => later.messageId));
          return;
        }
      }
    }),
  );
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
