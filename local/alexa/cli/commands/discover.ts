import type { Endpoint } from '../../catalogue.ts';
import type { Command } from '../command.ts';
import type { Printer } from '../printer.ts';
import { showExchange } from '../show-exchange.ts';
import { table } from '../table.ts';

/** `discover`: "Alexa, discover my devices". */
export const discover: Command = {
  usage: '',
  summary: 'discover devices and remember them',
  options: [],
  async run(context) {
    const exchange = await context.alexa.discover();
    const found = (await context.alexa.session())?.catalogue?.endpoints ?? [];
    if (exchange.error === undefined) showDevices(context.print, found);
    const said =
      found.length === 0
        ? 'I found no devices. Is a home connected?'
        : `I found ${found.length} ${found.length === 1 ? 'device' : 'devices'}.`;
    return showExchange(context, exchange, said, 'your devices');
  },
};

/** Devices as a table: name, id, category, capabilities. */
export function showDevices(print: Printer, devices: readonly Endpoint[]): void {
  if (devices.length === 0) return;
  const rows = devices.map((device) => [
    device.friendlyName,
    device.endpointId,
    device.displayCategories.join(', '),
    shortNames(device).join(', '),
  ]);
  const [head = '', ...lines] = table([['NAME', 'ID', 'CATEGORY', 'CAPABILITIES'], ...rows]);
  print.line(print.style('bold', head));
  for (const line of lines) print.line(line);
  print.line();
}

/** "PowerController" becomes "Power"; what every device has is left out. */
function shortNames(device: Endpoint): readonly string[] {
  const names = device.capabilities
    .map((capability) => capability.interface.replace(/^Alexa\.?/, '').replace(/Controller$/, ''))
    .filter((name) => name !== '' && name !== 'EndpointHealth');
  return [...new Set(names)];
}
