import { type Endpoint, supports } from '../catalogue.ts';
import type { JsonObject } from '../checks/json.ts';
import { type Command, type OptionName, type OptionValues, UsageError } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { findDevice } from './find-device.ts';
import { knownDevices } from './known-devices.ts';
import { showExchange } from './show-exchange.ts';

/** What a control command sends, and what Alexa says when it worked. */
export type Control = {
  readonly namespace: string;
  readonly name: string;
  readonly payload: JsonObject;
  readonly said: (device: Endpoint) => string;
};

/**
 * A command that sends one directive to a device by name: `NAME`, or with `value` set `NAME VALUE`, where the name
 * may be several words. What the device does not declare is refused here, as Alexa refuses it, unless `--force`.
 *
 * `control` throws UsageError when the value makes no sense.
 */
export function controlCommand(definition: {
  readonly summary: string;
  readonly value?: string;
  readonly options?: readonly OptionName[];
  readonly control: (value: string, options: OptionValues) => Control;
}): Command {
  const { summary, value: valueName } = definition;
  const usage = valueName === undefined ? 'NAME' : `NAME ${valueName}`;
  return {
    usage,
    summary,
    options: ['force', ...(definition.options ?? [])],
    async run(context) {
      const words = [...context.words];
      const value = valueName === undefined ? '' : (words.pop() ?? '');
      if (words.length === 0) throw new UsageError(`This needs ${usage}`);
      const control = definition.control(value, context.options);
      const known = await knownDevices(context);
      if ('failed' in known) return known.failed;
      const device = findDevice(known.devices, words.join(' '));
      if (!supports(device, control.namespace) && context.options.force !== true) {
        context.print.warn(unsupported(device, control.namespace));
        return exitCodes.failed;
      }
      const exchange = await context.alexa.directive(
        control.namespace,
        control.name,
        device.endpointId,
        control.payload,
      );
      return showExchange(context, exchange, control.said(device), device.friendlyName);
    },
  };
}

/** What to say about a capability that the discovery did not show. */
export function unsupported(device: Endpoint, namespace: string): string {
  const has = device.capabilities
    .map((capability) => capability.interface)
    .filter((name) => name !== 'Alexa');
  const list = has.length === 0 ? 'none' : [...new Set(has)].join(', ');
  return `${device.friendlyName} does not support ${namespace}; it has ${list}. Use --force to send it all the same.`;
}
