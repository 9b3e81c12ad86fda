import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Endpoint } from './catalogue.ts';
import { parseEndpoints } from './catalogue.ts';
import { arrayAt, isObject, objectAt, stringAt, valueAt } from './checks/json.ts';
import { SimulatorError } from './errors.ts';
import type { TaughtValue } from './speech/understand.ts';

/** What Alexa keeps about one Amazon account's link to the skill. Times are epoch milliseconds. */
export type Session = {
  readonly username?: string;
  readonly linkedAt: number;
  readonly accessToken: string;
  readonly refreshToken?: string;
  readonly expiresAt: number;
  /** Who this account is to the skill, from `enable` until `disable`; Alexa makes a new id each time. */
  readonly alexaUserId?: string;
  /** The endpoints of the last discovery; absent before the first. */
  readonly catalogue?: { readonly at: number; readonly endpoints: readonly Endpoint[] };
  /** What the skill taught last, and when; Alexa forgets it after a while. */
  readonly taught?: { readonly at: number; readonly values: readonly TaughtValue[] };
};

/** Where one Amazon account's session is kept. */
export type SessionStore = {
  readonly account: string;
  readonly read: () => Promise<Session | undefined>;
  readonly write: (session: Session) => Promise<void>;
  readonly remove: () => Promise<void>;
};

/** Account names become file names, so they are kept plain. */
const accountPattern = /^[a-z0-9][a-z0-9_-]{0,39}$/i;

/**
 * Keeps a session in `<directory>/<account>.json`, readable by its owner alone, since it holds tokens.
 *
 * @throws SimulatorError when the account's name could not be a file name.
 */
export function createFileSession(options: {
  readonly directory: string;
  readonly account: string;
}): SessionStore {
  const { account, directory } = options;
  if (!accountPattern.test(account)) {
    throw new SimulatorError(`"${account}" is no account name: use up to 40 letters, digits, "-" and "_"`);
  }
  const path = join(directory, `${account}.json`);
  return {
    account,
    async read() {
      const text = await readFile(path, 'utf8').catch((error: unknown) => {
        if (isObject(error) && error.code === 'ENOENT') return undefined;
        throw error;
      });
      return text === undefined ? undefined : parseSession(text);
    },
    async write(session) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      // Written aside and renamed: a reader at the same moment sees the old session or the new, never half of one.
      const aside = `${path}.${randomUUID()}`;
      await writeFile(aside, `${JSON.stringify({ version: 1, ...session }, null, 2)}\n`, { mode: 0o600 });
      await chmod(aside, 0o600);
      await rename(aside, path);
    },
    remove: () => rm(path, { force: true }),
  };
}

/** Keeps a session in memory: for tests and programs that link anew each time. */
export function createMemorySession(account = 'default'): SessionStore {
  let kept: Session | undefined;
  return {
    account,
    read: async () => kept,
    async write(session) {
      kept = session;
    },
    async remove() {
      kept = undefined;
    },
  };
}

/** A file from another version, or one that was damaged, is no session: linking again replaces it. */
function parseSession(text: string): Session | undefined {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return undefined;
  }
  const accessToken = stringAt(file, 'accessToken');
  const linkedAt = valueAt(file, 'linkedAt');
  const expiresAt = valueAt(file, 'expiresAt');
  if (valueAt(file, 'version') !== 1 || accessToken === undefined) return undefined;
  if (typeof linkedAt !== 'number' || typeof expiresAt !== 'number') return undefined;
  const username = stringAt(file, 'username');
  const refreshToken = stringAt(file, 'refreshToken');
  const alexaUserId = stringAt(file, 'alexaUserId');
  const catalogue = objectAt(file, 'catalogue');
  const discoveredAt = catalogue?.at;
  const taughtAt = valueAt(file, 'taught', 'at');
  return {
    linkedAt,
    accessToken,
    expiresAt,
    ...(username === undefined ? {} : { username }),
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(alexaUserId === undefined ? {} : { alexaUserId }),
    ...(typeof discoveredAt === 'number'
      ? { catalogue: { at: discoveredAt, endpoints: parseEndpoints(arrayAt(catalogue, 'endpoints')) } }
      : {}),
    ...(typeof taughtAt === 'number'
      ? { taught: { at: taughtAt, values: (arrayAt(file, 'taught', 'values') ?? []).flatMap(taughtValueOf) } }
      : {}),
  };
}

function taughtValueOf(value: unknown): TaughtValue[] {
  const [type, id, name] = ['type', 'id', 'name'].map((field) => stringAt(value, field));
  return type === undefined || id === undefined || name === undefined ? [] : [{ type, id, name }];
}
