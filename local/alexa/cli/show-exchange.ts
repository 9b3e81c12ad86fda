import type { Exchange } from '../alexa.ts';
import { arrayAt, stringAt } from '../checks/json.ts';
import type { Problem } from '../checks/problem.ts';
import type { Context } from './command.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Printer } from './printer.ts';
import { propertyText } from './property-text.ts';
import { spokenError } from './spoken.ts';
import { table } from './table.ts';

/**
 * Shows one exchange: what Alexa would say, the properties that came back, and everything the checks found; gives
 * the exit code. `said` is the sentence when it went well.
 */
export function showExchange(
  context: Pick<Context, 'print' | 'checker'>,
  exchange: Exchange,
  said: string,
  device?: string,
): ExitCode {
  const { print, checker } = context;
  print.message(exchange.message);
  if (exchange.error === undefined) {
    print.line(`${print.style('green', said)} ${print.style('dim', `(${exchange.elapsedMs} ms)`)}`);
    for (const row of table((arrayAt(exchange.message, 'context', 'properties') ?? []).map(propertyText))) {
      print.line(`  ${row}`);
    }
  } else {
    print.line(print.style('red', spokenError(exchange.error, device)));
    const reason = stringAt(exchange.message, 'event', 'payload', 'message');
    print.line(`  ${exchange.error}${reason === undefined ? '' : `: ${reason}`}`);
  }
  if (exchange.unlinked) {
    print.warn('Alexa deletes the account link after this answer. Link again with: npm run alexa -- link');
  }
  warnProblems(print, exchange.problems);
  print.line(print.style('dim', checker.summary()));
  if (exchange.error !== undefined) return exitCodes.errorResponse;
  return exchange.problems.length > 0 ? exitCodes.problems : exitCodes.ok;
}

/** Check problems, one line each. */
export function warnProblems(print: Printer, problems: readonly Problem[]): void {
  for (const { rule, path, message } of problems) {
    print.warn(`Check: ${path === '' ? 'the message' : path}: ${message} [${rule}]`);
  }
}
