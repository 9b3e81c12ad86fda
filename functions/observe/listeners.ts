import type { Deadline } from '../../lib/deadline.ts';
import type { Connection } from '../../lib/homes/connections.ts';
import type { GrantSummary } from '../../lib/homes/grants.ts';
import type { ObservePorts } from './compose.ts';

/** The accounts of these users that take events. */
export async function grantsOfUsers(
  subs: readonly string[],
  { grants }: Pick<ObservePorts, 'grants'>,
  deadline: Deadline,
): Promise<GrantSummary[]> {
  const all = await Promise.all(subs.map((sub) => grants.list(sub, deadline)));
  return all.flat().filter(({ dead }) => dead === undefined);
}

/** All accounts that hear of a home: those of its members that are linked. */
export async function listenersOf(
  home: string,
  ports: Pick<ObservePorts, 'members' | 'grants'>,
  deadline: Deadline,
): Promise<GrantSummary[]> {
  const belonging = await ports.members.list(home, deadline);
  return grantsOfUsers(
    belonging.map(({ sub }) => sub),
    ports,
    deadline,
  );
}

/** For whom a home is to be looked at: nobody while its owner has paused it. */
export async function audienceOf(
  { home, paused }: Connection,
  ports: Pick<ObservePorts, 'members' | 'grants'>,
  deadline: Deadline,
): Promise<GrantSummary[]> {
  return paused ? [] : listenersOf(home, ports, deadline);
}
