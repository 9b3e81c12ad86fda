import { randomUUID } from 'node:crypto';
import { CognitoError } from 'cognito-local/lib/errors.js';
import type { OAuthClients } from './app-client.ts';
import { type AuthorizeRequest, checkAuthorizeRequest, redirectLocation } from './authorize-request.ts';
import type { BrowserSessions } from './browser-session.ts';
import type { ExpiringMap } from './expiring-map.ts';
import { type Answer, type Exchange, readForm, redirect } from './http-exchange.ts';
import { passwordComplaint } from './password-policy.ts';
import {
  changePasswordPage,
  confirmPage,
  errorPage,
  type FormPage,
  loginPage,
  signUpPage,
} from './sign-in-pages.ts';
import type { AuthorizationCode } from './token-endpoint.ts';
import type { PoolUser, UserPool } from './user-pool.ts';

type Route = (exchange: Exchange) => Promise<Answer>;
type FormRoute = (exchange: Exchange, request: AuthorizeRequest, form: URLSearchParams) => Promise<Answer>;

const WRONG = 'Incorrect username or password.';

/**
 * The pages of managed login and /oauth2/authorize, by method and path. No page needs a script; every form carries
 * the token of its browser and the query of the request that it belongs to.
 * Source: docs.aws.amazon.com/cognito/latest/developerguide/managed-login-endpoints.html
 */
export const createManagedLogin = (options: {
  clients: OAuthClients;
  pool: UserPool;
  /** The User Pool API with its policies, for sign-up and confirmation. */
  api: (action: string, request: Record<string, unknown>) => Promise<unknown>;
  sessions: BrowserSessions;
  codes: ExpiringMap<AuthorizationCode>;
  signUpMode: 'open' | 'invitation';
  portalClientId: string;
}): ReadonlyMap<string, Route> => {
  const { clients, pool, api, sessions, codes, signUpMode, portalClientId } = options;
  const signUp = signUpMode === 'open';

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

  const authorize = checked(async (exchange, request) => {
    const session = request.prompt === 'login' ? undefined : await sessions.current(exchange);
    if (session) return sendCode(request, session.user, session.authTime, []);
    if (request.prompt === 'none')
      return redirect(
        redirectLocation(request.redirectUri, {
          error_description: 'the browser is not signed in',
          error: 'login_required',
          state: request.state,
        }),
      );
    return redirect(`/login${exchange.search}`);
  });

  const submitLogin = submitted(async (exchange, request, form) => {
    const username = (form.get('username') ?? '').trim().toLowerCase();
    const refuse = (problem: string): Answer =>
      loginPage({ ...view(exchange, request, { username, problem, status: 401 }), signUp });
    const user = username.includes('@') ? await pool.find(username) : undefined;
    if (!user || !(await pool.passwordFits(user, form.get('password') ?? ''))) return refuse(WRONG);
    if (!user.enabled) return refuse('User is disabled.');
    const steps = new Map<string, () => Promise<Answer>>([
      ['CONFIRMED', async () => signIn(request, user)],
      [
        'UNCONFIRMED',
        async () => {
          await pool.sendCode(user);
          const setCookie = sessions.beginPending(user, 'confirm');
          return redirect(`/confirm${exchange.search}`, { 'set-cookie': setCookie });
        },
      ],
      [
        'FORCE_CHANGE_PASSWORD',
        async () =>
          redirect(`/changePassword${exchange.search}`, {
            'set-cookie': sessions.beginPending(user, 'password'),
          }),
      ],
    ]);
    return (await steps.get(user.status)?.()) ?? refuse('Password reset required for the user.');
  });

  const submitSignUp = submitted(async (exchange, request, form) => {
    const username = (form.get('username') ?? '').trim().toLowerCase();
    const refuse = (problem: string): Answer =>
      signUpPage(view(exchange, request, { username, problem, status: 400 }));
    if (!/^[^\s@]{1,64}@[^\s@]{1,189}$/.test(username)) return refuse('Enter an e-mail address.');
    try {
      await api('SignUp', {
        // The pool is what matters; the Alexa client may not sign users up by the API.
        ClientId: portalClientId,
        Username: username,
        Password: form.get('password') ?? '',
      });
    } catch (error) {
      if (error instanceof CognitoError) return refuse(`${error.message}.`);
      throw error;
    }
    const user = await pool.find(username);
    if (!user) return refuse('The account could not be created.');
    return redirect(`/confirm${exchange.search}`, { 'set-cookie': sessions.beginPending(user, 'confirm') });
  });

  const closedSignUp = async (): Promise<Answer> =>
    errorPage(403, 'NotAuthorizedException', 'Sign-up is by invitation. Ask whoever runs this Porchlight.');

  const pendingName = async (exchange: Exchange): Promise<{ username?: string }> => {
    const email = (await sessions.pending(exchange, 'confirm'))?.email;
    return email === undefined ? {} : { username: email };
  };

  const submitConfirm = submitted(async (exchange, request, form) => {
    const waiting = await sessions.pending(exchange, 'confirm');
    const username = (form.get('username') ?? waiting?.email ?? '').trim().toLowerCase();
    try {
      await api('ConfirmSignUp', {
        ClientId: portalClientId,
        Username: username,
        ConfirmationCode: (form.get('code') ?? '').trim(),
      });
    } catch (error) {
      if (!(error instanceof CognitoError)) throw error;
      const problem = 'That code is not right, or a newer one replaced it.';
      return confirmPage(view(exchange, request, { username, problem, status: 400 }));
    }
    // Only the browser that knew the password goes straight in; any other signs in with it first.
    const user = await pool.find(username);
    if (user && waiting?.sub === user.sub) return signIn(request, user);
    return loginPage({
      ...view(exchange, request, { username, notice: 'Your address is confirmed. Sign in now.' }),
      signUp,
    });
  });

  const submitResend = submitted(async (exchange, request) => {
    const waiting = await sessions.pending(exchange, 'confirm');
    if (waiting?.status === 'UNCONFIRMED') await pool.sendCode(waiting);
    return confirmPage(
      view(exchange, request, { ...(await pendingName(exchange)), notice: 'A new code is on its way.' }),
    );
  });

  const submitPassword = submitted(async (exchange, request, form) => {
    const user = await sessions.pending(exchange, 'password');
    if (user?.status !== 'FORCE_CHANGE_PASSWORD') return redirect(`/login${exchange.search}`);
    const password = form.get('password') ?? '';
    const problem = passwordComplaint(password);
    if (problem) return changePasswordPage(view(exchange, request, { problem: `${problem}.`, status: 400 }));
    await pool.setPassword(user, password);
    return signIn(request, user);
  });

  const logout: Route = async (exchange) => {
    const client = clients(exchange.query.get('client_id'));
    if (!client) return errorPage(400, 'invalid_client', 'The client does not exist.');
    const logoutUri = exchange.query.get('logout_uri');
    const setCookie = sessions.end(exchange);
    if (logoutUri === null) return redirect(`/login${exchange.search}`, { 'set-cookie': setCookie });
    if (!client.logoutUris.includes(logoutUri))
      return errorPage(400, 'invalid_request', 'The logout_uri is not registered for this client.');
    return redirect(logoutUri, { 'set-cookie': setCookie });
  };

  const showLogin = checked(async (exchange, request) =>
    loginPage({
      ...view(exchange, request, request.loginHint === undefined ? {} : { username: request.loginHint }),
      signUp,
    }),
  );
  const showSignUp = checked(async (exchange, request) => signUpPage(view(exchange, request)));

  return new Map<string, Route>([
    ['GET /oauth2/authorize', authorize],
    ['GET /login', showLogin],
    ['POST /login', submitLogin],
    ['GET /signup', signUp ? showSignUp : closedSignUp],
    ['POST /signup', signUp ? submitSignUp : closedSignUp],
    [
      'GET /confirm',
      checked(async (exchange, request) => confirmPage(view(exchange, request, await pendingName(exchange)))),
    ],
    ['POST /confirm', submitConfirm],
    ['POST /resendcode', submitResend],
    [
      'GET /changePassword',
      checked(async (exchange, request) => changePasswordPage(view(exchange, request))),
    ],
    ['POST /changePassword', submitPassword],
    ['GET /logout', logout],
  ]);
};
