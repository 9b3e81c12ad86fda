import type { Deadline } from '../deadline.ts';
import { HomeTokenRefused } from '../outcomes/home.ts';
import { jsonObjectOf } from './answers.ts';
import type { HomeAccess } from './home-access.ts';
import type { Transport } from './transport.ts';

const MAX_BYTES = 64 * 1024;
/** The configuration names every component and platform that is loaded. */
const MAX_CONFIG_BYTES = 512 * 1024;

/**
 * Whether the home takes the token.
 * @returns false at a 401
 * @throws any other outcome of a home
 * @see homeassistant/components/api/__init__.py, the view at `/api/` (the trailing slash counts)
 */
export async function isTokenAccepted(
  transport: Transport,
  home: HomeAccess,
  deadline: Deadline,
): Promise<boolean> {
  const answer = await transport.request(
    home,
    { method: 'GET', path: '/api/', authorized: true, repeatable: true, maxBytes: MAX_BYTES },
    deadline,
  );
  try {
    jsonObjectOf(answer);
    return true;
  } catch (error) {
    if (error instanceof HomeTokenRefused) return false;
    throw error;
  }
}

/**
 * Whether the home has started and is not stopping.
 * @throws any outcome of a home
 * @see homeassistant/core.py, `CoreState` in `/api/config`
 */
export async function isHomeRunning(
  transport: Transport,
  home: HomeAccess,
  deadline: Deadline,
): Promise<boolean> {
  const answer = await transport.request(
    home,
    { method: 'GET', path: '/api/config', authorized: true, repeatable: true, maxBytes: MAX_CONFIG_BYTES },
    deadline,
  );
  return jsonObjectOf(answer).state === 'RUNNING';
}
