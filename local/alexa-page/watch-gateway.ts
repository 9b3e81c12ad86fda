import { setTimeout as pause } from 'node:timers/promises';
import { createAmazonControl, type GatewayEvent } from '../alexa/amazon-control.ts';

const WAIT_SECONDS = 25;
const AGAIN_MS = 500;

/**
 * Hands on each event that reaches the gateway's stand-in, in order, until `signal`. One that cannot be reached is
 * asked again.
 */
export async function watchGateway(options: {
  readonly control: string;
  readonly signal: AbortSignal;
  readonly hear: (event: GatewayEvent) => void;
}): Promise<void> {
  const { signal, hear } = options;
  const amazon = createAmazonControl({ url: options.control, fetch: globalThis.fetch });
  let after = 0;
  while (!signal.aborted) {
    try {
      const page = await amazon.events(after, { waitSeconds: WAIT_SECONDS, signal });
      for (const event of page.events) hear(event);
      after = page.next;
    } catch {
      await pause(AGAIN_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
