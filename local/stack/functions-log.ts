import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Log lines that a person at the terminal wants to see as they happen. */
const SHOWN = new Set(['WARN', 'ERROR', 'CRITICAL']);

function summarize(line: string): string | undefined {
  if (!line.startsWith('{')) return line;
  try {
    const { level, message, error } = JSON.parse(line) as Record<string, unknown>;
    if (typeof level !== 'string' || !SHOWN.has(level)) return undefined;
    const reason = (error as { message?: unknown; name?: unknown } | undefined) ?? {};
    const because = typeof reason.message === 'string' ? reason.message : reason.name;
    return [level.toLowerCase(), message, because].filter((part) => typeof part === 'string').join(': ');
  } catch {
    return line;
  }
}

/**
 * Keeps what functions log in a file, whole, and shows warnings and errors in a line.
 * @returns the sink for log lines, and a promise of all that was written so far
 */
export function createFunctionsLog(file: string, show: (line: string) => void) {
  let written: Promise<unknown> = mkdir(dirname(file), { recursive: true });
  return {
    write: (line: string) => {
      written = written.then(() => appendFile(file, `${line}\n`)).catch(() => undefined);
      const summary = summarize(line);
      if (summary !== undefined) show(summary);
    },
    flush: () => written,
  };
}
