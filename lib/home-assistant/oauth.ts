import type { Deadline } from '../deadline.ts';
import { HomeAnswerInvalid, HomeRefusesCommand } from '../outcomes/home.ts';
import { Secret } from '../vault/secret.ts';
import { jsonObjectOf, outcomeOfStatus } from './answers.ts';
import type { HomeAccess } from './home-access.ts';
import type { HomeAnswer, Transport } from './transport.ts';

const MAX_BYTES = 64 * 1024;

/**
 * Who we are to Home Assistant. IndieAuth has no registration: the client id is an origin, and the redirect
 * must be of that same origin.
 */
export interface OAuthClient {
  clientId: string;
  redirectUri: string;
}

/** @param origin Porchlight's own, without a trailing slash */
export const oauthClientOf = (origin: string): OAuthClient => ({
  clientId: `${origin}/`,
  redirectUri: `${origin}/ha/callback`,
});

/**
 * The page of the user's own Home Assistant at which they sign in.
 * @see https://developers.home-assistant.io/docs/auth_api
 */
export function authorizeUrlOf(home: URL, client: OAuthClient, state: string): string {
  const url = new URL('/auth/authorize', home);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: client.redirectUri,
    state,
  }).toString();
  return url.href;
}

/** The pair of the sign-in: used to mint the lasting token, then revoked. */
export interface TemporaryTokens {
  accessToken: Secret;
  refreshToken: Secret;
}

const post = (
  transport: Transport,
  home: HomeAccess,
  path: string,
  form: Record<string, string>,
  deadline: Deadline,
): Promise<HomeAnswer> =>
  transport.request(
    home,
    {
      method: 'POST',
      path,
      body: { contentType: 'application/x-www-form-urlencoded', text: new URLSearchParams(form).toString() },
      authorized: false,
      // A code works once, and each refusal counts as a failed login.
      repeatable: false,
      maxBytes: MAX_BYTES,
    },
    deadline,
  );

/** OAuth's error code, where it is Home Assistant that refuses; a ban and a proxy's objection are no JSON. */
function oauthErrorOf(answer: HomeAnswer): string | undefined {
  if (answer.status !== 400 && answer.status !== 403) return undefined;
  try {
    const { error } = jsonObjectOf({ ...answer, status: 200 });
    return typeof error === 'string' ? error : undefined;
  } catch {
    return undefined;
  }
}

/** @throws {HomeRefusesCommand} with OAuth's error code, such as invalid_request for a spent code */
function processTokenAnswer(answer: HomeAnswer): TemporaryTokens {
  const error = oauthErrorOf(answer);
  if (error !== undefined) throw new HomeRefusesCommand('the sign-in', error);
  const { access_token: access, refresh_token: refresh } = jsonObjectOf(answer, false);
  if (typeof access !== 'string' || typeof refresh !== 'string')
    throw new HomeAnswerInvalid('the token answer');
  return { accessToken: new Secret(access), refreshToken: new Secret(refresh) };
}

/**
 * Redeems the code of a sign-in. Home Assistant takes a form only, no client secret and no PKCE.
 * @see homeassistant/components/auth/__init__.py, TokenView
 */
export async function redeemCode(
  transport: Transport,
  home: HomeAccess,
  code: Secret,
  client: OAuthClient,
  deadline: Deadline,
): Promise<TemporaryTokens> {
  const form = { grant_type: 'authorization_code', code: code.reveal(), client_id: client.clientId };
  return processTokenAnswer(await post(transport, home, '/auth/token', form, deadline));
}

/**
 * Revokes a refresh token of a sign-in, and with it every access token that came from it. Home Assistant
 * answers 200 whether or not there was one; long-lived tokens it leaves alone.
 * @throws the outcome of any other status: the token may still be good
 */
export async function revokeRefreshToken(
  transport: Transport,
  home: HomeAccess,
  refreshToken: Secret,
  deadline: Deadline,
): Promise<void> {
  const answer = await post(transport, home, '/auth/revoke', { token: refreshToken.reveal() }, deadline);
  if (answer.status !== 200) throw outcomeOfStatus(answer, false);
}
