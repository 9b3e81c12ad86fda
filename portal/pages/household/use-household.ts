import { useCallback } from 'preact/hooks';
import type { Household } from '../../api-types.ts';
import { Refused } from '../../failures.ts';
import { useAccountStatus } from '../../state/account-status.tsx';
import { usePerson } from '../../state/person.tsx';
import { usePolling } from '../../state/polling.ts';
import { useReading } from '../../state/reading.ts';

/** While somebody is expected to join or to link their Alexa, and otherwise. */
const LOOK_MS = 5_000;
const LOOK_NOW_AND_THEN_MS = 30_000;

const isExpecting = ({ members, invitations }: Household) =>
  invitations.length > 0 || members.some(({ linked }) => !linked);

/** Who belongs to a home, as far as it is known; read again and again while somebody looks. */
export function useHousehold(home: string) {
  const { api } = usePerson();
  const { refresh: refreshStatus } = useAccountStatus();
  const read = useCallback(async () => {
    try {
      return await api.household(home);
    } catch (error) {
      // Whoever was removed in the meantime has another list of homes.
      if (error instanceof Refused && error.code === 'not_found') await refreshStatus();
      throw error;
    }
  }, [api, home, refreshStatus]);
  const { value: household, error, refresh } = useReading(read);
  usePolling(refresh, household !== undefined && isExpecting(household) ? LOOK_MS : LOOK_NOW_AND_THEN_MS);

  return { household, error, refresh };
}
