import { Logger } from '@aws-lambda-powertools/logger';
import { Outcome } from '../outcomes/outcome.ts';
import { redact } from './redact.ts';

/** What the rest of the code logs with: a sentence and flat facts, nothing else. */
export interface Log {
  debug(message: string, facts?: Record<string, unknown>): void;
  info(message: string, facts?: Record<string, unknown>): void;
  warn(message: string, facts?: Record<string, unknown>): void;
  error(message: string, facts?: Record<string, unknown>): void;
}

interface ErrorFacts {
  name: string;
  outcome?: string;
  errno?: string;
  message?: string;
  data?: unknown;
  stack?: string;
  cause?: ErrorFacts;
}

/** Where an error comes from; a stack begins with the message, which may have lines that look like frames. */
function framesOf({ message, stack = '' }: Error): string[] {
  const trace = stack.includes(message) ? stack.slice(stack.indexOf(message) + message.length) : stack;
  return trace.split('\n').filter((line) => /^\s+at .*(?::\d+:\d+|<anonymous>|native)\)?$/.test(line));
}

/**
 * An error as it may be logged. Outcomes say what they are in words of ours; of any other error only class, code
 * and stack are kept, since its message may quote what was being handled.
 */
export function errorFacts(error: unknown, depth = 3): ErrorFacts {
  if (!(error instanceof Error)) return { name: typeof error };
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    ...(error instanceof Outcome
      ? { outcome: error.code, message: error.message, data: error.data }
      : { ...(typeof code === 'string' && { errno: code }), stack: framesOf(error).slice(0, 8).join('\n') }),
    ...(error.cause !== undefined && depth > 0 && { cause: errorFacts(error.cause, depth - 1) }),
  };
}

/** Structured logs on standard output; every fact passes the redaction. */
export function createLog(): Log {
  const logger = new Logger();
  const write = (level: keyof Log) => (message: string, facts?: Record<string, unknown>) => {
    if (facts === undefined) logger[level](message);
    else logger[level](message, redact(facts) as Record<string, unknown>);
  };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
