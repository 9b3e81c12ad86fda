import { changeReport } from '../../lib/alexa/change-report.ts';
import { joinEndpointId } from '../../lib/alexa/endpoint-id.ts';
import type { ChangeDelivery } from '../../lib/bridge/deliveries.ts';
import type { Deadline } from '../../lib/deadline.ts';
import { isOvertaken } from '../../lib/homes/told-states.ts';
import type { ReportPorts } from './compose.ts';
import { concerns } from './seen.ts';
import { sendToGrant } from './send.ts';
import type { Receipt, Teller } from './work.ts';

/** Queueing and committing follow each other closely: so long is waited for a state to be committed. */
const COMMIT_MS = 2_000;
const POLL_MS = 25;
/** A look that has committed nothing so long after it queued is gone; its own message comes again. */
export const LOOK_OVER_MS = 75_000;

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

const isFirstTime = ({ again }: ChangeDelivery, { receiveCount }: Receipt): boolean =>
  receiveCount === 1 && again === undefined;

/**
 * Whether a delivery is to be made at all. Of looks that followed the same state only one was committed, and what the
 * others queued tells an older state behind the newer one. A delivery that failed before, and has been overtaken, says
 * less than the one behind it. And what nobody committed in time was left behind by a look that crashed.
 *
 * One that comes back from the dead-letter queue failed before, and its look is long over. Where SQS hands out the
 * rest of a group before one that failed (it does not, but for a visibility that could not be set), that one has been
 * overtaken too.
 * @throws {NotCommitted} when that cannot be said yet
 */
async function isToBeTold(
  delivery: ChangeDelivery,
  receipt: Receipt,
  { told, clock }: ReportPorts,
  deadline: Deadline,
): Promise<boolean> {
  const { home, endpoint, version, look, again } = delivery;
  const { sentAt } = receipt;
  const isFirst = isFirstTime(delivery, receipt);
  const waiting = deadline.within(COMMIT_MS);
  const overAt = again === true ? 0 : sentAt + LOOK_OVER_MS;
  for (;;) {
    const state = await told.read(home, endpoint, deadline);
    if (state.version === version) return state.looks.includes(look);
    if (state.version > version) {
      return state.looks.includes(look) && (isFirst || !isOvertaken(state, look));
    }
    // Behind by more than one: the home was erased since, and with it what was told.
    if (state.version < version - 1) return false;
    if (clock() > overAt) return false;
    if (waiting.remaining() === 0) throw new NotCommitted(overAt);
    await sleep(POLL_MS);
  }
}

/**
 * A ChangeReport. Who was to hear of it was found out a moment ago; but when it failed before, that may be long ago,
 * and whoever was removed from the home since hears nothing of it any more, and nobody of a device that is held back.
 */
export const tellChange: Teller<ChangeDelivery> = async (delivery, receipt, ports, deadline) => {
  if (!(await isToBeTold(delivery, receipt, ports, deadline))) return;
  const { home, endpoint, cause, changed, unchanged, grant } = delivery;
  const device = { home, local: endpoint };
  if (!isFirstTime(delivery, receipt) && !(await concerns(grant, device, ports, deadline))) return;
  const endpointId = joinEndpointId(device);
  await sendToGrant(
    grant,
    (token) => changeReport({ endpointId, cause, changed, unchanged }, token),
    ports,
    deadline,
  );
};
