import type { Deadline } from '../deadline.ts';
import type { Accounts } from '../homes/accounts.ts';
import type { Connection, Connections } from '../homes/connections.ts';
import type { Members } from '../homes/members.ts';
import { retryConflicts } from '../homes/retry-conflicts.ts';
import { Forbidden, NotFound } from '../outcomes/request.ts';
import { StoreConflict } from '../outcomes/service.ts';
import type { HomeGuard } from './home-guard.ts';

export interface HandedOver {
  home: string;
  /** The new owner's `sub`. */
  owner: string;
}

/**
 * Gives a home to another of its members; who owned it stays a member. The token at the home stays the one of
 * before, which the status says until the home is connected again.
 *
 * The connection alone says whose the home is, and its version lets one change through. Around it the members' items
 * follow: first the new owner is marked, which nobody can be who is just being removed; then the connection changes;
 * then the mark of the one before goes. Cut off anywhere, the home has the one owner that its connection names, and a
 * mark that is left says nothing. Whoever removes a marked member moves the connection on first, which ends a handing
 * over that is under way (`remove-member.ts`).
 * @throws {NotFound} no such home of this user, or one that is being removed; or no such member of it
 * @throws {Forbidden} a member who is not the owner
 * @throws {UserDeleted}
 */
export type HandOver = (
  request: { sub: string; home: string; to: string },
  deadline: Deadline,
) => Promise<HandedOver>;

export function createHandOver(ports: {
  guard: HomeGuard;
  accounts: Accounts;
  connections: Connections;
  members: Members;
}): HandOver {
  const { guard, accounts, connections, members } = ports;

  /** The mark of somebody who is not the owner says nothing; that it stays does no harm. */
  async function unmark(home: string, sub: string, deadline: Deadline): Promise<void> {
    const member = await members.read(home, sub, deadline);
    if (member?.role !== 'owner') return;
    try {
      await members.setRole(member, 'member', deadline);
    } catch (error) {
      if (!(error instanceof StoreConflict)) throw error;
    }
  }

  /** @throws {NotFound} somebody who is no member, or whose account was deleted */
  async function mark(home: string, sub: string, deadline: Deadline): Promise<void> {
    const [member, account] = await Promise.all([
      members.read(home, sub, deadline),
      accounts.read(sub, deadline),
    ]);
    if (member === undefined || account?.deletedAt !== undefined) throw new NotFound('member');
    await members.setRole(member, 'owner', deadline);
  }

  /** Whoever deletes an account leaves its homes after the tombstone; what comes to it in between nobody would find. */
  async function giveBackIfDeleted(before: Connection, to: string, deadline: Deadline): Promise<void> {
    const account = await accounts.read(to, deadline);
    if (account?.deletedAt === undefined) return;
    await connections.setOwner({ ...before, version: before.version + 1 }, before, deadline);
    throw new NotFound('member');
  }

  return async ({ sub, home, to }, deadline) => {
    let isTried = false;
    await retryConflicts(deadline, async () => {
      const connection = await guard.forMember(sub, home, deadline);
      // An answer of the store's that was lost: it has changed, and that is what we meet now.
      if (isTried && connection.owner === to) return;
      if (connection.owner !== sub) throw new Forbidden('hand over a home that is not yours');
      if (connection.leaving) throw new NotFound('home');
      if (to === sub) return;
      await mark(home, to, deadline);
      isTried = true;
      await connections.setOwner(connection, { owner: to, handedOver: true }, deadline);
      await giveBackIfDeleted(connection, to, deadline);
    });
    if (to !== sub) await unmark(home, sub, deadline);
    return { home, owner: to };
  };
}
