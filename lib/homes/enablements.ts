import type { Clock, Deadline } from '../deadline.ts';
import { enablementKey, enablementOfKey } from './keys.ts';
import { retryConflicts } from './retry-conflicts.ts';
import { ABSENT, ALWAYS, atVersion, type Item, type Table } from './table.ts';

/** A link that an Alexa user made: whose account it is, and which sign-in. */
export interface EnabledLink {
  sub: string;
  originJti: string;
  /** Epoch milliseconds, by Alexa's clock. */
  linkedAt: number;
}

/** What Alexa has said of one of its users; the skill's events come late, twice and in any order. */
export interface Enablement {
  links: EnabledLink[];
  /** When the skill was last disabled, epoch milliseconds by Alexa's clock. */
  disabledAt?: number;
}

/**
 * What is known of Alexa's users, by the hash of their id. Alexa gives a new id each time that somebody enables the
 * skill, so an item is mostly of one link; nothing here relies on it.
 */
export interface Enablements {
  /** @returns all that is known, this link included */
  noteLinked(alexaUser: string, link: EnabledLink, deadline: Deadline): Promise<Enablement>;
  /** @returns all that is known, this event included */
  noteDisabled(alexaUser: string, at: number, deadline: Deadline): Promise<Enablement>;
  /** The Alexa users (hashes of their ids) that have made links of this user's. */
  ofUser(sub: string, deadline: Deadline): Promise<string[]>;
  /** What is known of an Alexa user; for showing. */
  read(alexaUser: string, deadline: Deadline): Promise<Enablement>;
  /** Forgets this user's links; of an Alexa user who has no others nothing is left. */
  forget(sub: string, alexaUser: string, deadline: Deadline): Promise<void>;
}

/** Links of one Alexa user that are remembered, the latest. */
const REMEMBERED_LINKS = 10;
/** Once the skill is disabled, no event is so late that it still matters after this. */
const KEPT_MS = 90 * 24 * 3_600_000;

const parse = (item: Item | undefined): Enablement => ({
  links: Array.isArray(item?.links) ? (item.links as EnabledLink[]) : [],
  ...(typeof item?.disabledAt === 'number' && { disabledAt: item.disabledAt }),
});

const isOver = ({ links, disabledAt }: Enablement) =>
  disabledAt !== undefined && links.every(({ linkedAt }) => linkedAt <= disabledAt);

const isSameLink = (one: EnabledLink, other: EnabledLink) =>
  one.sub === other.sub && one.originJti === other.originJti;

/** With this link, the latest first. */
function withLink(links: readonly EnabledLink[], link: EnabledLink): EnabledLink[] {
  const linkedAt = Math.max(link.linkedAt, links.find((known) => isSameLink(known, link))?.linkedAt ?? 0);
  return [...links.filter((known) => !isSameLink(known, link)), { ...link, linkedAt }].toSorted(
    (one, other) => other.linkedAt - one.linkedAt,
  );
}

export function createEnablements(registry: Table, clock: Clock = Date.now): Enablements {
  const ttlOf = (known: Enablement) => (isOver(known) ? Math.ceil((clock() + KEPT_MS) / 1_000) : undefined);

  const note = (alexaUser: string, change: (known: Enablement) => Enablement, deadline: Deadline) =>
    retryConflicts(deadline, async () => {
      const item = await registry.get(enablementKey(alexaUser), deadline);
      const next = change(parse(item));
      const version = Number(item?.version ?? 0);
      const stored = {
        v: 1,
        ...enablementKey(alexaUser),
        ...next,
        links: next.links.slice(0, REMEMBERED_LINKS),
        ttl: ttlOf(next),
        version: version + 1,
      };
      await registry.put(stored, item === undefined ? ABSENT : atVersion(version), deadline);
      // With a link that is too old to be remembered: what is to be done about it is done now.
      return next;
    });

  /** Lets the user's side find what is known, for no longer than it is. */
  const point = async (sub: string, alexaUser: string, ttl: number | undefined, deadline: Deadline) =>
    registry.put({ v: 1, ...enablementOfKey(sub, alexaUser), ttl }, ALWAYS, deadline);

  return {
    noteLinked: async (alexaUser, link, deadline) => {
      // First, so that nothing is ever known that the user's side does not find.
      await point(link.sub, alexaUser, undefined, deadline);
      const next = await note(
        alexaUser,
        (known) => ({ ...known, links: withLink(known.links, link) }),
        deadline,
      );
      const ttl = ttlOf(next);
      if (ttl !== undefined) await point(link.sub, alexaUser, ttl, deadline);
      return next;
    },
    noteDisabled: async (alexaUser, at, deadline) => {
      const next = await note(
        alexaUser,
        (known) => ({ ...known, disabledAt: Math.max(at, known.disabledAt ?? 0) }),
        deadline,
      );
      const ttl = ttlOf(next);
      const subs = ttl === undefined ? [] : new Set(next.links.map(({ sub }) => sub));
      for (const sub of subs) await point(sub, alexaUser, ttl, deadline);
      return next;
    },
    ofUser: async (sub, deadline) =>
      (await registry.query(`USER#${sub}`, 'ALEXAUSER#', deadline)).map(({ sk }) =>
        sk.slice('ALEXAUSER#'.length),
      ),
    read: async (alexaUser, deadline) => parse(await registry.get(enablementKey(alexaUser), deadline)),
    forget: async (sub, alexaUser, deadline) => {
      await retryConflicts(deadline, async () => {
        const item = await registry.get(enablementKey(alexaUser), deadline);
        if (item === undefined) return;
        const links = parse(item).links.filter((link) => link.sub !== sub);
        const isSame = atVersion(Number(item.version));
        if (links.length === 0) await registry.delete(enablementKey(alexaUser), isSame, deadline);
        else await registry.put({ ...item, links, version: Number(item.version) + 1 }, isSame, deadline);
      });
      await registry.delete(enablementOfKey(sub, alexaUser), null, deadline);
    },
  };
}
