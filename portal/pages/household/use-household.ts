import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Household } from '../../api-types.ts';
import { Refused } from '../../failures.ts';
import { useAccountStatus } from '../../state/account-status.tsx';
import { useWhenBack } from '../../state/network.ts';
import { usePerson } from '../../state/person.tsx';
import { usePolling } from '../../state/polling.ts';

/** While somebody is expected to join or to link their Alexa, and otherwise. */
const LOOK_MS = 5_000;
const LOOK_NOW_AND_THEN_MS = 30_000;

const isExpecting = ({ members, invitations }: Household) =>
  invitations.length > 0 || members.some(({ linked }) => !linked);

/** Who belongs to a home, as far as it is known; read again and again while somebody looks. */
export function useHousehold(home: string) {
  const { api, isSignInNeeded } = usePerson();
  const { refresh: refreshStatus } = useAccountStatus();
  const [found, setFound] = useState<{ household: Household | undefined; error: unknown }>({
    household: undefined,
    error: undefined,
  });
  const asked = useRef(0);
  const needsSignIn = useRef(isSignInNeeded);
  needsSignIn.current = isSignInNeeded;

  const refresh = useCallback(async () => {
    asked.current += 1;
    const mine = asked.current;
    try {
      const household = await api.household(home);
      // An answer that was overtaken tells how things were, not how they are.
      if (mine === asked.current) setFound({ household, error: undefined });
    } catch (error) {
      if (mine !== asked.current || needsSignIn.current(error)) return;
      setFound((before) => ({ ...before, error }));
      // Whoever was removed in the meantime has another list of homes.
      if (error instanceof Refused && error.code === 'not_found') await refreshStatus();
    }
  }, [api, home, refreshStatus]);

  useEffect(() => {
    void refresh();
    const onVisible = () => {
      if (document.visibilityState === 'visible') void refresh();
    };
    document.addEventListener('visibilitychange', onVisible);
    return () => document.removeEventListener('visibilitychange', onVisible);
  }, [refresh]);
  useWhenBack(refresh);
  const { household } = found;
  usePolling(refresh, household !== undefined && isExpecting(household) ? LOOK_MS : LOOK_NOW_AND_THEN_MS);

  return { ...found, refresh };
}
