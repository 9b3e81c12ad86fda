import type { Deadline } from '../deadline.ts';
import { begunHomeKey } from './keys.ts';
import { ALWAYS, type Table } from './table.ts';

const PREFIX = 'BEGUN#';

/**
 * Homes that somebody has begun to connect. A connection is written before its owner's account names it; were the
 * request cut off in between, nobody would find the token in it any more. So the owner has a note of it first.
 */
export interface BegunHomes {
  note(owner: string, home: string, deadline: Deadline): Promise<void>;
  /** Keys of homes; of those that came to nothing there may be no connection, and some may be entered by now. */
  list(owner: string, deadline: Deadline): Promise<string[]>;
  forget(owner: string, home: string, deadline: Deadline): Promise<void>;
}

export const createBegunHomes = (registry: Table): BegunHomes => ({
  note: (owner, home, deadline) => registry.put({ v: 1, ...begunHomeKey(owner, home) }, ALWAYS, deadline),
  list: async (owner, deadline) =>
    (await registry.query(`USER#${owner}`, PREFIX, deadline)).map(({ sk }) => sk.slice(PREFIX.length)),
  forget: (owner, home, deadline) => registry.delete(begunHomeKey(owner, home), null, deadline),
});
