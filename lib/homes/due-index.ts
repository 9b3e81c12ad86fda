import type { Deadline } from '../deadline.ts';
import { StoreConflict } from '../outcomes/service.ts';
import type { IndexCursor, Item, Key, Table } from './table.ts';

/**
 * What is due: items that say by a time of theirs when somebody has to look after them. They are found by an index that
 * holds only such items, ordered by that time, so that nobody ever goes through the table.
 */
export interface DueIndex {
  /** One page of what is due at `until` (epoch milliseconds), the longest due first. */
  page(until: number, limit: number, after: IndexCursor | undefined, deadline: Deadline): Promise<DuePage>;
  /** Puts an item off. It stays as it is where somebody else has set another time since, or it is gone. */
  rearm(item: DueItem, dueAt: number, deadline: Deadline): Promise<void>;
}

export interface DueItem {
  key: Key;
  home: string;
  /** The sort key names what it is that is due. */
  kind: string;
  /** Epoch milliseconds. */
  dueAt: number;
}

export interface DuePage {
  items: DueItem[];
  next?: IndexCursor;
}

/** The index's name, and the one partition that it has. */
const INDEX = 'due';
const PARTITION = 'DUE';

/** The attributes by which an item stands in the index. */
export const dueAt = (at: number) => ({ due: PARTITION, dueAt: at });

const dueItem = ({ pk, sk, dueAt: at }: Item): DueItem => ({
  key: { pk, sk },
  home: pk.slice('HOME#'.length),
  kind: sk,
  dueAt: Number(at),
});

export function createDueIndex(devices: Table): DueIndex {
  return {
    page: async (until, limit, after, deadline) => {
      const { items, next } = await devices.queryIndex(
        {
          index: INDEX,
          partition: { attribute: 'due', value: PARTITION },
          sort: { attribute: 'dueAt', upTo: until },
          limit,
          ...(after && { after }),
        },
        deadline,
      );
      return { items: items.map(dueItem), ...(next && { next }) };
    },
    rearm: async ({ key, dueAt: before }, at, deadline) => {
      const change = {
        update: 'SET dueAt = :at',
        expression: 'dueAt = :before',
        values: { ':at': at, ':before': before },
      };
      try {
        await devices.update(key, change, deadline);
      } catch (error) {
        if (!(error instanceof StoreConflict)) throw error;
      }
    },
  };
}
