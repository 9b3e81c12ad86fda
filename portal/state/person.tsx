import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import type { AccountApi } from '../api.ts';
import { SignInNeeded } from '../failures.ts';
import { memory } from '../memory.ts';
import type { Session } from '../session.ts';
import { useNotices } from './notices.tsx';

/** Who is here, and what they can do. */
export interface Person {
  /** Undefined when nobody is signed in. */
  email: string | undefined;
  /** Somebody was signed in, and is no longer. */
  hasEnded: boolean;
  /** Their account was deleted, here or elsewhere. */
  isDeleted: boolean;
  api: AccountApi;
  /** Leaves for the sign-in page; afterwards one is back at this very place. */
  signIn(page?: 'sign-in' | 'sign-up'): Promise<void>;
  /** @param keepsInvitation for whoever signs in next */
  signOut(keepsInvitation?: boolean): Promise<void>;
  /** Forgets who was signed in, and stays on the page. */
  forget(): void;
  /**
   * Does something that may fail; what went wrong is shown, or the way to sign in again.
   * @param onFailure told first; true when it has dealt with the error itself
   * @returns undefined after a failure
   */
  attempt<T>(
    title: string,
    work: () => Promise<T>,
    onFailure?: (error: unknown) => boolean,
  ): Promise<T | undefined>;
  /** For those who deal with failures themselves: shows the way to sign in if that is what it takes. */
  isSignInNeeded(error: unknown): boolean;
}

const PersonContext = createContext<Person | undefined>(undefined);

export function PersonProvider(props: { session: Session; api: AccountApi; children: ComponentChildren }) {
  const { session, api, children } = props;
  const notices = useNotices();
  const [email, setEmail] = useState(session.email());
  const [hasEnded, setHasEnded] = useState(false);
  const [isDeleted, setDeleted] = useState(false);
  useEffect(() => api.onDeleted(() => setDeleted(true)), [api]);
  const value = useMemo<Person>(() => {
    const isSignInNeeded = (error: unknown) => {
      if (!(error instanceof SignInNeeded)) return false;
      setEmail(undefined);
      setHasEnded(true);
      return true;
    };
    return {
      email,
      hasEnded,
      isDeleted,
      api,
      isSignInNeeded,
      signIn: (page) => {
        memory.write('returnTo', location.pathname + location.search);
        return session.signIn(page);
      },
      signOut: (keepsInvitation) => session.signOut(keepsInvitation),
      forget: () => {
        session.forget();
        setEmail(undefined);
      },
      attempt: async (title, work, onFailure) => {
        try {
          return await work();
        } catch (error) {
          if (!isSignInNeeded(error) && onFailure?.(error) !== true) notices.fail(title, error);
          return undefined;
        }
      },
    };
  }, [session, api, email, hasEnded, isDeleted, notices]);
  return <PersonContext.Provider value={value}>{children}</PersonContext.Provider>;
}

/** @throws {Error} outside of a PersonProvider */
export function usePerson(): Person {
  const person = useContext(PersonContext);
  if (person === undefined) throw new Error('There is no PersonProvider above this.');
  return person;
}
