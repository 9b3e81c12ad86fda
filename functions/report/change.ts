import { changeReport } from '../../lib/alexa/change-report.ts';
import { joinEndpointId } from '../../lib/alexa/endpoint-id.ts';
import type { ChangeDelivery } from '../../lib/bridge/deliveries.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { ReportPorts } from './compose.ts';
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
}

/**
 * Whether a delivery is to be made at all. Of looks that followed the same state only one was committed, and what the
 * others queued tells an older state behind the newer one. A delivery that failed before, and has been overtaken, says
 * less than the one behind it. And what nobody committed in time was left behind by a look that crashed.
 * @throws {NotCommitted} when that cannot be said yet
 */
async function isToBeTold(
  { home, endpoint, version, look }: ChangeDelivery,
  { receiveCount, sentAt }: Receipt,
  { told, clock }: ReportPorts,
  deadline: Deadline,
): Promise<boolean> {
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

/** A ChangeReport. */
export const tellChange: Teller<ChangeDelivery> = async (delivery, receipt, ports, deadline) => {
  if (!(await isToBeTold(delivery, receipt, ports, deadline))) return;
  const { home, endpoint, cause, changed, unchanged, grant } = delivery;
  const endpointId = joinEndpointId({ home, local: endpoint });
  await sendToGrant(
    grant,
    (token) => changeReport({ endpointId, cause, changed, unchanged }, token),
    ports,
    deadline,
  );
};
