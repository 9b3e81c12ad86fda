import type { Clock, Deadline } from '../deadline.ts';
import type { HomeAccess } from '../home-assistant/home-access.ts';
import { StoreConflict } from '../outcomes/service.ts';
import { parseSealed } from '../vault/envelope.ts';
import type { Vault } from '../vault/vault.ts';
import { accessFrom, accessToSecret, type SealableAccess } from './access-codec.ts';
import { connectionKey, newHomeKey } from './keys.ts';
import { ABSENT, atVersion, type Item, type Table } from './table.ts';

/** What happened when the home was last asked: `ok`, or the code of an outcome. */
export interface Health {
  outcome: string;
  /** Epoch milliseconds of the last time that it was so. */
  at: number;
  /** Epoch milliseconds since when it is so. */
  since: number;
}

/** A home and how it is reached. Token, headers and client key are inside `sealed`, with the address. */
export interface Connection {
  home: string;
  owner: string;
  name: string;
  /** The origin, for showing; requests go to the one that is sealed with the token. */
  url: string;
  /**
   * As stored, and read only when it is opened: a value that cannot be read costs this home, not the account with
   * all others.
   */
  sealed: unknown;
  /** Rises with each new token: what was said of an older connection does not concern this one. */
  connectionVersion: number;
  /** Whether Porchlight minted the token, and so revokes it; a pasted one only if its owner said so. */
  revokeOnDisconnect: boolean;
  isAdministrator: boolean;
  homeAssistantVersion: string;
  paused: boolean;
  /** Which of Home Assistant's assistants answers free speech, by its id; without one, Home Assistant's own. */
  assistant?: string;
  /** It is being removed: it can be connected again, or removed for good, and nothing else. */
  leaving?: true;
  /** It has another owner than the one who connected it last: the token is still the one of before. */
  handedOver: boolean;
  connectedAt: number;
  health?: Health;
  version: number;
}

export type NewConnection = Omit<
  Connection,
  | 'home'
  | 'sealed'
  | 'connectionVersion'
  | 'paused'
  | 'assistant'
  | 'leaving'
  | 'handedOver'
  | 'connectedAt'
  | 'health'
  | 'version'
> & { access: SealableAccess };

function parseHealth(value: unknown, connectionVersion: number): Health | undefined {
  const health = value as (Health & { connectionVersion?: number }) | undefined;
  if (typeof health?.outcome !== 'string' || health.connectionVersion !== connectionVersion) return undefined;
  return { outcome: health.outcome, at: Number(health.at), since: Number(health.since) };
}

export function parseConnection(item: Item | undefined): Connection | undefined {
  if (item === undefined) return undefined;
  const connectionVersion = Number(item.connectionVersion);
  const health = parseHealth(item.health, connectionVersion);
  return {
    home: item.pk.slice('HOME#'.length),
    owner: String(item.owner),
    name: String(item.name),
    url: String(item.url),
    sealed: item.sealed,
    connectionVersion,
    revokeOnDisconnect: item.revokeOnDisconnect === true,
    isAdministrator: item.isAdministrator === true,
    homeAssistantVersion: String(item.homeAssistantVersion ?? ''),
    paused: item.paused === true,
    ...(typeof item.assistant === 'string' && { assistant: item.assistant }),
    ...(item.leaving === true && { leaving: true }),
    handedOver: item.handedOver === true,
    connectedAt: Number(item.connectedAt),
    ...(health && { health }),
    version: Number(item.version),
  };
}

const bindingOf = (home: string) => ({ ...connectionKey(home), purpose: 'connection' as const });

/** Opens a connection: what a request to the home needs. */
export async function unsealAccess(
  vault: Vault,
  connection: Connection,
  deadline: Deadline,
): Promise<HomeAccess> {
  const { home, sealed, connectionVersion } = connection;
  const secret = await vault.unseal(parseSealed(sealed, 'connection'), bindingOf(home), deadline);
  return { id: `${home}@${connectionVersion}`, ...accessFrom(secret) };
}

export interface Connections {
  read(home: string, deadline: Deadline): Promise<Connection | undefined>;
  /**
   * Stores a home under a new key, which it returns.
   * @param before is told the key before anything is stored
   */
  create(
    connection: NewConnection,
    deadline: Deadline,
    before?: (home: string) => Promise<void>,
  ): Promise<string>;
  /**
   * Gives a known home a new token (and address), keeping its key and with it Alexa's devices, and what its owner set. One
   * that is being removed stays.
   * @throws {StoreConflict} when it changed since it was read
   */
  replace(current: Connection, next: NewConnection, deadline: Deadline): Promise<void>;
  /** Notes how the home answered; a note about an older connection is dropped, and so is an older note. */
  noteHealth(
    home: string,
    connectionVersion: number,
    outcome: string,
    at: number,
    deadline: Deadline,
  ): Promise<void>;
  /**
   * Whose the home is from now on. Token and address stay.
   * @throws {StoreConflict} when it changed since it was read
   */
  setOwner(
    connection: Connection,
    next: Pick<Connection, 'owner' | 'handedOver'>,
    deadline: Deadline,
  ): Promise<void>;
  /**
   * What the owner calls it, whether it is paused, and who answers free speech. Token and address stay.
   * @throws {StoreConflict} when it changed since it was read
   */
  change(
    connection: Connection,
    change: Pick<Connection, 'name' | 'paused' | 'assistant'>,
    deadline: Deadline,
  ): Promise<void>;
  /**
   * Says that the home is being removed, or that it is not: whoever marks it takes it away from whoever would change it.
   * @returns the connection as it is now
   * @throws {StoreConflict} when it changed since it was read
   */
  setLeaving(connection: Connection, leaving: boolean, deadline: Deadline): Promise<Connection>;
  /** @throws {StoreConflict} when it changed since it was read */
  delete(connection: Connection, deadline: Deadline): Promise<void>;
}

const KEY_TRIES = 4;

export function createConnections(registry: Table, vault: Vault, clock: Clock = Date.now): Connections {
  async function itemOf(home: string, { access, ...plain }: NewConnection, deadline: Deadline) {
    const sealed = await vault.seal(accessToSecret(access), bindingOf(home), deadline);
    return { v: 1, ...connectionKey(home), ...plain, sealed, connectedAt: clock() };
  }

  /** Changes plain fields of a connection that is still as it was read. */
  function set({ home, version }: Connection, fields: Record<string, unknown>, deadline: Deadline) {
    const { expression, names, values } = atVersion(version);
    const next = Object.entries({ ...fields, version: version + 1 });
    const change = {
      update: `SET ${next.map(([field]) => `#${field} = :next_${field}`).join(', ')}`,
      expression,
      names: { ...names, ...Object.fromEntries(next.map(([field]) => [`#${field}`, field])) },
      values: { ...values, ...Object.fromEntries(next.map(([field, value]) => [`:next_${field}`, value])) },
    };
    return registry.update(connectionKey(home), change, deadline);
  }

  return {
    read: async (home, deadline) => parseConnection(await registry.get(connectionKey(home), deadline)),
    create: async (connection, deadline, before) => {
      for (let tries = 1; ; tries += 1) {
        const home = newHomeKey();
        await before?.(home);
        const item = await itemOf(home, connection, deadline);
        try {
          await registry.put({ ...item, paused: false, connectionVersion: 1, version: 1 }, ABSENT, deadline);
          return home;
        } catch (error) {
          if (!(error instanceof StoreConflict) || tries === KEY_TRIES) throw error;
        }
      }
    },
    replace: async (current, next, deadline) => {
      const item = await itemOf(current.home, next, deadline);
      await registry.put(
        {
          ...item,
          paused: current.paused,
          ...(current.assistant !== undefined && { assistant: current.assistant }),
          connectionVersion: current.connectionVersion + 1,
          version: current.version + 1,
        },
        atVersion(current.version),
        deadline,
      );
    },
    noteHealth: async (home, connectionVersion, outcome, at, deadline) => {
      const item = await registry.get(connectionKey(home), deadline);
      const known = parseConnection(item);
      if (known?.connectionVersion !== connectionVersion || (known.health?.at ?? 0) >= at) return;
      const since = known.health?.outcome === outcome ? known.health.since : at;
      try {
        await registry.update(
          connectionKey(home),
          {
            update: 'SET health = :health',
            expression: 'connectionVersion = :cv AND (attribute_not_exists(health) OR health.#at < :at)',
            names: { '#at': 'at' },
            values: {
              ':health': { outcome, at, since, connectionVersion },
              ':cv': connectionVersion,
              ':at': at,
            },
          },
          deadline,
        );
      } catch (error) {
        // Reconnected, removed, or noted later by someone else: in each case what we know is stale.
        if (!(error instanceof StoreConflict)) throw error;
      }
    },
    setOwner: (connection, { owner, handedOver }, deadline) =>
      set(connection, { owner, handedOver }, deadline),
    change: (connection, { name, paused, assistant }, deadline) =>
      set(
        connection,
        {
          name,
          paused,
          // There is no removing here; null reads as none.
          ...(assistant !== connection.assistant && { assistant: assistant ?? null }),
        },
        deadline,
      ),
    setLeaving: async ({ leaving: _before, ...connection }, leaving, deadline) => {
      await set(connection, { leaving }, deadline);
      return { ...connection, ...(leaving && { leaving }), version: connection.version + 1 };
    },
    delete: (connection, deadline) =>
      registry.delete(connectionKey(connection.home), atVersion(connection.version), deadline),
  };
}
