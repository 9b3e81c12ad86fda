import { createDeadline, type Deadline } from '../deadline.ts';
import { revokeLongLivedToken } from '../home-assistant/long-lived-token.ts';
import type { Transport } from '../home-assistant/transport.ts';
import type { Accounts } from '../homes/accounts.ts';
import { type Connection, type Connections, unsealAccess } from '../homes/connections.ts';
import { connectionKey } from '../homes/keys.ts';
import { type Members, parseMember } from '../homes/members.ts';
import type { Table } from '../homes/table.ts';
import { Outcome } from '../outcomes/outcome.ts';
import { OutOfTime, StoreConflict, VaultUnavailable } from '../outcomes/service.ts';
import { errorFacts, type Log } from '../telemetry/logger.ts';
import type { Vault } from '../vault/vault.ts';
import type { Farewells } from './farewells.ts';

/** What became of the token at the home. */
export type TokenFate =
  /** The home answers 401 to it. */
  | 'revoked'
  /** Asked to, the home still takes it. */
  | 'still_accepted'
  /** The home could not be asked; the token has to be deleted by hand, in the profile at Home Assistant. */
  | 'not_reached'
  /** Pasted by its owner, who did not ask for it to be revoked. */
  | 'kept';

export interface Revocation {
  token: TokenFate;
  /** The outcome's code where the home was not reached. */
  because?: string;
}

/** A removal that is under way: the home is nobody else's any more. */
export interface BegunRemoval {
  /**
   * Our token at the home. Once it is revoked, doing so again says so again.
   * @throws {VaultUnavailable | OutOfTime} nothing is known of the token, and the home is as it was
   */
  revoke(deadline: Deadline): Promise<Revocation>;
  /**
   * Members, devices, and everything else that is kept of the home; then the connection, with all that was sealed; and
   * the owner last, who until then sees that there is something left to remove. Alexa forgets the devices.
   * @throws {StoreConflict} when the home was connected again meanwhile
   */
  remove(deadline: Deadline): Promise<void>;
}

/** Takes a home out of Porchlight. Each part can be repeated after a failure, and so can the whole. */
export interface HomeRemoval {
  /**
   * @param told whom Alexa need not be told for, since it was
   * @throws {QueueUnavailable | OutOfTime} with nothing removed
   * @throws {StoreConflict} when the connection changed since it was read, with nothing removed
   */
  begin(connection: Connection, deadline: Deadline, told?: readonly string[]): Promise<BegunRemoval>;
  /** Whatever is kept of a home besides its connection, also what came to be written while it was removed. */
  sweep(home: string, deadline: Deadline): Promise<void>;
}

/**
 * Faults of ours that pass: were the home forgotten now, nobody could revoke its token any more. A seal that is
 * broken stays so, and must not keep the home for ever.
 */
const isOurs = (error: Outcome) => error instanceof VaultUnavailable || error instanceof OutOfTime;

/** What the home may take; the rest is for removing. */
const REVOKE_MS = 12_000;
/** For taking back, whatever time the request itself has left. */
const ROLLBACK_MS = 2_000;

export interface HomeRemovalPorts {
  transport: Transport;
  vault: Vault;
  registry: Table;
  devices: Table;
  accounts: Accounts;
  connections: Connections;
  members: Members;
  farewells: Farewells;
  log: Log;
}

export function createHomeRemoval(ports: HomeRemovalPorts): HomeRemoval {
  const { transport, vault, registry, devices, accounts, connections, members, farewells, log } = ports;

  /** The membership goes last: it is by that that whoever repeats this finds whom it is about. */
  async function leave(home: string, sub: string, deadline: Deadline): Promise<void> {
    await accounts.removeHome(sub, home, deadline);
    await members.remove(home, sub, deadline);
  }

  /**
   * By no list of what there may be: nothing of a home outlives its connection, whatever it is called.
   * @param butFor whose membership stays
   */
  async function sweep(home: string, deadline: Deadline, butFor?: string): Promise<void> {
    const pk = `HOME#${home}`;
    const items = await devices.query(pk, '', deadline);
    await devices.batchWrite({ put: [], delete: items.map(({ sk }) => ({ pk, sk })) }, deadline);
    for (const item of await registry.query(pk, '', deadline)) {
      const { sk } = item;
      const member = sk.startsWith('MEMBER#') ? parseMember(item) : undefined;
      if (member !== undefined) {
        if (member.sub !== butFor) await leave(home, member.sub, deadline);
      } else if (sk !== connectionKey(home).sk) await registry.delete({ pk, sk }, null, deadline);
    }
  }

  async function revoke(connection: Connection, deadline: Deadline): Promise<Revocation> {
    if (!connection.revokeOnDisconnect) return { token: 'kept' };
    if (connection.health?.outcome === 'home_token_refused') return { token: 'revoked' };
    try {
      const access = await unsealAccess(vault, connection, deadline);
      const { token } = access;
      if (token === null) return { token: 'kept' };
      const home = { ...access, token };
      const isRevoked = await revokeLongLivedToken(transport, home, deadline.within(REVOKE_MS));
      return { token: isRevoked ? 'revoked' : 'still_accepted' };
    } catch (error) {
      if (!(error instanceof Outcome) || isOurs(error)) throw error;
      log.warn('The token could not be revoked.', { home: connection.home, error: errorFacts(error) });
      return { token: 'not_reached', because: error.code };
    }
  }

  /** Nothing was done yet: the home is to be usable as before. */
  async function giveUp(connection: Connection): Promise<void> {
    const { home } = connection;
    await connections.setLeaving(connection, false, createDeadline(ROLLBACK_MS)).catch((error: unknown) => {
      log.warn('A home is taken for leaving that is not.', { home, error: errorFacts(error) });
    });
  }

  /** Two who remove the same home at once are both done when it is gone. */
  async function forget(connection: Connection, deadline: Deadline): Promise<void> {
    try {
      await connections.delete(connection, deadline);
    } catch (error) {
      if (!(error instanceof StoreConflict)) throw error;
      if ((await connections.read(connection.home, deadline)) !== undefined) throw error;
    }
  }

  return {
    sweep: (home, deadline) => sweep(home, deadline),
    begin: async (connection, deadline, told = []) => {
      const { home, owner } = connection;
      const subs = (await members.list(home, deadline)).map(({ sub }) => sub);
      const leaving = subs.filter((sub) => !told.includes(sub));
      const farewell = await farewells.prepare(home, leaving, deadline);
      const marked = connection.leaving
        ? connection
        : await connections.setLeaving(connection, true, deadline);
      return {
        revoke: async (until) => {
          try {
            return await revoke(marked, until);
          } catch (error) {
            await giveUp(marked);
            throw error;
          }
        },
        remove: async (until) => {
          for (const sub of subs) if (sub !== owner) await leave(home, sub, until);
          await sweep(home, until, owner);
          await forget(marked, until);
          // The owner, and whoever joined in between, having seen a connection. The home is gone all the same: without
          // its connection a repeat would be for no home.
          await sweep(home, until).catch((error: unknown) =>
            log.warn('What was left of a home could not be removed.', { home, error: errorFacts(error) }),
          );
          await farewell.tell(until);
        },
      };
    },
  };
}
