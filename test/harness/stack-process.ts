import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, readFile, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { PARTS } from '../../local/stack/ports.ts';
import type { StackFile } from '../../local/stack/stack-file.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

/** The first of as many neighbouring free ports as a stack needs; of none that systems hand out by themselves. */
export async function findFirstPort(): Promise<number> {
  for (let first = 15_000 + Math.floor(Math.random() * 15_000); first < 32_000; first += PARTS.length) {
    const free = await Promise.all(PARTS.map((_part, index) => isFree(first + index)));
    if (free.every(Boolean)) return first;
  }
  throw new Error('no free ports');
}

export const portsInUse = async (first: number): Promise<number[]> => {
  const free = await Promise.all(PARTS.map((_part, index) => isFree(first + index)));
  return PARTS.map((_part, index) => first + index).filter((_port, index) => free[index] === false);
};

export interface StackProcess {
  child: ChildProcess;
  lines: string[];
  /** Sends Ctrl-C and returns the exit code. */
  interrupt(): Promise<number | null>;
}

/** Runs `npm start`'s program in a folder of its own. */
export function runStart(directory: string, args: string[], env: NodeJS.ProcessEnv = {}): StackProcess {
  return watch(
    spawn(process.execPath, [join(ROOT, 'local/start.ts'), ...args], {
      cwd: directory,
      env: { ...process.env, NO_COLOR: '1', ...env },
    }),
  );
}

/** Runs `npm start` itself, as the leader of a group as in a terminal, in a folder that looks like the project's. */
export async function runNpmStart(directory: string, args: string[]): Promise<StackProcess> {
  await copyFile(join(ROOT, 'package.json'), join(directory, 'package.json'));
  for (const name of ['local', 'node_modules']) await symlink(join(ROOT, name), join(directory, name));
  return watch(
    spawn('npm', ['start', '--', ...args], {
      cwd: directory,
      detached: true,
      env: { ...process.env, NO_COLOR: '1' },
    }),
  );
}

function watch(child: ChildProcessWithoutNullStreams): StackProcess {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => lines.push(line));
  }
  return {
    child,
    lines,
    interrupt: async () => {
      if (child.exitCode !== null) return child.exitCode;
      const exited = once(child, 'exit') as Promise<[number | null]>;
      child.kill('SIGINT');
      return (await exited)[0];
    },
  };
}

/** Waits until the stack says that it is up, and reads its file. */
export async function untilUp({ child, lines }: StackProcess, directory: string): Promise<StackFile> {
  while (!lines.some((line) => line.includes('Porchlight is up'))) {
    if (child.exitCode !== null) throw new Error(`ended before it was up:\n${lines.join('\n')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return JSON.parse(await readFile(join(directory, '.porchlight', 'stack.json'), 'utf8')) as StackFile;
}

/** Runs `npm run alexa`'s program against a stack's folder. */
export async function runAlexa(
  directory: string,
  args: string[],
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [join(ROOT, 'local/alexa/cli.ts'), ...args], {
    cwd: directory,
    env: { ...process.env, NO_COLOR: '1' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}
