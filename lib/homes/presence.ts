import type { Clock, Deadline } from '../deadline.ts';
import { dueAt } from './due-index.ts';
import { presenceKey } from './keys.ts';
import {
  type Course,
  cutShort,
  failed,
  heard,
  owing,
  type Presence,
  postponed,
  settledUpTo,
  type Word,
} from './presence-rules.ts';
import { retryConflicts } from './retry-conflicts.ts';
import { ABSENT, atVersion, type Item, type Table } from './table.ts';

/** The presence of homes, kept. Each method reads and writes until nobody else wrote in between. */
export interface Presences {
  read(home: string, deadline: Deadline): Promise<Presence | undefined>;
  /** @returns what is known now */
  hear(home: string, word: Word, deadline: Deadline): Promise<Presence>;
  owe(home: string, deadline: Deadline): Promise<void>;
  settle(home: string, upTo: number, deadline: Deadline): Promise<void>;
  /** A look at everything is to go on later. */
  cutShort(home: string, course: Course, deadline: Deadline): Promise<void>;
  /** @returns what is known now; undefined when it was erased meanwhile */
  fail(home: string, isThere: boolean, deadline: Deadline): Promise<Presence | undefined>;
  postpone(home: string, deadline: Deadline): Promise<void>;
  erase(home: string, deadline: Deadline): Promise<void>;
}

function presenceOf(item: Item | undefined): Presence | undefined {
  if (item === undefined) return undefined;
  return {
    ...(item.heardAt !== undefined && { heardAt: Number(item.heardAt) }),
    owed: Number(item.owed),
    settled: Number(item.settled),
    away: item.away === true,
    tries: Number(item.tries),
    ...(item.dueAt !== undefined && { dueAt: Number(item.dueAt) }),
    ...(item.startedAt !== undefined && { startedAt: Number(item.startedAt) }),
    ...(item.course !== undefined && { course: item.course as Course }),
  };
}

function itemOf(home: string, { dueAt: at, ...presence }: Presence, version: number): Item {
  return { v: 1, ...presenceKey(home), ...presence, ...(at !== undefined && dueAt(at)), version };
}

export function createPresences(devices: Table, clock: Clock = Date.now): Presences {
  /** @param change what is to be written, or undefined to leave it as it is */
  const write = <Next extends Presence | undefined>(
    home: string,
    deadline: Deadline,
    change: (before: Presence | undefined, now: number) => Next,
  ): Promise<Next> =>
    retryConflicts(deadline, async () => {
      const item = await devices.get(presenceKey(home), deadline);
      const next = change(presenceOf(item), clock());
      if (next === undefined) return next;
      const version = Number(item?.version ?? 0);
      await devices.put(
        itemOf(home, next, version + 1),
        item === undefined ? ABSENT : atVersion(version),
        deadline,
      );
      return next;
    });

  /** Of a home that was disconnected meanwhile nothing is brought back. */
  const ifKnown =
    (change: (before: Presence, now: number) => Presence) => (before: Presence | undefined, now: number) =>
      before && change(before, now);

  return {
    read: async (home, deadline) => presenceOf(await devices.get(presenceKey(home), deadline)),
    hear: (home, word, deadline) => write(home, deadline, (before, now) => heard(before, word, now)),
    owe: async (home, deadline) => {
      await write(home, deadline, owing);
    },
    settle: async (home, upTo, deadline) => {
      await write(
        home,
        deadline,
        ifKnown((before, now) => settledUpTo(before, upTo, now)),
      );
    },
    cutShort: async (home, course, deadline) => {
      await write(
        home,
        deadline,
        ifKnown((before, now) => cutShort(before, course, now)),
      );
    },
    fail: (home, isThere, deadline) =>
      write(
        home,
        deadline,
        ifKnown((before, now) => failed(before, isThere, now)),
      ),
    postpone: async (home, deadline) => {
      await write(home, deadline, ifKnown(postponed));
    },
    erase: (home, deadline) => devices.batchWrite({ put: [], delete: [presenceKey(home)] }, deadline),
  };
}
