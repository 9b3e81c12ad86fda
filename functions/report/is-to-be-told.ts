import type { ChangeDelivery } from '../../lib/bridge/deliveries.ts';
import type { Deadline } from '../../lib/deadline.ts';
import { isOvertaken } from '../../lib/homes/told-states.ts';
import type { ReportPorts } from './compose.ts';
import { concerns } from './seen.ts';
import type { Receipt } from './work.ts';

/** Queueing and committing follow each other closely: so long is waited for a state to be committed. */
const COMMIT_MS = 2_000;
const POLL_MS = 25;
/** A look that has committed nothing so long after it queued is gone; its own message comes again. */
const LOOK_OVER_MS = 75_000;
/** A delivery that waited longer was behind one that failed, or something is out of order. */
const FRESH_MS = 10_000;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The state that a delivery tells is not committed: whoever found it is still about it, or gave up. */
export class NotCommitted extends Error {
  override readonly name = 'NotCommitted';
  /** Epoch milliseconds from when on it is certain that the look is over, and the delivery can go. */
  readonly overAt: number;

  constructor(overAt: number) {
    super('What a delivery tells is not committed yet.');
    this.overAt = overAt;
  }
}

/**
 * Whether a delivery comes as straight from its look as can be. SQS counts how often it has handed out each message by
 * itself: what waited behind one that failed is handed out for the first time, however long that took.
 */
const isFresh = ({ again }: ChangeDelivery, { receiveCount, sentAt }: Receipt, now: number): boolean =>
  receiveCount === 1 && again === undefined && now - sentAt < FRESH_MS;

/**
 * Whether the state is one of those that were committed, and none that is overtaken and no longer fresh.
 * @throws {NotCommitted} when that cannot be said yet
 */
async function isCurrent(
  { home, endpoint, version, look, again }: ChangeDelivery,
  { sentAt }: Receipt,
  mayBeOvertaken: boolean,
  { told, clock }: Pick<ReportPorts, 'told' | 'clock'>,
  deadline: Deadline,
): Promise<boolean> {
  const waiting = deadline.within(COMMIT_MS);
  const overAt = again === true ? 0 : sentAt + LOOK_OVER_MS;
  for (;;) {
    const state = await told.read(home, endpoint, deadline);
    if (state.version === version) return state.looks.includes(look);
    if (state.version > version) {
      return state.looks.includes(look) && (mayBeOvertaken || !isOvertaken(state, look));
    }
    // Behind by more than one: the home was erased since, and with it what was told.
    if (state.version < version - 1) return false;
    if (clock() > overAt) return false;
    if (waiting.remaining() === 0) throw new NotCommitted(overAt);
    await sleep(POLL_MS);
  }
}

/**
 * Whether a delivery is to be made at all. Of looks that followed the same state only one was committed, and what the
 * others queued tells an older state behind the newer one. A delivery that failed before, or waited behind one that
 * did, and has been overtaken says less than the one behind it, and later than is any good. And what nobody committed
 * in time was left behind by a look that crashed.
 *
 * One that comes back from the dead-letter queue failed before, and its look is long over. Where SQS hands out the
 * rest of a group before one that failed (it does not, but for a visibility that could not be set), that one has been
 * overtaken too.
 *
 * Who was to hear of it was found out when it was queued. If that is not a moment ago, somebody who was removed from
 * the home since hears nothing of it any more, and nobody of a device that is held back since.
 * @throws {NotCommitted} when that cannot be said yet
 */
export async function isToBeTold(
  delivery: ChangeDelivery,
  receipt: Receipt,
  ports: Pick<ReportPorts, 'told' | 'clock' | 'rights'>,
  deadline: Deadline,
): Promise<boolean> {
  const fresh = isFresh(delivery, receipt, ports.clock());
  if (!(await isCurrent(delivery, receipt, fresh, ports, deadline))) return false;
  const { grant, home, endpoint } = delivery;
  return fresh || concerns(grant, { home, local: endpoint }, ports, deadline);
}
