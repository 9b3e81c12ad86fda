import { randomBytes } from 'node:crypto';
import { sameSecret } from './constant-time.ts';
import { createExpiringMap } from './expiring-map.ts';
import { cookie, type Exchange } from './http-exchange.ts';
import type { PoolUser, UserPool } from './user-pool.ts';

type Session = { sub: string; authTime: number };

/**
 * `confirm`: signed up, or signed in with the right password, and still to type the code. `password`: signed in with
 * a temporary password and still to choose one.
 */
type Pending = { step: 'confirm' | 'password'; sub: string };

/** What the stand-in remembers of a browser, all of it in cookies that hold nothing but random keys. */
export type BrowserSessions = {
  /** The signed-in user and when it signed in (epoch seconds), while the user exists and is enabled. */
  current(exchange: Exchange): Promise<{ user: PoolUser; authTime: number } | undefined>;
  /** Signs the user in; returns the cookie. */
  begin(user: PoolUser): { authTime: number; setCookie: string[] };
  /** Signs the browser out; returns the cookies. */
  end(exchange: Exchange): string[];
  pending(exchange: Exchange, step: Pending['step']): Promise<PoolUser | undefined>;
  beginPending(user: PoolUser, step: Pending['step']): string[];
  /** The token for this browser's forms, and the cookie that goes with it. */
  csrf(exchange: Exchange): { token: string; setCookie: string[] };
  /** Whether the form was made for this browser. */
  csrfHolds(exchange: Exchange, form: URLSearchParams): boolean;
};

const HOUR_MS = 3_600_000;
const SESSION = 'cognito';
const PENDING = 'cognito-pending';
const CSRF = 'XSRF-TOKEN';

/** @param now milliseconds. Sessions last an hour, as Cognito's do, and end with this process. */
export const createBrowserSessions = (options: { pool: UserPool; now: () => number }): BrowserSessions => {
  const { pool, now } = options;
  const sessions = createExpiringMap<Session>({ ttlMs: HOUR_MS, max: 10_000, now });
  const pendings = createExpiringMap<Pending>({ ttlMs: HOUR_MS, max: 1_000, now });

  const liveUser = async (sub: string): Promise<PoolUser | undefined> => {
    const user = await pool.find(sub);
    return user?.enabled ? user : undefined;
  };

  return {
    async current(exchange) {
      const session = sessions.get(exchange.cookies.get(SESSION));
      const user = session && (await liveUser(session.sub));
      return session && user ? { user, authTime: session.authTime } : undefined;
    },
    begin(user) {
      const authTime = Math.floor(now() / 1000);
      const key = sessions.add({ sub: user.sub, authTime });
      return { authTime, setCookie: [cookie(SESSION, key, HOUR_MS / 1000), cookie(PENDING, '', 0)] };
    },
    end(exchange) {
      sessions.remove(exchange.cookies.get(SESSION));
      pendings.remove(exchange.cookies.get(PENDING));
      return [cookie(SESSION, '', 0), cookie(PENDING, '', 0)];
    },
    async pending(exchange, step) {
      const found = pendings.get(exchange.cookies.get(PENDING));
      return found?.step === step ? liveUser(found.sub) : undefined;
    },
    beginPending: (user, step) => [cookie(PENDING, pendings.add({ step, sub: user.sub }), HOUR_MS / 1000)],
    csrf(exchange) {
      const known = exchange.cookies.get(CSRF);
      const token = known && /^[\w-]{43}$/.test(known) ? known : randomBytes(32).toString('base64url');
      return { token, setCookie: [cookie(CSRF, token, HOUR_MS / 1000)] };
    },
    csrfHolds(exchange, form) {
      const token = exchange.cookies.get(CSRF);
      return token !== undefined && token !== '' && sameSecret(token, form.get('_csrf') ?? '');
    },
  };
};
