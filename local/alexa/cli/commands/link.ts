import { type Command, UsageError } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';

/** `link`: links this Amazon account, as the stack's demo owner when nothing else is said. */
export const link: Command = {
  usage: '[--username NAME --password PASSWORD] [--browser]',
  summary: 'link an account through the login page (the demo owner if not told otherwise)',
  options: ['username', 'password', 'browser'],
  async run({ alexa, stack, options, print, session }) {
    const { username, password, browser } = options;
    if ((username === undefined) !== (password === undefined)) {
      throw new UsageError('Give --username and --password together');
    }
    // In a browser a person may type; without one there must be somebody to sign in as.
    const demo = browser === true && username === undefined ? undefined : stack.demo;
    const who = username !== undefined && password !== undefined ? { username, password } : demo;
    if (who === undefined && browser !== true) {
      throw new UsageError('This stack names no demo owner: give --username and --password, or --browser');
    }
    const linked = await alexa.link(who);
    const name = who === undefined ? 'the account from the browser' : who.username;
    print.line(print.style('green', `Linked "${session.account}" to ${name}.`));
    if (linked.refreshToken === undefined) {
      print.warn('No refresh token came: this link ends when its token does.');
    }
    print.line('Next: npm run alexa -- discover');
    return exitCodes.ok;
  },
};

/** `unlink`: forgets the link; `disable` is what the Alexa app does. */
export const unlink: Command = {
  usage: '',
  summary: 'forget the link, and tell nobody',
  options: [],
  async run({ alexa, print, session }) {
    await alexa.unlink();
    print.line(`"${session.account}" is not linked any more.`);
    return exitCodes.ok;
  },
};
