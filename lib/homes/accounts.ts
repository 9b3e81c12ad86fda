import type { Clock, Deadline } from '../deadline.ts';
import { TooManyHomes } from '../outcomes/request.ts';
import { accountKey } from './keys.ts';
import { retryConflicts } from './retry-conflicts.ts';
import { ABSENT, atVersion, type Item, type Table } from './table.ts';

/** A user of Porchlight, keyed by Cognito's `sub`. There is no item before the first home. */
export interface Account {
  sub: string;
  /** Keys of the homes that the user belongs to, in the order in which they came. */
  homes: string[];
  /** `origin_jti` of Alexa links that the user disconnected. */
  revokedLinks: string[];
  /** Epoch milliseconds; the account is a tombstone. */
  deletedAt?: number;
  version: number;
}

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
    ...(typeof deletedAt === 'number' && { deletedAt }),
    version: Number(item.version),
  };
}

export interface Accounts {
  read(sub: string, deadline: Deadline): Promise<Account | undefined>;
  /**
   * @param check looks at the other homes before each try; what it throws ends the whole
   * @throws {TooManyHomes}
   */
  addHome(
    sub: string,
    home: string,
    deadline: Deadline,
    check?: (homes: readonly string[]) => Promise<void>,
  ): Promise<void>;
  removeHome(sub: string, home: string, deadline: Deadline): Promise<void>;
}

export function createAccounts(registry: Table, clock: Clock = Date.now): Accounts {
  async function changeHomes(
    sub: string,
    change: (homes: string[]) => string[] | Promise<string[]>,
    deadline: Deadline,
  ): Promise<void> {
    await retryConflicts(deadline, async () => {
      const item = await registry.get(accountKey(sub), deadline);
      const account = parseAccount(item);
      const homes = await change(account?.homes ?? []);
      const next = {
        v: 1,
        revokedLinks: [],
        createdAt: clock(),
        ...item,
        ...accountKey(sub),
        homes,
        version: (account?.version ?? 0) + 1,
      };
      await registry.put(next, account === undefined ? ABSENT : atVersion(account.version), deadline);
    });
  }

  return {
    read: async (sub, deadline) => parseAccount(await registry.get(accountKey(sub), deadline)),
    addHome: (sub, home, deadline, check) =>
      changeHomes(
        sub,
        async (homes) => {
          if (homes.includes(home)) return homes;
          await check?.(homes);
          if (homes.length >= MAX_HOMES) throw new TooManyHomes(MAX_HOMES);
          return [...homes, home];
        },
        deadline,
      ),
    removeHome: (sub, home, deadline) =>
      changeHomes(sub, (homes) => homes.filter((known) => known !== home), deadline),
  };
}
