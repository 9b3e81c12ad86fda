import type { Deadline } from '../deadline.ts';
import {
  HomeAnswerInvalid,
  HomeConnectionLost,
  HomeRefusesCommand,
  HomeTokenRefused,
} from '../outcomes/home.ts';
import { Secret } from '../vault/secret.ts';
import { isTokenAccepted } from './api.ts';
import type { HomeAccess } from './home-access.ts';
import type { Transport } from './transport.ts';
import { type HomeSocket, openHomeSocket } from './websocket.ts';

/** Ten years, as Home Assistant's own page gives them. */
const LIFESPAN_DAYS = 3_650;

async function withSocket<T>(
  transport: Transport,
  home: HomeAccess,
  deadline: Deadline,
  work: (socket: HomeSocket) => Promise<T>,
): Promise<T> {
  const socket = await openHomeSocket(transport, home, deadline);
  try {
    await socket.authenticate();
    return await work(socket);
  } finally {
    socket.close();
  }
}

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
  withSocket(transport, home, deadline, async (socket) => {
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
  withSocket(transport, home, deadline, async (socket) => {
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
 * Revokes the long-lived token that the home access carries, with its own right, and proves it: afterwards the
 * home answers 401 to it. (`/auth/revoke` says 200 and does nothing for such a token.)
 * @returns true when the home refuses the token now, false when it still takes it
 * @throws any outcome of a home that kept us from asking or from knowing
 */
export async function revokeLongLivedToken(
  transport: Transport,
  home: HomeAccess & { token: Secret },
  deadline: Deadline,
): Promise<boolean> {
  const id = refreshTokenIdOf(home.token);
  try {
    await withSocket(transport, home, deadline, (socket) =>
      socket.command('auth/delete_refresh_token', { refresh_token_id: id }),
    );
  } catch (error) {
    // Refused: revoked before. Lost: Home Assistant closes the connection together with the token. Not found: gone.
    const expected = [HomeTokenRefused, HomeConnectionLost, HomeRefusesCommand];
    if (!expected.some((outcome) => error instanceof outcome)) throw error;
    if (error instanceof HomeTokenRefused) return true;
  }
  return !(await isTokenAccepted(transport, home, deadline));
}
