import { NotLinkedError, TokenEndpointError } from './errors.ts';
import { createOAuth, type Tokens } from './oauth.ts';
import type { Session, SessionStore } from './session.ts';
import type { Fetch, SignIn } from './sign-in.ts';
import type { Stack } from './stack.ts';

/** How long before its end a token is refreshed. */
const refreshEarlyMs = 60_000;

/** The link between one Amazon account and the skill. */
export type Link = {
  /** Signs in and links; replaces a link that there is. Throws LinkError, TokenEndpointError, UnreachableError. */
  readonly link: (who?: { username?: string; password?: string }) => Promise<Session>;
  /** Forgets the link, as when the skill is disabled. */
  readonly unlink: () => Promise<void>;
  /** The session as it is, or undefined without a link. */
  readonly session: () => Promise<Session | undefined>;
  /**
   * The session with a token that is good for a directive now, refreshed when it is about to end.
   * Throws NotLinkedError when there is none, or when the refresh was refused: then the link is gone.
   */
  readonly fresh: () => Promise<Session>;
};

/** Keeps a link as Alexa does. */
export function createLink(ports: {
  readonly cognito: Stack['cognito'];
  readonly session: SessionStore;
  readonly fetch: Fetch;
  readonly signIn: SignIn;
  readonly now: () => number;
}): Link {
  const { session: store, now } = ports;
  const oauth = createOAuth({ cognito: ports.cognito, fetch: ports.fetch });

  const refreshed = async (session: Session, refreshToken: string): Promise<Session> => {
    let tokens: Tokens;
    try {
      tokens = await oauth.refresh(refreshToken);
    } catch (cause) {
      if (cause instanceof TokenEndpointError && cause.error === 'invalid_grant') {
        await store.remove();
        throw new NotLinkedError(store.account, 'its refresh token was refused', { cause });
      }
      // A login service that is down ends no link: the old token does while it lasts.
      if (session.expiresAt > now()) return session;
      throw cause;
    }
    const renewed = {
      ...session,
      accessToken: tokens.accessToken,
      refreshToken: tokens.refreshToken ?? refreshToken,
      expiresAt: now() + tokens.expiresIn * 1000,
    };
    await store.write(renewed);
    return renewed;
  };

  return {
    async link(who = {}) {
      const tokens = await oauth.authorize(ports.signIn, who);
      const session: Session = {
        linkedAt: now(),
        accessToken: tokens.accessToken,
        expiresAt: now() + tokens.expiresIn * 1000,
        ...(tokens.refreshToken === undefined ? {} : { refreshToken: tokens.refreshToken }),
        ...(who.username === undefined ? {} : { username: who.username }),
      };
      await store.write(session);
      return session;
    },
    unlink: () => store.remove(),
    session: () => store.read(),
    async fresh() {
      const session = await store.read();
      if (session === undefined) throw new NotLinkedError(store.account);
      if (session.expiresAt - refreshEarlyMs > now()) return session;
      if (session.refreshToken !== undefined) return refreshed(session, session.refreshToken);
      if (session.expiresAt > now()) return session;
      await store.remove();
      throw new NotLinkedError(store.account, 'its token has expired and there is no refresh token');
    },
  };
}
