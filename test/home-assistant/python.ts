import { execFile } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A Python interpreter that can make virtual environments. */
export interface Python {
  readonly path: string;
  /** Such as `3.13.0`. */
  readonly version: string;
}

/** The `PYTHON` variable names something that is not a usable Python. */
export class PythonUnusableError extends Error {
  readonly path: string;
  constructor(path: string) {
    super(`PYTHON names ${path}, which does not run or lacks the venv and ensurepip modules`);
    this.name = 'PythonUnusableError';
    this.path = path;
  }
}

/** Orders dotted version numbers; negative when `a` is the older one. */
export function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function subdirectories(path: string): string[] {
  return existsSync(path) ? readdirSync(path).map((name) => join(path, name)) : [];
}

/** Every place where a `python3` or `python3.N` may lie: PATH, pyenv's versions and uv's. */
function candidates(env: NodeJS.ProcessEnv): string[] {
  const home = homedir();
  const folders = [
    ...(env.PATH ?? '').split(delimiter).filter((folder) => folder !== ''),
    ...subdirectories(join(env.PYENV_ROOT ?? join(home, '.pyenv'), 'versions')).map((p) => join(p, 'bin')),
    ...subdirectories(join(home, '.local/share/uv/python')).map((p) => join(p, 'bin')),
  ];
  return folders.flatMap((folder) =>
    (existsSync(folder) ? readdirSync(folder) : [])
      .filter((name) => /^python3(\.\d+)?$/.test(name))
      .map((name) => join(folder, name)),
  );
}

/** Asks an interpreter for its release; `undefined` when it does not run, is a pre-release or has no venv. */
async function probe(path: string): Promise<Python | undefined> {
  const question =
    'import sys, venv, ensurepip; v = sys.version_info; ' +
    'print("%d.%d.%d" % v[:3] if v.releaselevel == "final" else "")';
  try {
    const { stdout } = await run(path, ['-I', '-c', question], { timeout: 15_000 });
    const version = stdout.trim();
    return version === '' ? undefined : { path, version };
  } catch {
    return undefined; // a pyenv shim without a selected version, for one, exits with an error
  }
}

/**
 * The Pythons of this machine, newest first, one of each version. `PYTHON` in the environment (a path or a
 * command) restricts the answer to that one.
 *
 * @throws PythonUnusableError when `PYTHON` is set to something that cannot be used
 */
export async function findPythons(env: NodeJS.ProcessEnv = process.env): Promise<Python[]> {
  if (env.PYTHON !== undefined && env.PYTHON !== '') {
    const chosen = await probe(env.PYTHON);
    if (chosen === undefined) throw new PythonUnusableError(env.PYTHON);
    return [chosen];
  }
  const paths = new Map(candidates(env).map((path) => [realpathSync(path), path]));
  const found = await Promise.all([...paths.values()].map(probe));
  const newest = found
    .filter((python) => python !== undefined)
    .sort((a, b) => compareVersions(b.version, a.version));
  return newest.filter((python, i) => newest[i - 1]?.version !== python.version);
}
