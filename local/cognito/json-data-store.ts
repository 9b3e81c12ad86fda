import { join } from 'node:path';
import type { DataStore } from 'cognito-local/lib/services/dataStore/dataStore.js';
import type { DataStoreFactory } from 'cognito-local/lib/services/dataStore/factory.js';
import { createStateFile } from './state-file.ts';

type Branch = Record<string, unknown>;

const isBranch = (value: unknown): value is Branch =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

const keysOf = (key: string | string[]): string[] => (Array.isArray(key) ? key : [key]);

// cognito-local keeps its times in fields whose names end in "Date" and expects Date objects back.
const reviveDates = (value: unknown, name = ''): unknown => {
  if (Array.isArray(value)) return value.map((entry) => reviveDates(entry));
  if (isBranch(value))
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, reviveDates(entry, key)]));
  return name.endsWith('Date') && typeof value === 'string' ? new Date(value) : value;
};

const lookUp = (root: Branch, path: readonly string[]): unknown => {
  let value: unknown = root;
  for (const key of path) {
    // Own properties only: a user called "__proto__" or "constructor" is a user like any other, and absent.
    if (!isBranch(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
};

const branchFor = (root: Branch, path: readonly string[]): Branch => {
  let branch = root;
  for (const key of path) {
    const next = Object.hasOwn(branch, key) ? branch[key] : undefined;
    if (isBranch(next)) branch = next;
    else {
      const created: Branch = {};
      Object.defineProperty(branch, key, {
        value: created,
        enumerable: true,
        writable: true,
        configurable: true,
      });
      branch = created;
    }
  }
  return branch;
};

/**
 * cognito-local's storage port over atomic files, one JSON document a user pool: its own store writes in
 * place and hands out live references; this one does neither.
 */
export const createJsonDataStoreFactory = (directory: string): DataStoreFactory => ({
  async create(_ctx, id, defaults) {
    if (!/^[\w-]{1,128}$/.test(id)) throw new RangeError('a user pool id is letters, digits, _ and -');
    const file = createStateFile(join(directory, `${id}.json`));
    const stored = reviveDates((await file.read()) ?? structuredClone(defaults));
    const root: Branch = isBranch(stored) ? stored : {};
    await file.write(root);

    const store: DataStore = {
      async delete(_context, key) {
        const path = keysOf(key);
        const last = path.at(-1);
        const parent = lookUp(root, path.slice(0, -1));
        if (last !== undefined && isBranch(parent)) delete parent[last];
        await file.write(root);
      },
      // cognito-local's interface lets the caller name the type of what it once stored.
      async get<T>(_context: unknown, key: string | string[], fallback?: T): Promise<T> {
        return (structuredClone(lookUp(root, keysOf(key))) ?? fallback ?? null) as T;
      },
      async getRoot<T>(): Promise<T | null> {
        return structuredClone(root) as T;
      },
      async set(_context, key, value) {
        const path = keysOf(key);
        const last = path.at(-1);
        if (last === undefined) return;
        Object.defineProperty(branchFor(root, path.slice(0, -1)), last, {
          value: structuredClone(value),
          enumerable: true,
          writable: true,
          configurable: true,
        });
        await file.write(root);
      },
    };
    return store;
  },
});
