import type { Clock, Deadline } from '../deadline.ts';
import { enablementKey } from './keys.ts';
import { retryConflicts } from './retry-conflicts.ts';
import { ABSENT, atVersion, type Item, type Table } from './table.ts';

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
        ...(isOver(next) && { ttl: Math.ceil((clock() + KEPT_MS) / 1_000) }),
        version: version + 1,
      };
      await registry.put(stored, item === undefined ? ABSENT : atVersion(version), deadline);
      // With a link that is too old to be remembered: what is to be done about it is done now.
      return next;
    });

  return {
    noteLinked: (alexaUser, link, deadline) =>
      note(alexaUser, (known) => ({ ...known, links: withLink(known.links, link) }), deadline),
    noteDisabled: (alexaUser, at, deadline) =>
      note(alexaUser, (known) => ({ ...known, disabledAt: Math.max(at, known.disabledAt ?? 0) }), deadline),
  };
}
