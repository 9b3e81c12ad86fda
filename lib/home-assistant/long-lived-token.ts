import type { Deadline } from '../deadline.ts';
import { HomeAnswerInvalid, HomeConnectionLost, HomeTokenRefused } from '../outcomes/home.ts';
import { Secret } from '../vault/secret.ts';
import { isTokenAccepted } from './api.ts';
import type { HomeAccess } from './home-access.ts';
import type { Transport } from './transport.ts';
import { withHomeSocket } from './with-home-socket.ts';

/** Ten years, as Home Assistant's own page gives them. */
const LIFESPAN_DAYS = 3_650;

/** Whose token it is, as far as Home Assistant tells. */
export interface TokenUser {
  isAdministrator: boolean;
  homeAssistantVersion: string;
}

/** @throws {HomeTokenRefused} or another outcome of a home */
export const readTokenUser = (
  transport: Transport,
  home: HomeAccess,
  deadline: Deadline,
): Promise<TokenUser> =>
  withHomeSocket(transport, home, deadline, async (socket) => {
    const user = (await socket.command('auth/current_user')) as { is_admin?: unknown } | null;
    return { isAdministrator: user?.is_admin === true, homeAssistantVersion: socket.homeAssistantVersion };
  });

/**
 * Mints a long-lived access token for the user whose token the home access carries.
 * @param clientName must be unique among that user's tokens
 * @throws {HomeRefusesCommand}
 * @see homeassistant/components/auth/__init__.py, websocket_create_long_lived_access_token
 */
export const mintLongLivedToken = (
  transport: Transport,
  home: HomeAccess,
  clientName: string,
  deadline: Deadline,
): Promise<Secret> =>
  withHomeSocket(transport, home, deadline, async (socket) => {
    const parameters = { client_name: clientName, lifespan: LIFESPAN_DAYS };
    const token = await socket.command('auth/long_lived_access_token', parameters);
    if (typeof token !== 'string' || token === '') throw new HomeAnswerInvalid('the long-lived token');
    return new Secret(token);
  });

/** Home Assistant's access tokens are JWTs whose issuer is the refresh token that they belong to. */
function refreshTokenIdOf(token: Secret): string {
  try {
    const [, payload = ''] = token.reveal().split('.');
    const { iss } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { iss?: unknown };
    if (typeof iss === 'string') return iss;
  } catch {
    // Said below, without the token.
  }
  throw new HomeAnswerInvalid("the token's issuer");
}

/**
 * Deletes the long-lived token that the home access carries, with its own right. (`/auth/revoke` says 200 and does
 * nothing for such a token.)
 * @returns whether the home already refused the token
 * @throws any outcome of a home that kept us from asking
 */
export async function deleteLongLivedToken(
  transport: Transport,
  home: HomeAccess & { token: Secret },
  deadline: Deadline,
): Promise<'deleted' | 'refused_before'> {
  const id = refreshTokenIdOf(home.token);
  try {
    await withHomeSocket(transport, home, deadline, (socket) =>
      socket.command('auth/delete_refresh_token', { refresh_token_id: id }),
    );
  } catch (error) {
    if (error instanceof HomeTokenRefused) return 'refused_before';
    // Home Assistant may close the connection together with the token, before it has answered.
    if (!(error instanceof HomeConnectionLost)) throw error;
  }
  return 'deleted';
}

/**
 * Deletes the long-lived token and proves it: afterwards the home answers 401 to it.
 * @returns true when the home refuses the token now, false when it still takes it
 */
export async function revokeLongLivedToken(
  transport: Transport,
  home: HomeAccess & { token: Secret },
  deadline: Deadline,
): Promise<boolean> {
  if ((await deleteLongLivedToken(transport, home, deadline)) === 'refused_before') return true;
  return !(await isTokenAccepted(transport, home, deadline));
}
