import type { Deadline } from '../deadline.ts';
import type { Identity } from '../identity/verifier.ts';
import { EndpointUnknown, HomePaused } from '../outcomes/directive.ts';
import { LinkRevoked, UserDeleted } from '../outcomes/identity.ts';
import { type Account, parseAccount } from './accounts.ts';
import { type Connection, parseConnection } from './connections.ts';
import { accountKey, connectionKey, memberKey } from './keys.ts';
import type { Table } from './table.ts';

/** What a link is known by; whose token it was that said so does not matter here. */
type Link = Pick<Identity, 'sub' | 'originJti'>;

/**
 * Refuses a link that its owner disconnected and an account that was deleted: the only two answers of the store
 * that may cost somebody their link. No item at all is somebody who has not opened the portal yet.
 * @throws {UserDeleted | LinkRevoked}
 */
export function assertLinkStands(account: Account | undefined, identity: Link): void {
  if (account?.deletedAt !== undefined) throw new UserDeleted();
  if (account?.revokedLinks.includes(identity.originJti) === true) throw new LinkRevoked();
}

/** What the directive path reads of the registry. */
export interface AccessRights {
  /**
   * The connection of a home, if this caller may use it: account, home and membership in one BatchGet.
   * @throws {UserDeleted | LinkRevoked}
   * @throws {EndpointUnknown} not a member, or the home is gone
   * @throws {HomePaused}
   */
  forControl(identity: Link, home: string, deadline: Deadline): Promise<Connection>;
  /**
   * The connections of all homes of this caller, in the account's order, paused ones included.
   * @throws {UserDeleted | LinkRevoked}
   */
  forDiscovery(identity: Link, deadline: Deadline): Promise<Connection[]>;
}

export function createAccessRights(registry: Table): AccessRights {
  return {
    forControl: async (identity, home, deadline) => {
      const { sub } = identity;
      const keys = [accountKey(sub), connectionKey(home), memberKey(home, sub)];
      const [account, connection, member] = await registry.batchGet(keys, deadline);
      assertLinkStands(parseAccount(account), identity);
      if (member === undefined) throw new EndpointUnknown('not_a_member');
      const known = parseConnection(connection);
      if (known === undefined) throw new EndpointUnknown('home_gone');
      if (known.paused) throw new HomePaused(home);
      return known;
    },
    forDiscovery: async (identity, deadline) => {
      const { sub } = identity;
      const account = parseAccount(await registry.get(accountKey(sub), deadline));
      assertLinkStands(account, identity);
      const homes = account?.homes ?? [];
      if (homes.length === 0) return [];
      const keys = homes.flatMap((home) => [connectionKey(home), memberKey(home, sub)]);
      const items = await registry.batchGet(keys, deadline);
      return homes
        .map((_home, index) =>
          items[index * 2 + 1] === undefined ? undefined : parseConnection(items[index * 2]),
        )
        .filter((connection) => connection !== undefined);
    },
  };
}
