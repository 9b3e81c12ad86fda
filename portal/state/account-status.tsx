import { type ComponentChildren, createContext } from 'preact';
import { useContext, useMemo } from 'preact/hooks';
import type { AccountStatus } from '../api-types.ts';
import { usePerson } from './person.tsx';
import { useReading } from './reading.ts';

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
  const { api } = usePerson();
  const { value: status, error, refresh } = useReading(api.status);
  const known = useMemo(() => ({ status, error, refresh }), [status, error, refresh]);
  return <StatusContext.Provider value={known}>{children}</StatusContext.Provider>;
}

/** @throws {Error} outside of a StatusProvider */
export function useAccountStatus(): Known {
  const known = useContext(StatusContext);
  if (known === undefined) throw new Error('There is no StatusProvider above this.');
  return known;
}
