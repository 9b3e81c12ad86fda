import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Issuer } from './issuer.ts';

/** A user as the login service knows them. */
export interface KnownUser {
  email: string;
  /** Cognito sends a text; other services, and perhaps Cognito one day, a boolean. */
  email_verified: string | boolean;
}

/** What the endpoint does instead of its work. */
export interface UserInfoFault {
  status?: number;
  delayMs?: number;
  body?: string;
  headers?: Record<string, string>;
}

/**
 * Cognito's `/oauth2/userInfo` for tokens that an issuer minted: it answers whoever brings one with the scope `openid`,
 * as the user whom the token names. Users have a verified address of their own unless it is said otherwise.
 */
export function createUserInfo(issuer: Issuer) {
  const users = new Map<string, KnownUser>();
  let fault: UserInfoFault | undefined;
  let asked = 0;

  const userOf = (sub: string): KnownUser =>
    users.get(sub) ?? { email: `${sub}@example.org`, email_verified: 'true' };

  function answerTo(authorization: string): { status: number; body: object } {
    const claims = issuer.minted(/^Bearer (\S+)$/.exec(authorization)?.[1] ?? '');
    if (claims === undefined || !claims.scope.split(' ').includes('openid'))
      return { status: 401, body: { error: 'invalid_token' } };
    return { status: 200, body: { sub: claims.sub, username: claims.sub, ...userOf(claims.sub) } };
  }

  return {
    handle: (request: IncomingMessage, response: ServerResponse): void => {
      asked += 1;
      const { status, body } = answerTo(request.headers.authorization ?? '');
      const send = () => {
        response.writeHead(fault?.status ?? status, {
          'content-type': 'application/json',
          ...fault?.headers,
        });
        response.end(fault?.body ?? JSON.stringify(body));
      };
      if (fault?.delayMs === undefined) send();
      else setTimeout(send, fault.delayMs).unref();
    },
    set: (sub: string, user: KnownUser) => void users.set(sub, user),
    setFault: (next: UserInfoFault | undefined) => {
      fault = next;
    },
    requests: () => asked,
  };
}

export type UserInfo = ReturnType<typeof createUserInfo>;
