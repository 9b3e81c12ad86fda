import type { Clock, Deadline } from '../deadline.ts';
import { memberKey } from './keys.ts';
import { ALWAYS, type Item, type Table } from './table.ts';

/** A user's right to a home. Its existence alone decides whether their Alexa controls it. */
export interface Member {
  home: string;
  sub: string;
  role: 'owner' | 'member';
}

export function parseMember(item: Item | undefined): Member | undefined {
  if (item === undefined) return undefined;
  return {
    home: item.pk.slice('HOME#'.length),
    sub: item.sk.slice('MEMBER#'.length),
    role: item.role === 'owner' ? 'owner' : 'member',
  };
}

export interface Members {
  list(home: string, deadline: Deadline): Promise<Member[]>;
  add(member: Member, deadline: Deadline): Promise<void>;
  remove(home: string, sub: string, deadline: Deadline): Promise<void>;
}

export function createMembers(registry: Table, clock: Clock = Date.now): Members {
  return {
    list: async (home, deadline) => {
      const items = await registry.query(`HOME#${home}`, 'MEMBER#', deadline);
      return items.map(parseMember).filter((member) => member !== undefined);
    },
    add: ({ home, sub, role }, deadline) =>
      registry.put({ v: 1, ...memberKey(home, sub), role, addedAt: clock(), version: 1 }, ALWAYS, deadline),
    remove: (home, sub, deadline) => registry.delete(memberKey(home, sub), null, deadline),
  };
}
