import { STEP_BY_FATE } from '../../lib/bridge/deletion-receipt.ts';
import type { Revocation } from '../../lib/bridge/home-removal.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { Connection } from '../../lib/homes/connections.ts';
import type { DeletionStep } from '../../lib/homes/deletions.ts';
import type { ErasurePorts } from './compose.ts';

/** What a home takes that does not answer, and what there is to remove of it. */
const A_HOME_MS = 20_000;

const outcomeOf = ({ token, because }: Revocation): Pick<DeletionStep, 'status' | 'because'> =>
  token === 'not_reached'
    ? { status: 'failed', ...(because !== undefined && { because }) }
    : STEP_BY_FATE[token];

/**
 * A home of the user's own. What became of its token is noted while the connection, which alone knows the token, is still
 * there; and what was noted is not found out once more.
 */
async function removeHome(
  sub: string,
  connection: Connection,
  before: DeletionStep | undefined,
  ports: ErasurePorts,
  deadline: Deadline,
): Promise<DeletionStep> {
  const { removal, deletions } = ports;
  const { home, name } = connection;
  const begun = await removal.begin(connection, deadline, [sub]);
  if (before?.what === 'home' && before.status !== 'pending') {
    await begun.remove(deadline);
    return before;
  }
  const outcome = outcomeOf(await begun.revoke(deadline));
  const step: DeletionStep = { id: `home ${home}`, what: 'home', home, name, ...outcome };
  await deletions.note(sub, step, deadline);
  await begun.remove(deadline);
  return step;
}

/** A home of somebody else's, or one that is gone already: disconnected, or handed over, at the last moment. */
async function leaveHome(
  sub: string,
  home: string,
  name: string | undefined,
  { members, invitations, deletions }: ErasurePorts,
  deadline: Deadline,
): Promise<void> {
  await invitations.removeAllOf(home, sub, deadline);
  await members.remove(home, sub, deadline);
  const named = name === undefined ? {} : { name };
  await deletions.note(
    sub,
    { id: `home ${home}`, what: 'membership', status: 'done', home, ...named },
    deadline,
  );
}

/**
 * Takes the user out of all homes; their own go with everybody who belongs to them, who are told.
 * @returns false when the time did not suffice
 */
export async function leaveHomes(
  sub: string,
  homes: Iterable<string>,
  ports: ErasurePorts,
  deadline: Deadline,
): Promise<boolean> {
  const { accounts, connections, deletions } = ports;
  for (const home of homes) {
    if (deadline.remaining() < A_HOME_MS) return false;
    const connection = await connections.read(home, deadline);
    // After the connection: where another run has removed it in between, what became of it is noted by now.
    const before = (await deletions.read(sub, deadline))?.steps.find(({ id }) => id === `home ${home}`);
    if (connection?.owner === sub) await removeHome(sub, connection, before, ports, deadline);
    else if (before === undefined || before.status === 'pending')
      await leaveHome(sub, home, connection?.name ?? before?.name, ports, deadline);
    await accounts.removeHome(sub, home, deadline);
  }
  return true;
}
