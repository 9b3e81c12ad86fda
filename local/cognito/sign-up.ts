import { CognitoError } from 'cognito-local/lib/errors.js';
import type { BrowserSessions } from './browser-session.ts';
import { type Answer, type Exchange, redirect } from './http-exchange.ts';
import type { LoginSteps, Route } from './login-steps.ts';
import { confirmPage, errorPage, loginPage, signUpPage } from './sign-in-pages.ts';
import type { UserPool } from './user-pool.ts';

/** Signing up and confirming the address, by method and path; closed when sign-up is by invitation. */
export const createSignUp = (options: {
  steps: LoginSteps;
  pool: UserPool;
  api: (action: string, request: Record<string, unknown>) => Promise<unknown>;
  sessions: BrowserSessions;
  signUpMode: 'open' | 'invitation';
  portalClientId: string;
}): ReadonlyMap<string, Route> => {
  const { steps, pool, api, sessions, signUpMode, portalClientId } = options;
  const { checked, submitted, view, signIn } = steps;
  const signUp = signUpMode === 'open';

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

  const showSignUp = checked(async (exchange, request) => signUpPage(view(exchange, request)));

  return new Map<string, Route>([
    ['GET /signup', signUp ? showSignUp : closedSignUp],
    ['POST /signup', signUp ? submitSignUp : closedSignUp],
    [
      'GET /confirm',
      checked(async (exchange, request) => confirmPage(view(exchange, request, await pendingName(exchange)))),
    ],
    ['POST /confirm', submitConfirm],
    ['POST /resendcode', submitResend],
  ]);
};
