import type { Alexa } from '../alexa.ts';
import type { Checker } from '../checks/checker.ts';
import { SimulatorError } from '../errors.ts';
import type { SessionStore } from '../session.ts';
import type { Stack } from '../stack.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Printer } from './printer.ts';

/** The options beyond the common ones, as the command line gave them. */
export type OptionValues = {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly scale?: string | undefined;
  readonly after?: string | undefined;
  readonly browser?: boolean | undefined;
  readonly force?: boolean | undefined;
  readonly state?: boolean | undefined;
  readonly once?: boolean | undefined;
  readonly locale?: string | undefined;
};

/** Name of an option that only some commands take. */
export type OptionName = keyof OptionValues;

/** Everything a command works with, once the stack file has been read. */
export type Context = {
  readonly alexa: Alexa;
  readonly checker: Checker;
  readonly session: SessionStore;
  readonly stack: Stack;
  readonly print: Printer;
  readonly options: OptionValues;
  /** The words after the command. */
  readonly words: readonly string[];
  /** Aborts when the person presses Ctrl-C. */
  readonly signal: AbortSignal;
  readonly readInput: () => Promise<string>;
  /** Standard input, for who reads it line by line. */
  readonly lines: () => NodeJS.ReadableStream;
};

/** One command of the simulator. */
export type Command = {
  /** What follows the command's name, for the help. */
  readonly usage: string;
  readonly summary: string;
  readonly options: readonly OptionName[];
  readonly run: (context: Context) => Promise<ExitCode>;
};

/** The command line makes no sense. */
export class UsageError extends SimulatorError {
  override readonly name = 'UsageError';
}
