import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from './alexa/message.ts';
import type { RefreshToken } from './auth/token-store.ts';
import type { SavedState } from './states.ts';

/** What the home keeps between runs. */
export interface Saved {
  readonly version: 1;
  readonly userId: string;
  readonly tokens: readonly RefreshToken[];
  readonly states: Readonly<Record<string, SavedState>>;
}

/** Keeps the home in one file, or nowhere. */
export interface Storage {
  readonly saved: Saved | undefined;
  write(saved: Saved): void;
}

/** The state file is there but is none of ours; deleting it (or starting afresh) begins a new home. */
export class UnreadableState extends Error {
  readonly file: string;
  constructor(file: string, cause?: unknown) {
    super(`${file} cannot be read as the state of a demo home`, { cause });
    this.name = 'UnreadableState';
    this.file = file;
  }
}

function isSaved(value: unknown): value is Saved {
  return (
    isObject(value) &&
    value.version === 1 &&
    typeof value.userId === 'string' &&
    Array.isArray(value.tokens) &&
    isObject(value.states)
  );
}

function read(file: string): Saved | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new UnreadableState(file, error);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (isSaved(value)) return value;
  } catch (error) {
    throw new UnreadableState(file, error);
  }
  throw new UnreadableState(file);
}

/**
 * Opens `demo-home.json` in a folder (made with mode 0700; the file has 0600, for it holds keys). Without a
 * folder nothing is kept.
 *
 * @throws {UnreadableState}
 */
export function openStorage(stateDir: string | undefined): Storage {
  if (stateDir === undefined) return { saved: undefined, write: () => {} };
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const file = join(stateDir, 'demo-home.json');
  return {
    saved: read(file),
    write(saved) {
      // Written beside and moved, so that a crash leaves the old file or the new one, never half of it.
      writeFileSync(`${file}.new`, JSON.stringify(saved), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
  };
}
