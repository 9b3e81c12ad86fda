import { setTimeout as pause } from 'node:timers/promises';
import { LinkError } from '../alexa/errors.ts';
import type { Session } from '../alexa/session.ts';
import type { SignIn } from '../alexa/sign-in.ts';

/** Signing in by the browser that has this page open: it goes to the login page, and comes back to the redirect URI. */
export interface BrowserSignIn {
  /** For `createAlexa`: resolves once the browser has come back. */
  readonly signIn: SignIn;
  /** Starts a link; where the browser has to go. An earlier one that is still waiting is given up. */
  begin(link: () => Promise<Session>): Promise<URL>;
  /** Whether a redirect with this state is waited for. */
  awaits(state: string): boolean;
  /** The browser has come back: takes the link to its end. @throws what linking throws */
  land(redirect: URL): Promise<Session>;
}

/** As long as Alexa's own page waits, about. */
const PATIENCE_MS = 10 * 60_000;

/**
 * The state is a secret between this page and its browser, and no other site can begin a link here: whoever comes
 * back with it is who was sent.
 */
export function createBrowserSignIn(): BrowserSignIn {
  let opened: ((authorizeUrl: URL) => void) | undefined;
  let waiting: { state: string; land: (redirect: URL) => void; giveUp: (why: string) => void } | undefined;
  let linked: Promise<Session> | undefined;

  return {
    async signIn({ authorizeUrl }) {
      waiting?.giveUp('another sign-in has begun');
      // On this computer two people share a browser, which remembers the one who signed in last.
      authorizeUrl.searchParams.set('prompt', 'login');
      const { promise, resolve, reject } = Promise.withResolvers<URL>();
      const over = new AbortController();
      const giveUp = (why: string) => reject(new LinkError('sign-in', `Nobody signed in: ${why}`));
      waiting = { state: authorizeUrl.searchParams.get('state') ?? '', land: resolve, giveUp };
      const mine = waiting;
      pause(PATIENCE_MS, undefined, { ref: false, signal: over.signal }).then(
        () => giveUp('it took too long'),
        () => undefined,
      );
      opened?.(authorizeUrl);
      try {
        return await promise;
      } finally {
        over.abort();
        if (waiting === mine) waiting = undefined;
      }
    },
    begin(link) {
      const { promise, resolve, reject } = Promise.withResolvers<URL>();
      opened = resolve;
      linked = link();
      // Also keeps a link that nobody came back for from being an unhandled rejection.
      linked.catch(reject);
      return promise;
    },
    awaits: (state) => state !== '' && waiting?.state === state,
    async land(redirect) {
      waiting?.land(redirect);
      if (linked === undefined) throw new LinkError('redirect', 'Nobody was signing in');
      return linked;
    },
  };
}
