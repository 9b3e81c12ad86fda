import type { Deadline } from '../deadline.ts';
import type { Accounts } from '../homes/accounts.ts';
import type { Connections } from '../homes/connections.ts';
import type { Invitations } from '../homes/invitations.ts';
import type { Members } from '../homes/members.ts';
import { retryConflicts } from '../homes/retry-conflicts.ts';
import { Forbidden, NotFound } from '../outcomes/request.ts';
import type { Farewells } from './farewells.ts';

export interface RemovedMember {
  home: string;
  member: string;
}

/**
 * Takes a member out of a home: the owner may remove every other, and everybody may leave. Alexa forgets the devices
 * for them. After a failure it can be repeated.
 * @throws {NotFound} no such home of this user, or no such member of it
 * @throws {Forbidden} somebody else, by a member who is not the owner; or the owner
 * @throws {QueueUnavailable} with nothing removed
 */
export type RemoveMember = (
  request: { sub: string; home: string; member: string },
  deadline: Deadline,
) => Promise<RemovedMember>;

const REMOVE_OWNER = 'remove the owner of a home; hand it over first, or disconnect it';

export function createRemoveMember(ports: {
  accounts: Accounts;
  connections: Connections;
  members: Members;
  invitations: Invitations;
  farewells: Farewells;
}): RemoveMember {
  const { accounts, connections, members, invitations, farewells } = ports;

  /**
   * The member goes as they were before the owner was looked up, and whoever is marked for owner only after the
   * connection moved on: so nobody who is handed the home at this moment is removed from it.
   */
  async function remove(home: string, sub: string, deadline: Deadline): Promise<void> {
    await retryConflicts(deadline, async () => {
      const member = await members.read(home, sub, deadline);
      const connection = await connections.read(home, deadline);
      if (connection?.owner === sub) throw new Forbidden(REMOVE_OWNER);
      if (member === undefined) return;
      // One that is being removed is handed over to nobody.
      if (member.role === 'owner' && connection !== undefined && !connection.leaving)
        await connections.setOwner(connection, connection, deadline);
      await members.removeAsRead(member, deadline);
    });
  }

  return async ({ sub, home, member }, deadline) => {
    const connection = await connections.read(home, deadline);
    if (connection === undefined) throw new NotFound('home');
    const { owner } = connection;
    const belonging = new Set((await members.list(home, deadline)).map((one) => one.sub));
    // A removal that was cut off has left the home in the account; then it is still theirs to be rid of.
    const belongs = async (who: string) =>
      belonging.has(who) || (await accounts.read(who, deadline))?.homes.includes(home) === true;
    if (sub !== owner && !(await belongs(sub))) throw new NotFound('home');
    if (sub !== owner && sub !== member) throw new Forbidden('remove others from a home that is not yours');
    if (member === owner) throw new Forbidden(REMOVE_OWNER);
    if (!(await belongs(member))) throw new NotFound('member');

    const farewell = await farewells.prepare(home, [member], deadline);
    await invitations.removeAllOf(home, member, deadline);
    await remove(home, member, deadline);
    await accounts.removeHome(member, home, deadline);
    await farewell.tell(deadline);
    return { home, member };
  };
}
