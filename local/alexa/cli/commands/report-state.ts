import { type Command, UsageError } from '../command.ts';
import { findDevice } from '../find-device.ts';
import { knownDevices } from '../known-devices.ts';
import { showExchange } from '../show-exchange.ts';

/** `report-state NAME`: asks for the device's state, as the Alexa app does. */
export const reportState: Command = {
  usage: 'NAME',
  summary: "ask for a device's state",
  options: [],
  async run(context) {
    if (context.words.length === 0) throw new UsageError('This needs NAME');
    const known = await knownDevices(context);
    if ('failed' in known) return known.failed;
    const device = findDevice(known.devices, context.words.join(' '));
    const exchange = await context.alexa.reportState(device.endpointId);
    return showExchange(context, exchange, `${device.friendlyName} reports:`, device.friendlyName);
  },
};
