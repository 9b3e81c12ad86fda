import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { useWhenBack } from './network.ts';
import { usePerson } from './person.tsx';

/** Something of the API's, as far as it is known: at first nothing, later perhaps what was known before a failure. */
export interface Reading<T> {
  value: T | undefined;
  /** Why the last reading failed. */
  error: unknown;
  refresh(): Promise<void>;
  /** What is known better than by reading; a reading that is under way comes too late. */
  amend(change: (value: T) => T): void;
}

/**
 * Reads at first, whenever the page comes back into view, and when the network comes back.
 * @param read as long as it is the same function, what was read counts
 */
export function useReading<T>(read: () => Promise<T>): Reading<T> {
  const { isSignInNeeded } = usePerson();
  const [found, setFound] = useState<Pick<Reading<T>, 'value' | 'error'>>({
    value: undefined,
    error: undefined,
  });
  const asked = useRef(0);
  const needsSignIn = useRef(isSignInNeeded);
  needsSignIn.current = isSignInNeeded;

  const refresh = useCallback(async () => {
    asked.current += 1;
    const mine = asked.current;
    try {
      const value = await read();
      // An answer that was overtaken tells how things were, not how they are.
      if (mine === asked.current) setFound({ value, error: undefined });
    } catch (error) {
      if (mine !== asked.current || needsSignIn.current(error)) return;
      setFound((before) => ({ value: before.value, error }));
    }
  }, [read]);

  useEffect(() => {
    void refresh();
    const onVisible = () => {
      if (document.visibilityState === 'visible') void refresh();
    };
    document.addEventListener('visibilitychange', onVisible);
    return () => document.removeEventListener('visibilitychange', onVisible);
  }, [refresh]);
  useWhenBack(refresh);

  const amend = useCallback((change: (value: T) => T) => {
    asked.current += 1;
    setFound(({ value, error }) => ({ value: value === undefined ? value : change(value), error }));
  }, []);

  return { ...found, refresh, amend };
}
