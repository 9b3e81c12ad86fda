import { type ComponentChildren, createContext } from 'preact';
import { useCallback, useContext, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { AccountStatus } from '../api-types.ts';
import { useWhenBack } from './network.ts';
import { usePerson } from './person.tsx';

/** How the homes are, as far as it is known: at first nothing, later perhaps what was known before a failure. */
export interface Known {
  status: AccountStatus | undefined;
  /** Why the last look failed. */
  error: unknown;
  refresh(): Promise<void>;
}

const StatusContext = createContext<Known | undefined>(undefined);

/** Reads the status of whoever is signed in: once at first, and whenever the page comes back into view. */
export function StatusProvider({ children }: { children: ComponentChildren }) {
  const { api, isSignInNeeded } = usePerson();
  const [found, setFound] = useState<Pick<Known, 'status' | 'error'>>({
    status: undefined,
    error: undefined,
  });
  const asked = useRef(0);
  const needsSignIn = useRef(isSignInNeeded);
  needsSignIn.current = isSignInNeeded;

  const refresh = useCallback(async () => {
    asked.current += 1;
    const mine = asked.current;
    try {
      const status = await api.status();
      // An answer that was overtaken tells how things were, not how they are.
      if (mine === asked.current) setFound({ status, error: undefined });
    } catch (error) {
      if (mine !== asked.current || needsSignIn.current(error)) return;
      setFound((before) => ({ status: before.status, error }));
    }
  }, [api]);

  useEffect(() => {
    void refresh();
    const onVisible = () => {
      if (document.visibilityState === 'visible') void refresh();
    };
    document.addEventListener('visibilitychange', onVisible);
    return () => document.removeEventListener('visibilitychange', onVisible);
  }, [refresh]);
  useWhenBack(refresh);

  const value = useMemo(() => ({ ...found, refresh }), [found, refresh]);
  return <StatusContext.Provider value={value}>{children}</StatusContext.Provider>;
}

/** @throws {Error} outside of a StatusProvider */
export function useAccountStatus(): Known {
  const known = useContext(StatusContext);
  if (known === undefined) throw new Error('There is no StatusProvider above this.');
  return known;
}
