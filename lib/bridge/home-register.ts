import { createDeadline, type Deadline } from '../deadline.ts';
import { type Accounts, MAX_HOMES } from '../homes/accounts.ts';
import type { BegunHomes } from '../homes/begun-homes.ts';
import type { Connection, Connections, NewConnection } from '../homes/connections.ts';
import type { Members } from '../homes/members.ts';
import { UserDeleted } from '../outcomes/identity.ts';
import { TooManyHomes } from '../outcomes/request.ts';
import { StoreConflict } from '../outcomes/service.ts';
import { errorFacts, type Log } from '../telemetry/logger.ts';

/** Another request of the same owner has connected the same address in the meantime. Stays within this file. */
class ConnectedMeanwhile extends Error {}

/** A home as its owner connects it: without a name it keeps the one that it has. */
export type EnteredHome = Omit<NewConnection, 'name'> & { name: string | undefined };

const FIRST_NAME = 'Home';

/** Enters homes into the registry, each address of an owner once. */
export interface HomeRegister {
  /**
   * The owner's home at this address, also one whose connecting was cut off. It keeps its key when it is connected again,
   * and with it everything that Alexa knows of it.
   * @throws {UserDeleted}
   * @throws {TooManyHomes} when there is none, and no room for one more
   */
  find(owner: string, url: URL, deadline: Deadline): Promise<Connection | undefined>;
  /**
   * Stores a connection: connection, membership, account, in this order, so that a crash leaves a home that nobody
   * belongs to, never a member of a home that is not there; and before all of them a note by which its owner finds it.
   * A failure takes back what was new.
   * @returns the home's key and name, and the connection that this one replaced
   */
  enter(
    next: EnteredHome,
    deadline: Deadline,
  ): Promise<{ home: string; name: string; replaced: Connection | undefined }>;
}

/** For taking back, whatever time the request itself has left. */
const ROLLBACK_MS = 2_000;

/** What only the first writing of a connection has. */
const FIRST_VERSION = 1;

export function createHomeRegister(ports: {
  accounts: Accounts;
  begunHomes: BegunHomes;
  connections: Connections;
  members: Members;
  log: Log;
}): HomeRegister {
  const { accounts, begunHomes, connections, members, log } = ports;

  const read = (homes: readonly string[], deadline: Deadline) =>
    Promise.all(homes.map((home) => connections.read(home, deadline)));

  const isAt = (owner: string, { origin }: URL, connection: Connection | undefined) =>
    connection?.owner === owner && connection.url === origin;

  /** A disconnecting that was cut off at the very end has left its place among the account's homes taken. */
  async function leaveGone(sub: string, home: string, deadline: Deadline): Promise<void> {
    await members.remove(home, sub, deadline);
    await accounts.removeHome(sub, home, deadline);
  }

  async function find(owner: string, url: URL, deadline: Deadline): Promise<Connection | undefined> {
    const account = await accounts.read(owner, deadline);
    if (account?.deletedAt !== undefined) throw new UserDeleted();
    const named = account?.homes ?? [];
    const begun = (await begunHomes.list(owner, deadline)).filter((home) => !named.includes(home));
    const [entered, cutOff] = await Promise.all([read(named, deadline), read(begun, deadline)]);
    const gone = named.filter((_home, index) => entered[index] === undefined);
    for (const home of gone) await leaveGone(owner, home, deadline);
    const known = [...entered, ...cutOff].find((connection) => isAt(owner, url, connection));
    if (known === undefined && named.length - gone.length >= MAX_HOMES) throw new TooManyHomes(MAX_HOMES);
    return known;
  }

  /** The note is of no more use; one that stays does no harm. */
  const forgetNote = (owner: string, home: string, deadline: Deadline) =>
    begunHomes.forget(owner, home, deadline).catch((error: unknown) => {
      log.warn('A note of a home was left behind.', { home, error: errorFacts(error) });
    });

  /** Unless another request of the same owner goes on with it: then it is theirs. */
  async function takeBack(home: string, owner: string): Promise<void> {
    const deadline = createDeadline(ROLLBACK_MS);
    try {
      const connection = await connections.read(home, deadline);
      if (connection !== undefined && connection.version !== FIRST_VERSION) return;
      if (connection !== undefined) await connections.delete(connection, deadline);
      await members.remove(home, owner, deadline);
      await begunHomes.forget(owner, home, deadline);
    } catch (error) {
      log.warn('A home that could not be entered was left behind.', { home, error: errorFacts(error) });
    }
  }

  async function enterNew(next: NewConnection, deadline: Deadline): Promise<string> {
    const { owner, url } = next;
    const note = (home: string) => begunHomes.note(owner, home, deadline);
    const home = await connections.create(next, deadline, note);
    try {
      await members.add({ home, sub: owner, role: 'owner' }, deadline);
      // The account's version decides who was first, so the look for another is taken with each of its versions.
      await accounts.addHome(owner, home, deadline, async (homes) => {
        const others = await read(homes, deadline);
        if (others.some((other) => isAt(owner, new URL(url), other))) throw new ConnectedMeanwhile();
      });
    } catch (error) {
      await takeBack(home, owner);
      throw error;
    }
    await forgetNote(owner, home, deadline);
    return home;
  }

  async function enterAgain(known: Connection, next: NewConnection, deadline: Deadline): Promise<void> {
    const { home, owner } = known;
    await members.add({ home, sub: owner, role: 'owner' }, deadline);
    try {
      await accounts.addHome(owner, home, deadline);
    } catch (error) {
      // Deleted in this very moment: the home is on its way out, and nobody is to belong to it.
      if (error instanceof UserDeleted) await members.remove(home, owner, createDeadline(ROLLBACK_MS));
      throw error;
    }
    try {
      await connections.replace(known, next, deadline);
    } catch (error) {
      const isGone = error instanceof StoreConflict && (await connections.read(home, deadline)) === undefined;
      if (isGone) await leaveGone(owner, home, deadline);
      throw error;
    }
    await forgetNote(owner, home, deadline);
  }

  async function enter(entered: EnteredHome, deadline: Deadline) {
    const { owner, url } = entered;
    const known = await find(owner, new URL(url), deadline);
    const name = entered.name ?? known?.name ?? FIRST_NAME;
    const next = { ...entered, name };
    if (known === undefined) return { home: await enterNew(next, deadline), name, replaced: undefined };
    await enterAgain(known, next, deadline);
    return { home: known.home, name, replaced: known };
  }

  return {
    find,
    enter: async (next, deadline) => {
      try {
        return await enter(next, deadline);
      } catch (error) {
        // It is there by now, or changed, or gone.
        if (!(error instanceof ConnectedMeanwhile || error instanceof StoreConflict)) throw error;
        return enter(next, deadline);
      }
    },
  };
}
