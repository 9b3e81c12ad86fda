import type { Delivery } from '../../lib/bridge/deliveries.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { ReportPorts } from './compose.ts';

/** What SQS says of a message besides its body. */
export interface Receipt {
  /** How often SQS has handed it out, this time included. */
  receiveCount: number;
  /** Epoch milliseconds. */
  sentAt: number;
}

/**
 * Tells what a delivery is about.
 * @throws {GrantDead} the link takes no more events
 * @throws {EventRejected | EventTooLarge} the gateway finds fault with the event itself
 * @throws {EventPermissionMissing} the skill may not send events
 * @throws what is worth another try
 */
export type Teller<D extends Delivery> = (
  delivery: D,
  receipt: Receipt,
  ports: ReportPorts,
  deadline: Deadline,
) => Promise<void>;
