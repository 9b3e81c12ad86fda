import type { Deadline } from '../../lib/deadline.ts';
import type { GrantSummary } from '../../lib/homes/grants.ts';
import type { ObservePorts } from './compose.ts';

/**
 * Who of those that listen to a home has heard of a device: nobody is told of one that is beyond their limit.
 * @returns the listeners for a device, by the home's own id
 */
export async function hearersIn(
  home: string,
  listeners: readonly GrantSummary[],
  { limit }: Pick<ObservePorts, 'limit'>,
  deadline: Deadline,
): Promise<(endpoint: string) => readonly GrantSummary[]> {
  const subs = [...new Set(listeners.map(({ sub }) => sub))];
  const within = new Map(
    await Promise.all(subs.map(async (sub) => [sub, await limit.of(sub, home, deadline)] as const)),
  );
  return (endpoint) =>
    listeners.filter(({ sub }) => {
      const known = within.get(sub);
      return known === 'all' || known?.has(endpoint) === true;
    });
}
