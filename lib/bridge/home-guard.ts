import type { Deadline } from '../deadline.ts';
import type { Accounts } from '../homes/accounts.ts';
import type { Connection, Connections } from '../homes/connections.ts';
import type { Members } from '../homes/members.ts';
import { UserDeleted } from '../outcomes/identity.ts';
import { Forbidden, NotFound } from '../outcomes/request.ts';

/** Who may see and change a home. To a stranger it looks like one that never was. */
export interface HomeGuard {
  /** @throws {NotFound | UserDeleted} */
  forMember(sub: string, home: string, deadline: Deadline): Promise<Connection>;
  /**
   * @param action what a member who is not the owner is told they may not do
   * @throws {NotFound | Forbidden | UserDeleted} also where the home is being removed
   */
  forOwner(sub: string, home: string, action: string, deadline: Deadline): Promise<Connection>;
}

export function createHomeGuard(ports: {
  accounts: Accounts;
  connections: Connections;
  members: Members;
}): HomeGuard {
  const { accounts, connections, members } = ports;

  async function forMember(sub: string, home: string, deadline: Deadline): Promise<Connection> {
    const [account, connection, member] = await Promise.all([
      accounts.read(sub, deadline),
      connections.read(home, deadline),
      members.read(home, sub, deadline),
    ]);
    if (account?.deletedAt !== undefined) throw new UserDeleted();
    if (connection === undefined) throw new NotFound('home');
    if (connection.owner !== sub && member === undefined) throw new NotFound('home');
    return connection;
  }

  return {
    forMember,
    forOwner: async (sub, home, action, deadline) => {
      const connection = await forMember(sub, home, deadline);
      if (connection.owner !== sub) throw new Forbidden(action);
      if (connection.leaving) throw new NotFound('home');
      return connection;
    },
  };
}
