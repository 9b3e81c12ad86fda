import type { Deadline } from '../deadline.ts';
import type { Accounts } from '../homes/accounts.ts';
import { type Grants, linkIdOf } from '../homes/grants.ts';
import { NotFound } from '../outcomes/request.ts';
import type { Log } from '../telemetry/logger.ts';
import { type ErasuresQueue, eraseAfter } from './erasures.ts';

export interface DisconnectedLink {
  region: string;
  link: string;
}

/**
 * Disconnects an Alexa account: its directives are refused from now on, in every region, which makes Alexa delete the
 * link; and once it was told that its devices are gone, its tokens go. After a failure it can be repeated.
 * @param request.link as the status names it
 * @throws {NotFound | QueueUnavailable} with nothing changed
 */
export type DisconnectLink = (
  request: { sub: string; region: string; link: string },
  deadline: Deadline,
) => Promise<DisconnectedLink>;

export function createDisconnectLink(ports: {
  accounts: Accounts;
  grants: Grants;
  erasures: ErasuresQueue;
  log: Log;
}): DisconnectLink {
  const { accounts, grants } = ports;
  return async ({ sub, region, link }, deadline) => {
    const known = await grants.list(sub, deadline);
    const grant = known.find((one) => one.region === region && linkIdOf(one) === link);
    if (grant === undefined) throw new NotFound('link');
    const { originJti } = grant;
    const revoke = () => accounts.revokeLink(sub, originJti, deadline);
    await eraseAfter({ v: 1, type: 'link', sub, originJti, turn: 0 }, revoke, ports, deadline);
    return { region, link };
  };
}
