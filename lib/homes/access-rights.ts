import type { EndpointAddress } from '../alexa/endpoint-id.ts';
import type { Deadline } from '../deadline.ts';
import type { Identity } from '../identity/verifier.ts';
import { EndpointUnknown, HomePaused } from '../outcomes/directive.ts';
import { LinkRevoked, UserDeleted } from '../outcomes/identity.ts';
import { type Account, parseAccount } from './accounts.ts';
import { type Connection, parseConnection } from './connections.ts';
import { accountKey, connectionKey, memberKey, overrideKey } from './keys.ts';
import { type Override, overrideIdOf, parseOverride } from './overrides.ts';
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

/** A device that a caller may control: how its home is reached, and what the owner wants of it. */
export interface Control {
  connection: Connection;
  override: Override;
}

/** What the directive path reads of the registry. */
export interface AccessRights {
  /**
   * Whether this caller may control a device: account, home, membership and the device's override in one BatchGet.
   * Of the last nothing is said to whom the home does not belong.
   * @throws {UserDeleted | LinkRevoked}
   * @throws {EndpointUnknown} not a member, the home is gone, or the owner holds the device back
   * @throws {HomePaused}
   */
  forControl(identity: Link, device: EndpointAddress, deadline: Deadline): Promise<Control>;
  /**
   * The connections of all homes of this caller, in the account's order, paused ones included.
   * @throws {UserDeleted | LinkRevoked}
   */
  forDiscovery(identity: Link, deadline: Deadline): Promise<Connection[]>;
  /**
   * The same, and which of them the caller speaks with unless another one is named.
   * @throws {UserDeleted | LinkRevoked}
   */
  forSpeech(identity: Link, deadline: Deadline): Promise<{ homes: Connection[]; defaultHome?: string }>;
}

export function createAccessRights(registry: Table): AccessRights {
  async function homesOf(identity: Link, deadline: Deadline) {
    const { sub } = identity;
    const account = parseAccount(await registry.get(accountKey(sub), deadline));
    assertLinkStands(account, identity);
    const keys = account?.homes ?? [];
    if (keys.length === 0) return { homes: [] };
    const items = await registry.batchGet(
      keys.flatMap((home) => [connectionKey(home), memberKey(home, sub)]),
      deadline,
    );
    const homes = keys
      .map((_home, index) =>
        items[index * 2 + 1] === undefined ? undefined : parseConnection(items[index * 2]),
      )
      .filter((connection) => connection !== undefined);
    return { homes, ...(account?.defaultHome !== undefined && { defaultHome: account.defaultHome }) };
  }

  return {
    forControl: async (identity, { home, local }, deadline) => {
      const { sub } = identity;
      const keys = [
        accountKey(sub),
        connectionKey(home),
        memberKey(home, sub),
        overrideKey(home, overrideIdOf(local)),
      ];
      const [account, connection, member, item] = await registry.batchGet(keys, deadline);
      assertLinkStands(parseAccount(account), identity);
      if (member === undefined) throw new EndpointUnknown('not_a_member');
      const known = parseConnection(connection);
      if (known === undefined) throw new EndpointUnknown('home_gone');
      const override = parseOverride(item);
      if (override.hidden) throw new EndpointUnknown('held_back');
      if (known.paused) throw new HomePaused(home);
      return { connection: known, override };
    },
    forDiscovery: async (identity, deadline) => (await homesOf(identity, deadline)).homes,
    forSpeech: homesOf,
  };
}
