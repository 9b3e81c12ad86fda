import type { Deadline } from '../deadline.ts';
import type { Accounts } from '../homes/accounts.ts';
import type { Deletions } from '../homes/deletions.ts';
import { NotFound } from '../outcomes/request.ts';
import type { Log } from '../telemetry/logger.ts';
import { type DeletionReceipt, receiptOf } from './deletion-receipt.ts';
import { type ErasuresQueue, eraseAfter } from './erasures.ts';

/** Deletes accounts: here it is only begun; `functions/erasure` does it. */
export interface DeleteAccount {
  /**
   * From now on the account is a tombstone: nothing else of it can be used any more. It can be repeated, also to wake a
   * deletion that got stuck.
   * @returns the deletion's id, the same one each time
   * @throws {QueueUnavailable | StoreUnavailable} with nothing changed
   */
  request(sub: string, deadline: Deadline): Promise<{ deletion: string }>;
  /** @throws {NotFound} the account was not deleted */
  receipt(sub: string, deadline: Deadline): Promise<DeletionReceipt>;
}

export function createDeleteAccount(ports: {
  accounts: Accounts;
  deletions: Deletions;
  erasures: ErasuresQueue;
  log: Log;
}): DeleteAccount {
  const { accounts, deletions } = ports;
  return {
    request: async (sub, deadline) => {
      const bury = () => accounts.bury(sub, deadline);
      const deletion = await eraseAfter({ v: 1, type: 'user', sub, turn: 0 }, bury, ports, deadline);
      return { deletion };
    },
    receipt: async (sub, deadline) => {
      const [account, known] = await Promise.all([
        accounts.read(sub, deadline),
        deletions.read(sub, deadline),
      ]);
      if (account?.deletedAt === undefined) throw new NotFound('deletion');
      const { deletion: id = '', deletedAt: startedAt } = account;
      return receiptOf(known ?? { id, startedAt, steps: [] });
    },
  };
}
