import { randomUUID } from 'node:crypto';
import type { OAuthClients } from './app-client.ts';
import { type AuthorizeRequest, checkAuthorizeRequest, redirectLocation } from './authorize-request.ts';
import type { BrowserSessions } from './browser-session.ts';
import type { ExpiringMap } from './expiring-map.ts';
import { type Answer, type Exchange, readForm, redirect } from './http-exchange.ts';
import { errorPage, type FormPage } from './sign-in-pages.ts';
import type { AuthorizationCode } from './token-endpoint.ts';
import type { PoolUser } from './user-pool.ts';

export type Route = (exchange: Exchange) => Promise<Answer>;
type FormRoute = (exchange: Exchange, request: AuthorizeRequest, form: URLSearchParams) => Promise<Answer>;

/** What every page of managed login does alike: check the request, check the form, and at last hand out a code. */
export type LoginSteps = {
  /** Lets only a valid authorize request through to `next`. */
  checked(next: (exchange: Exchange, request: AuthorizeRequest) => Promise<Answer>): Route;
  /** As `checked`, and only for a form that was made for this browser. */
  submitted(next: FormRoute): Route;
  /** What a page needs to show its form. */
  view(exchange: Exchange, request: AuthorizeRequest, extra?: Partial<FormPage>): FormPage;
  /** The redirect to the client with a fresh authorization code; `authTime` is epoch seconds. */
  sendCode(request: AuthorizeRequest, user: PoolUser, authTime: number, setCookie: string[]): Answer;
  /** Begins the browser's session and sends the code. */
  signIn(request: AuthorizeRequest, user: PoolUser): Answer;
};

export const createLoginSteps = (options: {
  clients: OAuthClients;
  sessions: BrowserSessions;
  codes: ExpiringMap<AuthorizationCode>;
}): LoginSteps => {
  const { clients, sessions, codes } = options;

  const checked =
    (next: (exchange: Exchange, request: AuthorizeRequest) => Promise<Answer>): Route =>
    async (exchange) => {
      const result = checkAuthorizeRequest(exchange.query, clients);
      if ('request' in result) return next(exchange, result.request);
      const { refusal } = result;
      return refusal.kind === 'redirect'
        ? redirect(refusal.location)
        : errorPage(400, refusal.error, refusal.description);
    };

  const submitted = (next: FormRoute): Route =>
    checked(async (exchange, request) => {
      const form = readForm(exchange);
      if (!form || !sessions.csrfHolds(exchange, form))
        return errorPage(
          403,
          'csrf',
          'This form is too old or came from elsewhere. Go back, reload the page and try again.',
        );
      return next(exchange, request, form);
    });

  const view = (exchange: Exchange, request: AuthorizeRequest, extra: Partial<FormPage> = {}): FormPage => {
    const { token, setCookie } = sessions.csrf(exchange);
    return { request, search: exchange.search, csrf: token, headers: { 'set-cookie': setCookie }, ...extra };
  };

  const sendCode = (
    request: AuthorizeRequest,
    user: PoolUser,
    authTime: number,
    setCookie: string[],
  ): Answer => {
    const { client, redirectUri, scope, state, nonce, codeChallenge } = request;
    const code = codes.add({
      clientId: client.id,
      redirectUri,
      sub: user.sub,
      scope,
      originJti: randomUUID(),
      authTime,
      ...(nonce === undefined ? {} : { nonce }),
      ...(codeChallenge === undefined ? {} : { codeChallenge }),
    });
    return redirect(
      redirectLocation(redirectUri, { code, state }),
      setCookie.length > 0 ? { 'set-cookie': setCookie } : {},
    );
  };

  const signIn = (request: AuthorizeRequest, user: PoolUser): Answer => {
    const { authTime, setCookie } = sessions.begin(user);
    return sendCode(request, user, authTime, setCookie);
  };

  return { checked, submitted, view, sendCode, signIn };
};
