import type { DeletionReceipt } from './api-types.ts';

/** What this tab remembers until it is closed. The trip to Home Assistant and back must not lose it. */
export interface Remembered {
  session: { accessToken: string; refreshToken: string; expiresAt: number; email: string };
  /** A sign-in that is under way. */
  signIn: { verifier: string; state: string; nonce: string };
  /** What Home Assistant sent, when the person has to sign in here before it can be used. */
  homeCode: { state: string; code: string };
  /** What was typed into "Connect a home"; nothing secret. */
  draft: { name: string; url: string };
  /** The token of an invitation that was opened here and not answered yet. */
  invitation: string;
  /** Where somebody wants to be who signed out in order to sign in as somebody else. */
  afterSignOut: string;
  /** Where somebody was when they had to sign in: a path with its query. */
  returnTo: string;
  /** The key of the home that was looked at last. */
  chosenHome: string;
  /** Of an account that is gone: it can be read, until whoever had it puts it away. */
  receipt: DeletionReceipt;
}

const keyOf = (name: keyof Remembered) => `porchlight.${name}`;

/** Session storage with types. */
export const memory = {
  read<Name extends keyof Remembered>(name: Name): Remembered[Name] | undefined {
    const text = sessionStorage.getItem(keyOf(name));
    return text === null ? undefined : (JSON.parse(text) as Remembered[Name]);
  },
  write<Name extends keyof Remembered>(name: Name, value: Remembered[Name]): void {
    sessionStorage.setItem(keyOf(name), JSON.stringify(value));
  },
  /** Reads and forgets. */
  take<Name extends keyof Remembered>(name: Name): Remembered[Name] | undefined {
    const value = memory.read(name);
    memory.forget(name);
    return value;
  },
  forget(name: keyof Remembered): void {
    sessionStorage.removeItem(keyOf(name));
  },
};
