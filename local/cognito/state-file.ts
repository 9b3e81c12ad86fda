import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

/** A state file that is there and cannot be used. `file` is its name, without the folder. */
export class StateFileError extends Error {
  readonly file: string;
  constructor(file: string, cause: unknown) {
    super(`${file} cannot be read; start with fresh state to replace it`, { cause });
    this.name = 'StateFileError';
    this.file = file;
  }
}

/** One JSON file: `read` gives undefined when there is none yet; `write` resolves when it is on disk. */
export type StateFile = {
  read(): Promise<unknown>;
  write(value: unknown): Promise<void>;
};

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

/**
 * Keeps one JSON document at `path`, readable by its owner only. A write goes to a neighbour file and is
 * renamed into place, so a crash leaves the old or the new document and never half of one. Writes queue up
 * in order; those that arrive while one is under way are joined into the next.
 * `read` throws StateFileError when the file is not JSON.
 */
export const createStateFile = (path: string): StateFile => {
  let latest = '';
  let running: Promise<void> | undefined;
  let queued: Promise<void> | undefined;

  const save = async (): Promise<void> => {
    const text = latest;
    const neighbour = `${path}.${process.pid}.new`;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(neighbour, text, { mode: 0o600 });
    await rename(neighbour, path);
  };

  const start = (): Promise<void> => {
    const current = save().finally(() => {
      if (running === current) running = undefined;
    });
    running = current;
    return current;
  };

  return {
    async read() {
      try {
        const value: unknown = JSON.parse(await readFile(path, 'utf8'));
        return value;
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw new StateFileError(basename(path), error);
      }
    },
    write(value) {
      latest = JSON.stringify(value, null, 2);
      if (!running) return start();
      queued ??= running
        .catch(() => undefined)
        .then(() => {
          queued = undefined;
          return start();
        });
      return queued;
    },
  };
};
