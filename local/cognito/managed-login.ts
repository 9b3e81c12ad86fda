import type { OAuthClients } from './app-client.ts';
import { redirectLocation } from './authorize-request.ts';
import type { BrowserSessions } from './browser-session.ts';
import type { ExpiringMap } from './expiring-map.ts';
import { type Answer, redirect } from './http-exchange.ts';
import { createLoginSteps, type Route } from './login-steps.ts';
import { passwordComplaint } from './password-policy.ts';
import { changePasswordPage, errorPage, loginPage } from './sign-in-pages.ts';
import { createSignUp } from './sign-up.ts';
import type { AuthorizationCode } from './token-endpoint.ts';
import type { UserPool } from './user-pool.ts';

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
  const steps = createLoginSteps({ clients, sessions, codes });
  const { checked, submitted, view, sendCode, signIn } = steps;

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
  return new Map<string, Route>([
    ...createSignUp({ steps, pool, api, sessions, signUpMode, portalClientId }),
    ['GET /oauth2/authorize', authorize],
    ['GET /login', showLogin],
    ['POST /login', submitLogin],
    [
      'GET /changePassword',
      checked(async (exchange, request) => changePasswordPage(view(exchange, request))),
    ],
    ['POST /changePassword', submitPassword],
    ['GET /logout', logout],
  ]);
};
