import type { Command } from '../command.ts';
import { showExchange } from '../show-exchange.ts';

/** `grant`: AcceptGrant with a fresh code, which Alexa sends by itself while linking. */
export const grant: Command = {
  usage: '',
  summary: 'let the skill send events for this account (AcceptGrant)',
  options: [],
  async run(context) {
    const exchange = await context.alexa.grant();
    return showExchange(context, exchange, 'The skill may send events to Alexa now.');
  },
};
