import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where the Home Assistant installations of the tests live: one directory for each Python version. */
export const INSTALLATIONS = resolve(import.meta.dirname, '../../.cache/home-assistant');

/** The file that says that an installation is complete; written last. */
export const MARKER = 'installed.json';

/** The file beside the installations that names the directory of the one that the tests are to use. */
export const CURRENT = 'current';

/** A Home Assistant in a virtual environment of its own. */
export interface Installation {
  /** The virtual environment's root. */
  readonly directory: string;
  /** Home Assistant's version, such as `2025.4.4`. */
  readonly version: string;
  /** The version of the Python it runs on, such as `3.13.0`. */
  readonly python: string;
}

/** The interpreter of a virtual environment. */
export function interpreter(directory: string): string {
  return join(directory, 'bin', 'python');
}

/** Reads the marker of one installation; `undefined` when it is missing, unfinished or lost its Python. */
export function readInstallation(directory: string): Installation | undefined {
  let marker: unknown;
  try {
    marker = JSON.parse(readFileSync(join(directory, MARKER), 'utf8'));
  } catch {
    return undefined;
  }
  if (typeof marker !== 'object' || marker === null || !existsSync(interpreter(directory))) return undefined;
  if (!('version' in marker) || typeof marker.version !== 'string') return undefined;
  if (!('python' in marker) || typeof marker.python !== 'string') return undefined;
  return { directory, version: marker.version, python: marker.python };
}

/**
 * The Home Assistant that `npm run test:home-assistant` installed or chose last, or `undefined` when there is
 * none. Only looks at the cache directory: no network, no process.
 */
export function homeAssistantInstalled(root: string = INSTALLATIONS): Installation | undefined {
  const current = join(root, CURRENT);
  return existsSync(current) ? readInstallation(join(root, readFileSync(current, 'utf8').trim())) : undefined;
}
