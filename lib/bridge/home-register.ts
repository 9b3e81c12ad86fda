import { createDeadline, type Deadline } from '../deadline.ts';
import { type Accounts, MAX_HOMES } from '../homes/accounts.ts';
import type { Connection, Connections, NewConnection } from '../homes/connections.ts';
import type { Members } from '../homes/members.ts';
import { UserDeleted } from '../outcomes/identity.ts';
import { TooManyHomes } from '../outcomes/request.ts';
import { errorFacts, type Log } from '../telemetry/logger.ts';

/** Another request of the same owner has connected the same address in the meantime. Stays within this file. */
class ConnectedMeanwhile extends Error {}

/** Enters homes into the registry, each address of an owner once. */
export interface HomeRegister {
  /**
   * The owner's home at this address. It keeps its key when it is connected again, and with it everything that Alexa
   * knows of it.
   * @throws {UserDeleted}
   * @throws {TooManyHomes} when there is none, and no room for one more
   */
  find(owner: string, url: URL, deadline: Deadline): Promise<Connection | undefined>;
  /**
   * Stores a connection: connection, membership, account, in this order, so that a crash leaves a home that nobody
   * belongs to, never a member of a home that is not there. A failure takes back what was new.
   * @returns the home's key, and the connection that this one replaced
   */
  enter(next: NewConnection, deadline: Deadline): Promise<{ home: string; replaced: Connection | undefined }>;
}

/** For taking back, whatever time the request itself has left. */
const ROLLBACK_MS = 2_000;

export function createHomeRegister(ports: {
  accounts: Accounts;
  connections: Connections;
  members: Members;
  log: Log;
}): HomeRegister {
  const { accounts, connections, members, log } = ports;

  async function at(owner: string, origin: string, homes: readonly string[], deadline: Deadline) {
    const known = await Promise.all(homes.map((home) => connections.read(home, deadline)));
    return known.find((connection) => connection?.owner === owner && connection.url === origin);
  }

  async function find(owner: string, url: URL, deadline: Deadline): Promise<Connection | undefined> {
    const account = await accounts.read(owner, deadline);
    if (account?.deletedAt !== undefined) throw new UserDeleted();
    const homes = account?.homes ?? [];
    const known = await at(owner, url.origin, homes, deadline);
    if (known === undefined && homes.length >= MAX_HOMES) throw new TooManyHomes(MAX_HOMES);
    return known;
  }

  async function takeBack(home: string, owner: string): Promise<void> {
    const deadline = createDeadline(ROLLBACK_MS);
    try {
      await members.remove(home, owner, deadline);
      const connection = await connections.read(home, deadline);
      if (connection !== undefined) await connections.delete(connection, deadline);
    } catch (error) {
      log.warn('A home that could not be entered was left behind.', { home, error: errorFacts(error) });
    }
  }

  async function enterNew(next: NewConnection, deadline: Deadline): Promise<string> {
    const { owner, url } = next;
    const home = await connections.create(next, deadline);
    try {
      await members.add({ home, sub: owner, role: 'owner' }, deadline);
      // The account's version decides who was first, so the look for another is taken with each of its versions.
      await accounts.addHome(owner, home, deadline, async (homes) => {
        if ((await at(owner, url, homes, deadline)) !== undefined) throw new ConnectedMeanwhile();
      });
      return home;
    } catch (error) {
      await takeBack(home, owner);
      throw error;
    }
  }

  async function enter(next: NewConnection, deadline: Deadline) {
    const { owner, url } = next;
    const known = await find(owner, new URL(url), deadline);
    if (known === undefined) return { home: await enterNew(next, deadline), replaced: undefined };
    const { home } = known;
    await members.add({ home, sub: owner, role: 'owner' }, deadline);
    try {
      await accounts.addHome(owner, home, deadline);
    } catch (error) {
      // Deleted in this very moment: the home is on its way out, and nobody is to belong to it.
      if (error instanceof UserDeleted) await members.remove(home, owner, createDeadline(ROLLBACK_MS));
      throw error;
    }
    await connections.replace(known, next, deadline);
    return { home, replaced: known };
  }

  return {
    find,
    enter: async (next, deadline) => {
      try {
        return await enter(next, deadline);
      } catch (error) {
        if (!(error instanceof ConnectedMeanwhile)) throw error;
        return enter(next, deadline);
      }
    },
  };
}
