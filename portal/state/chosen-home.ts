import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import type { HomeStatus } from '../api-types.ts';
import { memory } from '../memory.ts';
import { useAccountStatus } from './account-status.tsx';

/** The home that the page is about: the one in the address, else the one looked at last, else the first. */
export function useChosenHome(): HomeStatus | undefined {
  const { status } = useAccountStatus();
  const { query } = useLocation();
  const homes = status?.homes ?? [];
  const byKey = (key: string | undefined) => homes.find(({ home }) => home === key);
  return byKey(query.home) ?? byKey(memory.read('chosenHome')) ?? homes[0];
}

/** Pages that are about none of the homes that there are. */
const WITHOUT_HOME: ReadonlySet<string> = new Set(['/connect', '/join']);

/**
 * Keeps the choice in the address and in this tab's memory, so that reloading and copying keep it too.
 * @param isMade false while a home is being connected that will be the chosen one: those that are known already must
 *   not be remembered in its place
 */
export function useKeptChoice(isMade: boolean): void {
  const { status } = useAccountStatus();
  const { path, query, route } = useLocation();
  const home = useChosenHome()?.home;
  const hasSeveral = (status?.homes.length ?? 0) > 1;
  useEffect(() => {
    if (!isMade || home === undefined) return;
    memory.write('chosenHome', home);
    if (hasSeveral && query.home !== home && !WITHOUT_HOME.has(path)) route(`${path}?home=${home}`, true);
  }, [isMade, home, hasSeveral, path, query.home, route]);
}

/** A page's address that stays with the chosen home. */
export function useHomeLink(): (path: string) => string {
  const { status } = useAccountStatus();
  const home = useChosenHome()?.home;
  return (path) =>
    home === undefined || (status?.homes.length ?? 0) < 2 ? path : `${path}?home=${encodeURIComponent(home)}`;
}
