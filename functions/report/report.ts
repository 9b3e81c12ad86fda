import { changeReport } from '../../lib/alexa/change-report.ts';
import { joinEndpointId } from '../../lib/alexa/endpoint-id.ts';
import { sendEvent } from '../../lib/alexa/event-gateway.ts';
import { type Delivery, groupOf, parseDelivery } from '../../lib/bridge/deliveries.ts';
import { createDeadline, type Deadline } from '../../lib/deadline.ts';
import {
  EventRejected,
  GatewayTokenRefused,
  GatewayUnavailable,
  GrantDead,
} from '../../lib/outcomes/gateway.ts';
import { errorFacts } from '../../lib/telemetry/logger.ts';
import type { Secret } from '../../lib/vault/secret.ts';
import type { ReportPorts } from './compose.ts';

/** For a whole batch; what it does not suffice for comes again. Well below the function's own time. */
const BUDGET_MS = 40_000;
const GATEWAY_MS = 8_000;
/** Queueing and committing follow each other closely: so long is waited for a state to be committed. */
const COMMIT_MS = 2_000;
const POLL_MS = 25;
/** A look that has committed nothing so long after it queued is gone; its own message comes again. */
const LOOK_OVER_MS = 75_000;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The state that a delivery tells is not committed: whoever found it is still about it, or gave up. */
class NotCommitted extends Error {
  override readonly name = 'NotCommitted';
}

interface QueueRecord {
  messageId: string;
  body: string;
  /** How often SQS has handed it out, this time included. */
  receiveCount: number;
  /** Epoch milliseconds. */
  sentAt: number;
}

/**
 * Whether a delivery is to be made at all. Of looks that followed the same state only one was committed, and what the
 * others queued tells an older state behind the newer one. A delivery that failed before, and has been overtaken, says
 * less than the one behind it. And what nobody committed in time was left behind by a look that crashed.
 * @throws {NotCommitted} when that cannot be said yet
 */
async function isToBeTold(
  delivery: Delivery,
  { receiveCount, sentAt }: QueueRecord,
  { told, clock }: ReportPorts,
  deadline: Deadline,
): Promise<boolean> {
  const { home, endpoint, version, look } = delivery;
  const waiting = deadline.within(COMMIT_MS);
  for (;;) {
    const state = await told.read(home, endpoint, deadline);
    if (state.version === version) return state.looks.includes(look);
    if (state.version > version) return receiveCount === 1 && state.looks.includes(look);
    // Behind by more than one: the home was erased since, and with it what was told.
    if (state.version < version - 1) return false;
    if (clock() - sentAt > LOOK_OVER_MS) return false;
    if (waiting.remaining() === 0) throw new NotCommitted();
    await sleep(POLL_MS);
  }
}

async function send(
  delivery: Delivery,
  token: Secret,
  ports: ReportPorts,
  deadline: Deadline,
): Promise<void> {
  const { home, endpoint, cause, changed, unchanged, grant } = delivery;
  const endpointId = joinEndpointId({ home, local: endpoint });
  const event = changeReport({ endpointId, cause, changed, unchanged }, token);
  await sendEvent(ports.gatewayUrl(grant.region), event, token, deadline.within(GATEWAY_MS));
}

/** Sends with the grant's token; one that the gateway refuses is refreshed once. */
async function sendWithToken(delivery: Delivery, ports: ReportPorts, deadline: Deadline): Promise<void> {
  const { grant } = delivery;
  const attempt = async (token: Secret) => {
    try {
      await send(delivery, token, ports, deadline);
    } catch (error) {
      if (!(error instanceof GrantDead)) throw error;
      const isDead = await ports.tokens.markDead(grant, error.data.reason, token, deadline);
      // Linked anew meanwhile: the new tokens have not been tried.
      if (!isDead) throw new GatewayUnavailable(`${error.data.reason}, of older tokens`, { cause: error });
      throw error;
    }
  };
  const token = await ports.tokens.accessToken(grant, deadline);
  try {
    await attempt(token);
  } catch (error) {
    if (!(error instanceof GatewayTokenRefused)) throw error;
    await attempt(await ports.tokens.accessToken(grant, deadline, token));
  }
}

/**
 * Makes one delivery. The deliveries of a link that is over are dropped; an event that the gateway finds fault with is
 * logged and dropped.
 * @throws what is worth another try
 */
async function deliver(delivery: Delivery, ports: ReportPorts, deadline: Deadline): Promise<void> {
  const { log } = ports;
  try {
    await sendWithToken(delivery, ports, deadline);
  } catch (error) {
    const facts = { home: delivery.home, error: errorFacts(error) };
    if (error instanceof GrantDead) log.warn('A link takes no more events.', facts);
    else if (error instanceof EventRejected) log.error('An event was rejected, and is dropped.', facts);
    else throw error;
  }
}

async function handle(
  record: QueueRecord,
  delivery: Delivery,
  ports: ReportPorts,
  deadline: Deadline,
): Promise<void> {
  if (await isToBeTold(delivery, record, ports, deadline)) await deliver(delivery, ports, deadline);
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
          await handle(record, delivery, ports, deadline);
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
