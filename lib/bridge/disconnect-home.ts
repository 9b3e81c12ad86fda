import type { Deadline } from '../deadline.ts';
import { revokeLongLivedToken } from '../home-assistant/long-lived-token.ts';
import type { Transport } from '../home-assistant/transport.ts';
import type { Accounts } from '../homes/accounts.ts';
import type { Catalogue } from '../homes/catalogue.ts';
import { type Connection, type Connections, unsealAccess } from '../homes/connections.ts';
import type { EventKeys } from '../homes/event-keys.ts';
import type { Members } from '../homes/members.ts';
import type { Presences } from '../homes/presence.ts';
import { Outcome } from '../outcomes/outcome.ts';
import { Forbidden, NotFound } from '../outcomes/request.ts';
import { OutOfTime, VaultUnavailable } from '../outcomes/service.ts';
import { errorFacts, type Log } from '../telemetry/logger.ts';
import type { Vault } from '../vault/vault.ts';
import type { Farewells } from './farewells.ts';

/** What became of the token at the home. */
export type Revocation =
  /** The home answers 401 to it. */
  | 'revoked'
  /** Asked to, the home still takes it. */
  | 'still_accepted'
  /** The home could not be asked; the token has to be deleted by hand, in the profile at Home Assistant. */
  | 'not_reached'
  /** Pasted by its owner, who did not ask for it to be revoked. */
  | 'kept';

export interface DisconnectReceipt {
  home: string;
  token: Revocation;
  /** The outcome's code where the home was not reached. */
  because?: string;
}

/**
 * Takes a home out of Porchlight: revokes our token there, then removes members, devices and the connection, with
 * everything that was sealed; Alexa forgets the devices. Done in an order in which it can be repeated after a failure.
 * @throws {NotFound} no such home of this user
 * @throws {Forbidden} a member who is not the owner
 * @throws {VaultUnavailable | QueueUnavailable | OutOfTime} with nothing removed
 */
export type DisconnectHome = (sub: string, home: string, deadline: Deadline) => Promise<DisconnectReceipt>;

/**
 * Faults of ours that pass: were the home forgotten now, nobody could revoke its token any more. A seal that is
 * broken stays so, and must not keep the home for ever.
 */
const isOurs = (error: Outcome) => error instanceof VaultUnavailable || error instanceof OutOfTime;

/** What the home may take; the rest is for removing. */
const REVOKE_MS = 12_000;

export interface DisconnectPorts {
  transport: Transport;
  vault: Vault;
  accounts: Accounts;
  connections: Connections;
  members: Members;
  catalogue: Catalogue;
  presences: Presences;
  eventKeys: EventKeys;
  farewells: Farewells;
  log: Log;
}

export function createDisconnectHome(ports: DisconnectPorts): DisconnectHome {
  const {
    transport,
    vault,
    accounts,
    connections,
    members,
    catalogue,
    presences,
    eventKeys,
    farewells,
    log,
  } = ports;

  async function revoke(
    connection: Connection,
    deadline: Deadline,
  ): Promise<Omit<DisconnectReceipt, 'home'>> {
    if (!connection.revokeOnDisconnect) return { token: 'kept' };
    if (connection.health?.outcome === 'home_token_refused') return { token: 'revoked' };
    try {
      const access = await unsealAccess(vault, connection, deadline);
      const { token } = access;
      if (token === null) return { token: 'kept' };
      const isRevoked = await revokeLongLivedToken(
        transport,
        { ...access, token },
        deadline.within(REVOKE_MS),
      );
      return { token: isRevoked ? 'revoked' : 'still_accepted' };
    } catch (error) {
      if (!(error instanceof Outcome) || isOurs(error)) throw error;
      log.warn('The token could not be revoked.', { home: connection.home, error: errorFacts(error) });
      return { token: 'not_reached', because: error.code };
    }
  }

  return async (sub, home, deadline) => {
    const connection = await connections.read(home, deadline);
    const belonging = await members.list(home, deadline);
    const isMember = belonging.some((member) => member.sub === sub);
    if (connection === undefined || (connection.owner !== sub && !isMember)) throw new NotFound('home');
    if (connection.owner !== sub) throw new Forbidden('disconnect a home that is not yours');

    const subs = belonging.map((member) => member.sub);
    const farewell = await farewells.prepare(home, subs, deadline);
    const revocation = await revoke(connection, deadline);
    for (const member of belonging) {
      await members.remove(home, member.sub, deadline);
      await accounts.removeHome(member.sub, home, deadline);
    }
    await farewell.tell(deadline);
    await eventKeys.erase(home, deadline);
    await catalogue.erase(home, deadline);
    await presences.erase(home, deadline);
    await connections.delete(connection, deadline);
    // A look that was under way may have noted what it told. From now on it sees for itself that the home is gone; and
    // so it is, whatever comes of this.
    await catalogue.erase(home, deadline).catch((error: unknown) => {
      log.warn('What a look has left of a home could not be erased.', { home, error: errorFacts(error) });
    });
    return { home, ...revocation };
  };
}
