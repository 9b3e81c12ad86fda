import type { Deadline } from '../deadline.ts';
import type { Connections } from '../homes/connections.ts';
import type { Members } from '../homes/members.ts';
import { retryConflicts } from '../homes/retry-conflicts.ts';
import { Forbidden, NotFound } from '../outcomes/request.ts';
import type { BegunRemoval, HomeRemoval, Revocation } from './home-removal.ts';

export interface DisconnectReceipt extends Revocation {
  home: string;
}

/**
 * Takes a home out of Porchlight: revokes our token there, then removes members, devices and the connection, with
 * everything that was sealed; Alexa forgets the devices. Done in an order in which it can be repeated after a failure.
 * @throws {NotFound} no such home of this user
 * @throws {Forbidden} a member who is not the owner
 * @throws {VaultUnavailable | QueueUnavailable | OutOfTime} with nothing removed
 * @throws {StoreConflict} when it was connected again meanwhile
 */
export type DisconnectHome = (sub: string, home: string, deadline: Deadline) => Promise<DisconnectReceipt>;

export function createDisconnectHome(ports: {
  connections: Connections;
  members: Members;
  removal: HomeRemoval;
}): DisconnectHome {
  const { connections, members, removal } = ports;

  async function begin(sub: string, home: string, deadline: Deadline): Promise<BegunRemoval> {
    const connection = await connections.read(home, deadline);
    const belonging = await members.list(home, deadline);
    const isMember = belonging.some((member) => member.sub === sub);
    if (connection === undefined) {
      // A removal that was cut off at the very end.
      if (isMember) await removal.sweep(home, deadline);
      throw new NotFound('home');
    }
    if (connection.owner !== sub && !isMember) throw new NotFound('home');
    if (connection.owner !== sub) throw new Forbidden('disconnect a home that is not yours');
    return removal.begin(connection, deadline);
  }

  return async (sub, home, deadline) => {
    // Whoever changes it at the same moment comes first: it may be somebody else's then.
    const begun = await retryConflicts(deadline, () => begin(sub, home, deadline));
    const revocation = await begun.revoke(deadline);
    await begun.remove(deadline);
    return { home, ...revocation };
  };
}
