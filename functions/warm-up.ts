import { createDeadline } from '../lib/deadline.ts';
import type { Key, Table } from '../lib/homes/table.ts';

/** An item that never exists. */
const NOBODY: Key = { pk: 'WARM-UP', sk: 'WARM-UP' };
const LONG_ENOUGH_MS = 2_000;

/**
 * Asks the store for nothing while Lambda still starts this process, with a whole processor that later is shared:
 * when the first directive or sentence asks, the connection stands (on AWS with TLS) and the SDK has made its preparations.
 * Nobody waits for it, and its failure is told to nobody: whoever asks first meets the same and answers for it.
 */
export function warmUpStore(registry: Table): void {
  registry.get(NOBODY, createDeadline(LONG_ENOUGH_MS)).catch(() => undefined);
}
