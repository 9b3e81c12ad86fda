import { useCallback, useEffect, useState } from 'preact/hooks';
import type { DeletionReceipt } from '../../api-types.ts';
import { SignInNeeded } from '../../failures.ts';
import { memory } from '../../memory.ts';
import { usePerson } from '../../state/person.tsx';
import { usePolling } from '../../state/polling.ts';

const PAUSE_MS = 2_000;

/** What a tab remembers of somebody besides their sign-in. */
const OF_THE_PERSON = ['draft', 'homeCode', 'returnTo', 'chosenHome', 'invitation'] as const;

/**
 * How far the deletion of this account is, until it is done; then this tab forgets who was signed in, and keeps the
 * receipt until it is put away.
 */
export function useDeletion() {
  const { api, forget } = usePerson();
  const [receipt, setReceipt] = useState<DeletionReceipt | undefined>(() => memory.read('receipt'));
  const [error, setError] = useState<unknown>();
  const isDone = receipt?.state === 'done';
  // The login was gone before this tab's token was renewed.
  const isCutOff = error instanceof SignInNeeded;
  const look = useCallback(async () => {
    try {
      const found = await api.deletion();
      setReceipt(found);
      setError(undefined);
      if (found.state !== 'done') return;
      for (const name of OF_THE_PERSON) memory.forget(name);
      memory.write('receipt', found);
      forget();
    } catch (failure) {
      setError(failure);
    }
  }, [api, forget]);
  const isOver = isDone || isCutOff;
  useEffect(() => {
    if (!isOver) void look();
    // Once, at first; afterwards it is polled.
  }, []);
  usePolling(look, isOver ? null : PAUSE_MS);
  return { receipt, error, isDone, isCutOff };
}
