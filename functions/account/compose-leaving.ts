import { createSqs } from '../../lib/aws-clients.ts';
import { createDeleteAccount, type DeleteAccount } from '../../lib/bridge/delete-account.ts';
import { createDisconnectLink, type DisconnectLink } from '../../lib/bridge/disconnect-link.ts';
import { createErasuresQueue } from '../../lib/bridge/erasures.ts';
import { createExportAccount, type ExportAccount } from '../../lib/bridge/export-account.ts';
import type { Clock } from '../../lib/deadline.ts';
import type { Accounts } from '../../lib/homes/accounts.ts';
import { createDeletions } from '../../lib/homes/deletions.ts';
import { createEnablements } from '../../lib/homes/enablements.ts';
import type { Grants } from '../../lib/homes/grants.ts';
import type { Table } from '../../lib/homes/table.ts';
import type { Log } from '../../lib/telemetry/logger.ts';
import { required } from '../environment.ts';

export interface LeavingPorts {
  disconnectLink: DisconnectLink;
  exportAccount: ExportAccount;
  deleteAccount: DeleteAccount;
}

/** What it takes to take one's things and go. */
export function composeLeaving(
  env: NodeJS.ProcessEnv,
  stores: { homeRegion: string; registry: Table; devices: Table; accounts: Accounts; grants: Grants },
  { clock, log }: { clock: Clock; log: Log },
): LeavingPorts {
  const { homeRegion, registry, devices, accounts, grants } = stores;
  const erasures = createErasuresQueue(createSqs(homeRegion), required(env, 'ERASURES_QUEUE_URL'));
  return {
    disconnectLink: createDisconnectLink({ accounts, grants, erasures, log }),
    exportAccount: createExportAccount({
      registry,
      devices,
      enablements: createEnablements(registry, clock),
      clock,
    }),
    deleteAccount: createDeleteAccount({
      accounts,
      deletions: createDeletions(registry, clock),
      erasures,
      log,
    }),
  };
}
