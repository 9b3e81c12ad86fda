import { styleText } from 'node:util';

/** A place to write to that knows whether it is a terminal. */
export type Output = { readonly write: (text: string) => unknown; readonly isTTY?: boolean };

type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red';

/** Writes for a person, or with `--json` the bare message and nothing else on standard output. */
export type Printer = {
  /** A line for the person; with `--json` it goes to nobody. */
  readonly line: (text?: string) => void;
  /** A line about something that is not right, on standard error in either mode. */
  readonly warn: (text: string) => void;
  /** The message itself, only with `--json`; one line each. */
  readonly message: (message: unknown) => void;
  readonly style: (style: Style, text: string) => string;
};

/** Colours only at a terminal, and never with `NO_COLOR` (no-color.org) or `TERM=dumb`. */
export function createPrinter(options: {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: NodeJS.ProcessEnv;
  readonly json: boolean;
}): Printer {
  const { stdout, stderr, env, json } = options;
  const unwanted = (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb';
  const paint = (output: Output, style: Style, text: string) =>
    output.isTTY === true && !unwanted ? styleText(style, text, { validateStream: false }) : text;
  return {
    line: (text = '') => {
      if (!json) stdout.write(`${text}\n`);
    },
    warn: (text) => {
      stderr.write(`${paint(stderr, 'yellow', text)}\n`);
    },
    message: (message) => {
      if (json) stdout.write(`${JSON.stringify(message)}\n`);
    },
    style: (style, text) => paint(stdout, style, text),
  };
}
