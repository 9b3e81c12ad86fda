import { arrayAt } from '../../checks/json.ts';
import type { Command } from '../command.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { knownDevices } from '../known-devices.ts';
import { propertyText } from '../property-text.ts';
import { warnProblems } from '../show-exchange.ts';
import { showDevices } from './discover.ts';

/** `devices`: the last discovery, with `--state` each device's present state. */
export const devices: Command = {
  usage: '[--state]',
  summary: 'show the devices of the last discovery, and with --state how they are now',
  options: ['state'],
  async run(context) {
    const { alexa, print, options } = context;
    const known = await knownDevices(context);
    if ('failed' in known) return known.failed;
    if (options.state !== true) {
      print.message(known.devices);
      showDevices(print, known.devices);
      if (known.devices.length === 0) print.line('No devices: connect a home, then discover.');
      return exitCodes.ok;
    }
    let worst: ExitCode = exitCodes.ok;
    for (const device of known.devices) {
      // What declares nothing retrievable, such as a scene, has no state to ask for.
      if (!device.capabilities.some(({ retrievable }) => retrievable.length > 0)) continue;
      const exchange = await alexa.reportState(device.endpointId);
      print.message(exchange.message);
      const states = (arrayAt(exchange.message, 'context', 'properties') ?? []).map((property) =>
        propertyText(property).join(' '),
      );
      const state = exchange.error === undefined ? states.join(', ') : print.style('red', exchange.error);
      print.line(`${print.style('bold', device.friendlyName)}: ${state}`);
      warnProblems(print, exchange.problems);
      if (exchange.error !== undefined) worst = exitCodes.errorResponse;
      else if (exchange.problems.length > 0 && worst === exitCodes.ok) worst = exitCodes.problems;
      // Nothing more can be asked once Alexa has dropped the link.
      if (exchange.unlinked) break;
    }
    return worst;
  },
};
