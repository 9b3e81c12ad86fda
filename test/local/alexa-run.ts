import { runCli } from '../../local/alexa/cli/run.ts';

/** What a command line came to. */
export type Run = { code: number; out: string; err: string };

/** The world around it. */
export type RunOptions = {
  stdin?: string;
  env?: NodeJS.ProcessEnv;
  tty?: boolean;
  signal?: AbortSignal;
  stack?: string;
};

/**
 * Runs a command line of the simulator, words separated by spaces unless they are given apart.
 * @param directory where it is run, with the stack file
 */
export async function runAlexa(
  directory: string,
  line: string | string[],
  options: RunOptions = {},
): Promise<Run> {
  let out = '';
  let err = '';
  const output = (add: (text: string) => void) => ({ write: add, isTTY: options.tty ?? false });
  const args = typeof line === 'string' ? line.split(' ') : line;
  const code = await runCli([...args, '--stack', options.stack ?? 'stack.json'], {
    stdout: output((text) => {
      out += text;
    }),
    stderr: output((text) => {
      err += text;
    }),
    stdin: (async function* () {
      yield options.stdin ?? '';
    })(),
    env: options.env ?? {},
    cwd: directory,
    signal: options.signal ?? new AbortController().signal,
  });
  return { code, out, err };
}
