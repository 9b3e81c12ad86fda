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
  /** When the home last said that it has started, epoch milliseconds. */
  startedAt?: number;
  /** A look at everything for which there was not time enough at once. */
  course?: Course;
}

/** A look at everything that is done in several goes, as a slow home with many devices needs it. */
export interface Course {
  /** What was owed when it began: so much it settles. */
  upTo: number;
  /** Devices that it has not come to yet, by the home's own ids. */
  left: readonly string[];
  /** Whether the home did not answer for one that it has come to: then it settles nothing. */
  hasFailed: boolean;
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
/** Starts that follow each other so closely are one. */
const ONE_START_MS = 60_000;
/** A home that speaks but has failed so often is not asked at each heartbeat any more, only when it is due. */
const STUBBORN_TRIES = 5;

const UNKNOWN: Presence = { owed: 0, settled: 0, away: false, tries: 0 };

export const owesLook = ({ owed, settled }: Presence): boolean => owed > settled;

/** Whether two heartbeats were missed. A home without the package, which never sent one, is not missed. */
export const isSilent = ({ heardAt }: Presence, now: number): boolean =>
  heardAt !== undefined && now - heardAt > SILENT_MS;

/** A word of the home: it is there, or has even just started. `at` is when it arrived, epoch milliseconds. */
export interface Word {
  at: number;
  hasStarted: boolean;
}

const isSameStart = ({ startedAt = Number.NEGATIVE_INFINITY }: Presence, { at, hasStarted }: Word) =>
  hasStarted && at - startedAt < ONE_START_MS;

/** Whether a word is to bring the look that is owed. One start more brings none beside that of the start before. */
export const isWorthALook = (presence: Presence, word: Word): boolean =>
  owesLook(presence) &&
  presence.tries < STUBBORN_TRIES &&
  (word.at === presence.startedAt || !isSameStart(presence, word));

/** The look that is under way at what is owed, if there is one. */
export const courseOf = ({ course, settled }: Presence): Course | undefined =>
  course !== undefined && course.upTo > settled ? course : undefined;

const withoutCourse = ({ course: _over, ...presence }: Presence): Presence => presence;

const sooner = (one: number | undefined, other: number): number => Math.min(one ?? other, other);

/** When nothing is owed: after two missed heartbeats; of a silent home that answers, now and then. */
function atRest({ dueAt: _before, ...presence }: Presence, now: number): Presence {
  if (presence.heardAt === undefined) return presence;
  const missedAt = presence.heardAt + SILENT_MS;
  return { ...presence, dueAt: missedAt > now ? missedAt : now + LONGEST_PAUSE_MS };
}

/**
 * The home says that it is there. That brings a look at everything when something may have been missed: it was silent
 * for longer than a heartbeat takes, or never heard before, or away, or has just started. A home that starts over and
 * over owes one look for a while.
 * @param word of several the latest counts, in whatever order they come
 */
export function heard(before: Presence = UNKNOWN, word: Word, now: number): Presence {
  const { at, hasStarted } = word;
  const last = before.heardAt;
  const hasMissed = last === undefined || at - last > HEARTBEAT_MISSED_MS;
  const isStart = hasStarted && !(owesLook(before) && isSameStart(before, word));
  const presence = { ...before, heardAt: Math.max(last ?? 0, at), away: false };
  if (hasMissed || isStart || before.away) {
    return {
      ...presence,
      // A home that was away is looked at, however soon after another start this one comes.
      ...(hasStarted && { startedAt: at }),
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
  const settled = Math.max(before.settled, upTo);
  const course = courseOf({ ...before, settled });
  const presence = { ...withoutCourse(before), settled, away: false, tries: 0, ...(course && { course }) };
  return owesLook(presence) ? { ...presence, dueAt: now + FIRST_PAUSE_MS } : atRest(presence, now);
}

/**
 * A look at everything ran out of time, though the home answers: it goes on soon. That of a home of which nothing was
 * owed is owed from now on.
 */
export function cutShort(before: Presence, course: Course, now: number): Presence {
  const owed = owesLook(before) ? before.owed : before.owed + 1;
  const upTo = owesLook(before) ? course.upTo : owed;
  const presence = { ...withoutCourse(before), owed, away: false, tries: 0, dueAt: now + FIRST_PAUSE_MS };
  // Another one may have settled this meanwhile.
  return upTo > before.settled ? { ...presence, course: { ...course, upTo } } : presence;
}

/**
 * A look at everything failed.
 * @param isThere whether the home answered for some of it; then it is not away, however silent it is
 */
export function failed(before: Presence, isThere: boolean, now: number): Presence {
  const tries = before.tries + 1;
  return {
    ...withoutCourse(before),
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
