import type { Clock, Deadline } from '../deadline.ts';
import { StoreConflict } from '../outcomes/service.ts';
import { memberKey } from './keys.ts';
import { retryConflicts } from './retry-conflicts.ts';
import { ABSENT, atVersion, type Item, type Table } from './table.ts';

export type Role = 'owner' | 'member';

/** A user's right to a home. Its existence alone decides whether their Alexa controls it. */
export interface Member {
  home: string;
  sub: string;
  /**
   * A note. Who owns the home stands in its connection; here the word `owner` beside another owner there says that the
   * home is being handed over, or that this was cut off.
   */
  role: Role;
  /** Verified by the login service when it was last asked. Personal data: it goes with the membership. */
  email?: string;
  /** Epoch milliseconds. */
  since: number;
  version: number;
}

export function parseMember(item: Item | undefined): Member | undefined {
  if (item === undefined) return undefined;
  return {
    home: item.pk.slice('HOME#'.length),
    sub: item.sk.slice('MEMBER#'.length),
    role: item.role === 'owner' ? 'owner' : 'member',
    ...(typeof item.email === 'string' && { email: item.email }),
    since: Number(item.addedAt),
    version: Number(item.version),
  };
}

export interface Members {
  read(home: string, sub: string, deadline: Deadline): Promise<Member | undefined>;
  list(home: string, deadline: Deadline): Promise<Member[]>;
  /** Who is a member already stays so since then, and keeps the e-mail if there is no other. */
  add(member: Pick<Member, 'home' | 'sub' | 'role' | 'email'>, deadline: Deadline): Promise<void>;
  /** @throws {StoreConflict} when the member changed since it was read, or is gone */
  setRole(member: Member, role: Role, deadline: Deadline): Promise<void>;
  /** Of somebody who is no member nothing is noted. */
  noteEmail(home: string, sub: string, email: string, deadline: Deadline): Promise<void>;
  remove(home: string, sub: string, deadline: Deadline): Promise<void>;
  /** @throws {StoreConflict} when the member changed since it was read */
  removeAsRead(member: Member, deadline: Deadline): Promise<void>;
}

export function createMembers(registry: Table, clock: Clock = Date.now): Members {
  const itemOf = (home: string, sub: string, deadline: Deadline) =>
    registry.get(memberKey(home, sub), deadline);

  const write = (known: Item | undefined, next: Item, deadline: Deadline) => {
    const version = Number(known?.version ?? 0);
    const condition = known === undefined ? ABSENT : atVersion(version);
    return registry.put({ ...known, ...next, version: version + 1 }, condition, deadline);
  };

  return {
    read: async (home, sub, deadline) => parseMember(await itemOf(home, sub, deadline)),
    list: async (home, deadline) => {
      const items = await registry.query(`HOME#${home}`, 'MEMBER#', deadline);
      return items.map(parseMember).filter((member) => member !== undefined);
    },
    add: ({ home, sub, role, email }, deadline) =>
      retryConflicts(deadline, async () => {
        const known = await itemOf(home, sub, deadline);
        const addedAt = known?.addedAt ?? clock();
        const next = { v: 1, ...memberKey(home, sub), role, addedAt, ...(email !== undefined && { email }) };
        await write(known, next, deadline);
      }),
    setRole: async (member, role, deadline) => {
      const { home, sub, version } = member;
      const known = await itemOf(home, sub, deadline);
      if (known?.version !== version) throw new StoreConflict('member');
      await write(known, { ...known, role }, deadline);
    },
    noteEmail: (home, sub, email, deadline) =>
      retryConflicts(deadline, async () => {
        const known = await itemOf(home, sub, deadline);
        if (known === undefined || known.email === email) return;
        await write(known, { ...known, email }, deadline);
      }),
    remove: (home, sub, deadline) => registry.delete(memberKey(home, sub), null, deadline),
    removeAsRead: ({ home, sub, version }, deadline) =>
      registry.delete(memberKey(home, sub), atVersion(version), deadline),
  };
}
