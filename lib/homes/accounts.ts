import { randomUUID } from 'node:crypto';
import type { Clock, Deadline } from '../deadline.ts';
import { UserDeleted } from '../outcomes/identity.ts';
import { NotFound, TooManyHomes } from '../outcomes/request.ts';
import { accountKey } from './keys.ts';
import { retryConflicts } from './retry-conflicts.ts';
import { ABSENT, atVersion, type Item, type Table } from './table.ts';

/** A user of Porchlight, keyed by Cognito's `sub`. There is no item before the first home. */
export interface Account {
  sub: string;
  /** Keys of the homes that the user belongs to, in the order in which they came. */
  homes: string[];
  /** The home that is spoken with unless another one is named, if the user chose one: it is among `homes`. */
  defaultHome?: string;
  /** `origin_jti` of Alexa links that the user disconnected. */
  revokedLinks: string[];
  /** Epoch milliseconds; the account is a tombstone. */
  deletedAt?: number;
  /** The deletion that made it one. */
  deletion?: string;
  version: number;
}

/**
 * How long a tombstone stays once everything else is gone. A token of the user is good for hours; a message of theirs
 * may come back from a dead-letter queue after two weeks; and for 35 days a backup of the table has the user in it, whom
 * whoever restores one has to delete again.
 */
const TOMBSTONE_MS = 90 * 24 * 3_600_000;

/** More than anybody needs, and few enough for one read. */
export const MAX_HOMES = 10;

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];

export function parseAccount(item: Item | undefined): Account | undefined {
  if (item === undefined) return undefined;
  const deletedAt = item.deletedAt;
  return {
    sub: item.pk.slice('USER#'.length),
    homes: strings(item.homes),
    revokedLinks: strings(item.revokedLinks),
    ...(typeof item.defaultHome === 'string' && { defaultHome: item.defaultHome }),
    ...(typeof deletedAt === 'number' && { deletedAt }),
    ...(typeof item.deletion === 'string' && { deletion: item.deletion }),
    version: Number(item.version),
  };
}

export interface Accounts {
  read(sub: string, deadline: Deadline): Promise<Account | undefined>;
  /**
   * @param check looks at the other homes before each try; what it throws ends the whole
   * @throws {TooManyHomes}
   * @throws {UserDeleted} nothing is added to a tombstone, whatever was under way when it was written
   */
  addHome(
    sub: string,
    home: string,
    deadline: Deadline,
    check?: (homes: readonly string[]) => Promise<void>,
  ): Promise<void>;
  /** The choice of it goes too. Of somebody without an account nothing is noted. */
  removeHome(sub: string, home: string, deadline: Deadline): Promise<void>;
  /**
   * The home that is spoken with from now on, until the user leaves it or chooses another one.
   * @throws {NotFound} it is none of the account's
   * @throws {UserDeleted}
   */
  chooseHome(sub: string, home: string, deadline: Deadline): Promise<void>;
  /**
   * Refuses an Alexa link from now on. The list only grows: Cognito's refresh tokens are good for ten years.
   * @throws {UserDeleted}
   */
  revokeLink(sub: string, originJti: string, deadline: Deadline): Promise<void>;
  /**
   * Makes the account a tombstone, which still names the homes that are to be left.
   * @returns the deletion's id, that of the first one if there was one before
   */
  bury(sub: string, deadline: Deadline): Promise<string>;
  /** Leaves nothing in the tombstone but that it is one; after a while it goes too. */
  emptyTombstone(sub: string, deadline: Deadline): Promise<void>;
}

export function createAccounts(registry: Table, clock: Clock = Date.now): Accounts {
  /** @param next what is to be written over the account, or undefined to leave it as it is */
  async function change(
    sub: string,
    next: (account: Account | undefined) => Promise<object | undefined> | object | undefined,
    deadline: Deadline,
  ): Promise<void> {
    await retryConflicts(deadline, async () => {
      const item = await registry.get(accountKey(sub), deadline);
      const account = parseAccount(item);
      const changes = await next(account);
      if (changes === undefined) return;
      const written = {
        v: 1,
        homes: [],
        revokedLinks: [],
        createdAt: clock(),
        ...item,
        ...accountKey(sub),
        ...changes,
        version: (account?.version ?? 0) + 1,
      };
      await registry.put(written, account === undefined ? ABSENT : atVersion(account.version), deadline);
    });
  }

  return {
    read: async (sub, deadline) => parseAccount(await registry.get(accountKey(sub), deadline)),
    addHome: (sub, home, deadline, check) =>
      change(
        sub,
        async (account) => {
          if (account?.deletedAt !== undefined) throw new UserDeleted();
          const homes = account?.homes ?? [];
          if (homes.includes(home)) return undefined;
          await check?.(homes);
          if (homes.length >= MAX_HOMES) throw new TooManyHomes(MAX_HOMES);
          return { homes: [...homes, home] };
        },
        deadline,
      ),
    removeHome: (sub, home, deadline) =>
      change(
        sub,
        (account) =>
          account?.homes.includes(home) === true
            ? {
                homes: account.homes.filter((known) => known !== home),
                ...(account.defaultHome === home && { defaultHome: undefined }),
              }
            : undefined,
        deadline,
      ),
    chooseHome: (sub, home, deadline) =>
      change(
        sub,
        (account) => {
          if (account?.deletedAt !== undefined) throw new UserDeleted();
          if (account?.homes.includes(home) !== true) throw new NotFound('home');
          return account.defaultHome === home ? undefined : { defaultHome: home };
        },
        deadline,
      ),
    revokeLink: (sub, originJti, deadline) =>
      change(
        sub,
        (account) => {
          if (account?.deletedAt !== undefined) throw new UserDeleted();
          const revoked = account?.revokedLinks ?? [];
          return revoked.includes(originJti) ? undefined : { revokedLinks: [...revoked, originJti] };
        },
        deadline,
      ),
    bury: async (sub, deadline) => {
      let deletion: string = randomUUID();
      await change(
        sub,
        (account) => {
          if (account?.deletedAt === undefined) return { deletedAt: clock(), deletion };
          deletion = account.deletion ?? deletion;
          return undefined;
        },
        deadline,
      );
      return deletion;
    },
    emptyTombstone: (sub, deadline) =>
      retryConflicts(deadline, async () => {
        const account = parseAccount(await registry.get(accountKey(sub), deadline));
        if (account?.deletedAt === undefined) return;
        const { deletedAt, deletion, version } = account;
        const ttl = Math.ceil((clock() + TOMBSTONE_MS) / 1_000);
        const left = { v: 1, ...accountKey(sub), homes: [], revokedLinks: [], deletedAt, deletion, ttl };
        await registry.put({ ...left, version: version + 1 }, atVersion(version), deadline);
      }),
  };
}
