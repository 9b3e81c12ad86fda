import type { Endpoint } from '../catalogue.ts';
import type { Context } from './command.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { showExchange } from './show-exchange.ts';

/** The devices of the last discovery, or the exit code of the discovery that failed. */
export type KnownDevices = { readonly devices: readonly Endpoint[] } | { readonly failed: ExitCode };

/**
 * The devices Alexa knows. Right after linking Alexa discovers by itself, so a first use without "discover" does
 * that here, quietly when it goes well.
 *
 * @throws NotLinkedError without a link.
 */
export async function knownDevices(context: Context): Promise<KnownDevices> {
  const known = (await context.alexa.fresh()).catalogue;
  if (known !== undefined) return { devices: known.endpoints };
  const exchange = await context.alexa.discover();
  const found = (await context.alexa.session())?.catalogue;
  if (exchange.error === undefined && found !== undefined) return { devices: found.endpoints };
  const shown = showExchange(context, exchange, 'The discovery brought no list of devices.', 'your devices');
  return { failed: shown === exitCodes.ok ? exitCodes.failed : shown };
}
