import type { Clock, Deadline } from '../deadline.ts';
import { dueAt } from './due-index.ts';
import { presenceKey } from './keys.ts';
import { retryConflicts } from './retry-conflicts.ts';
import { ABSENT, atVersion, type Item, type Table } from './table.ts';

/**
 * Whether a home is there, and whether a look at it is owed. Of a home that nothing was heard of and at which no look
 * failed there is none.
 */
export interface Presence {
  /** When the home last said that it is there, epoch milliseconds; absent for one that never did. */
  heardAt?: number;
  /** How often a look came to be owed. */
  owed: number;
  /** How many of those are settled: a look at everything settles what was owed when it began, and nothing later. */
  settled: number;
  /** Given up: neither heard of nor answering, and Alexa is told that its devices are unreachable. */
  away: boolean;
  /** Looks at everything that failed, one after the other. */
  tries: number;
  /** When to look after it, epoch milliseconds; absent where there is nothing to wait for. */
  dueAt?: number;
}

/** The package sends a heartbeat every ten minutes; this much later than that one was missed. */
const HEARTBEAT_MISSED_MS = 12 * 60_000;
/** Two were missed. */
const SILENT_MS = 22 * 60_000;
/** After a look that failed; then twice as long each time. */
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 60 * 60_000;
/** Whoever finds that a look is owed does it at once; should that come to nothing, it is due again after this. */
const AT_WORK_MS = 5 * 60_000;
/** A home that speaks but has failed so often is not asked at each heartbeat any more, only when it is due. */
const STUBBORN_TRIES = 5;

const UNKNOWN: Presence = { owed: 0, settled: 0, away: false, tries: 0 };

export const owesLook = ({ owed, settled }: Presence): boolean => owed > settled;

/** Whether two heartbeats were missed. A home without the package, which never sent one, is not missed. */
export const isSilent = ({ heardAt }: Presence, now: number): boolean =>
  heardAt !== undefined && now - heardAt > SILENT_MS;

/** Whether a heartbeat is to bring the look that is owed. */
export const isWorthALook = (presence: Presence): boolean =>
  owesLook(presence) && presence.tries < STUBBORN_TRIES;

const sooner = (one: number | undefined, other: number): number => Math.min(one ?? other, other);

/** When nothing is owed: after two missed heartbeats; of a silent home that answers, now and then. */
function atRest({ dueAt: _before, ...presence }: Presence, now: number): Presence {
  if (presence.heardAt === undefined) return presence;
  const missedAt = presence.heardAt + SILENT_MS;
  return { ...presence, dueAt: missedAt > now ? missedAt : now + LONGEST_PAUSE_MS };
}

/**
 * The home says that it is there. That brings a look at everything when something may have been missed: it was silent
 * for longer than a heartbeat takes, or never heard before, or away, or has just started.
 * @param at when the word arrived; of several the latest counts, in whatever order they come
 */
export function heard(
  before: Presence = UNKNOWN,
  { at, hasStarted }: { at: number; hasStarted: boolean },
  now: number,
): Presence {
  const last = before.heardAt;
  const hasMissed = last === undefined || at - last > HEARTBEAT_MISSED_MS;
  const presence = { ...before, heardAt: Math.max(last ?? 0, at), away: false };
  if (hasMissed || hasStarted || before.away) {
    return {
      ...presence,
      owed: before.owed + 1,
      tries: 0,
      dueAt: owesLook(before) ? sooner(before.dueAt, now + AT_WORK_MS) : now + AT_WORK_MS,
    };
  }
  if (!owesLook(before)) return atRest(presence, now);
  return { ...presence, dueAt: sooner(before.dueAt, presence.heardAt + SILENT_MS) };
}

/** A look failed or could not be done. What was owed before keeps its time. */
export function owing(before: Presence = UNKNOWN, now: number): Presence {
  const presence = { ...before, owed: before.owed + 1 };
  if (owesLook(before)) return { ...presence, dueAt: sooner(before.dueAt, now + LONGEST_PAUSE_MS) };
  return { ...presence, tries: 0, dueAt: sooner(before.dueAt, now + FIRST_PAUSE_MS) };
}

/**
 * Everything was looked at, and the home answered.
 * @param upTo what was owed when the look began
 */
export function settledUpTo(before: Presence, upTo: number, now: number): Presence {
  const presence = { ...before, settled: Math.max(before.settled, upTo), away: false, tries: 0 };
  return owesLook(presence) ? { ...presence, dueAt: now + FIRST_PAUSE_MS } : atRest(presence, now);
}

/**
 * A look at everything failed.
 * @param isThere whether the home answered for some of it; then it is not away, however silent it is
 */
export function failed(before: Presence, isThere: boolean, now: number): Presence {
  const tries = before.tries + 1;
  return {
    ...before,
    owed: owesLook(before) ? before.owed : before.owed + 1,
    away: !isThere && (before.away || isSilent(before, now)),
    tries,
    dueAt: now + Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS),
  };
}

/** The home may not be asked now, or nobody would hear of it: what is owed stays owed. */
export const postponed = (before: Presence, now: number): Presence => ({
  ...before,
  dueAt: now + LONGEST_PAUSE_MS,
});

/** The presence of homes, kept. Each method reads and writes until nobody else wrote in between. */
export interface Presences {
  read(home: string, deadline: Deadline): Promise<Presence | undefined>;
  /** @returns what is known now */
  hear(home: string, word: { at: number; hasStarted: boolean }, deadline: Deadline): Promise<Presence>;
  owe(home: string, deadline: Deadline): Promise<void>;
  settle(home: string, upTo: number, deadline: Deadline): Promise<void>;
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
