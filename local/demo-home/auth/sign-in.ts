import type { Reply } from '../http/reply.ts';
import type { Exchange, Route } from '../http/router.ts';
import { page } from '../pages/layout.ts';
import { refusalPage, type SignIn, signInPage } from '../pages/sign-in.ts';
import type { Codes } from './codes.ts';
import { isClientId, isRedirectUriOf } from './indie-auth.ts';
import { formOf } from './routes.ts';
import { isUser, type User } from './user.ts';

/** What a client asks for, or the reason why it does not get a sign-in page. */
function asked(
  params: { get(name: string): string | null | undefined },
  typed = '',
): SignIn | { readonly refused: string; readonly status: number } {
  const clientId = params.get('client_id') ?? '';
  const redirectUri = params.get('redirect_uri') ?? '';
  if (!isClientId(clientId)) return { refused: 'Invalid client id', status: 400 };
  if (!isRedirectUriOf(clientId, redirectUri)) return { refused: 'Invalid redirect URI', status: 403 };
  const state = params.get('state');
  return { clientId, redirectUri, username: typed, ...(state == null ? {} : { state }) };
}

/** The address that the browser is sent back to. */
function callback({ redirectUri, state }: SignIn, code: string): string {
  const url = new URL(redirectUri);
  url.searchParams.set('code', code);
  if (state !== undefined) url.searchParams.set('state', state);
  return url.href;
}

/**
 * `/auth/authorize`: the page on which the owner signs in and lets a client use the home. Home Assistant
 * serves a page with JavaScript here; this one is a plain form that posts to its own address.
 */
export function signInRoutes({
  user,
  codes,
  locationName,
}: {
  readonly user: User;
  readonly codes: Codes;
  readonly locationName: string;
}): readonly Route[] {
  const show = (signIn: SignIn, wrong: boolean): Reply =>
    page({
      title: `Sign in to ${locationName}`,
      body: signInPage(signIn, { wrong, locationName }),
      // A browser also holds the redirect that follows the form against this rule.
      formTargets: [new URL(signIn.redirectUri).origin],
      status: wrong ? 401 : 200,
    });
  const refuse = (refused: string, status: number): Reply =>
    page({ title: refused, body: refusalPage(refused), status });

  const submit = async (exchange: Exchange): Promise<Reply> => {
    const form = await formOf(exchange);
    const signIn = asked(form, form.get('username') ?? '');
    if ('refused' in signIn) return refuse(signIn.refused, signIn.status);
    if (!isUser(user, signIn.username, form.get('password') ?? '')) return show(signIn, true);
    const location = callback(signIn, codes.issue(signIn.clientId));
    return { status: 303, headers: { location, 'cache-control': 'no-store' } };
  };

  return [
    {
      path: '/auth/authorize',
      methods: {
        GET: ({ url }) => {
          const signIn = asked(url.searchParams);
          return 'refused' in signIn ? refuse(signIn.refused, signIn.status) : show(signIn, false);
        },
        POST: submit,
      },
    },
  ];
}
