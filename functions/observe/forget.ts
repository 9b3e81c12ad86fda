import type { Deadline } from '../../lib/deadline.ts';
import type { ObservePorts } from './compose.ts';

type Stores = Pick<ObservePorts, 'catalogue' | 'presences'>;

/** Leaves nothing of a home that is not connected any more, whatever somebody wrote while it was disconnected. */
export async function forget(
  home: string,
  { catalogue, presences }: Stores,
  deadline: Deadline,
): Promise<void> {
  await catalogue.erase(home, deadline);
  await presences.erase(home, deadline);
}

/** For after something was written of a home: it may have been disconnected meanwhile. */
export async function forgetIfGone(
  home: string,
  ports: Stores & Pick<ObservePorts, 'connections'>,
  deadline: Deadline,
): Promise<void> {
  if ((await ports.connections.read(home, deadline)) === undefined) await forget(home, ports, deadline);
}
