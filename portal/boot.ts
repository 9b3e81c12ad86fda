import type { PortalConfig } from '../functions/portal/config.ts';
import { type AccountApi, createAccountApi } from './api.ts';
import type { Arrival } from './arrival.ts';
import { ServiceTrouble } from './failures.ts';
import { readJson, request } from './http.ts';
import { memory } from './memory.ts';
import { createSession, type Session } from './session.ts';
import type { Skill } from './state/skill.ts';

/** What the page starts from. */
export interface Booted {
  session: Session;
  api: AccountApi;
  skill: Skill;
  /** What a home's sign-in page sent, for somebody who can use it now. */
  homeCode: { state: string; code: string } | undefined;
  /** What went wrong on the way here. */
  trouble: { about: 'sign-in'; error: unknown } | { about: 'home' } | undefined;
}

async function loadConfig(): Promise<PortalConfig> {
  const response = await request('/config.json');
  if (!response.ok) throw new ServiceTrouble();
  return (await readJson(response)) as PortalConfig;
}

/** Only paths of this page, never another site: `//host` would be one, and to a browser so are `/\host` and others. */
const isOwnPath = (path: string) =>
  path.startsWith('/') &&
  URL.canParse(path, location.origin) &&
  new URL(path, location.origin).origin === location.origin;

/** Uses what the sign-in page sent, and goes back to where one was. */
async function finishSignIn(session: Session, address: URL): Promise<Booted['trouble']> {
  try {
    await session.finishSignIn(address);
  } catch (error) {
    // Going back to an old address does no harm to somebody who is signed in.
    return session.email() === undefined ? { about: 'sign-in', error } : undefined;
  }
  const place = memory.take('returnTo') ?? '/';
  history.replaceState(null, '', isOwnPath(place) ? place : '/');
  return undefined;
}

/**
 * Finds out who is there and what they came with.
 * @returns undefined when the browser is being led to the page's own address
 * @throws {NoConnection | ServiceTrouble}
 */
export async function boot(arrival: Arrival): Promise<Booted | undefined> {
  const config = await loadConfig();
  const own = new URL(config.signedOutUri);
  // Under any other name of this server a sign-in would come back to where this tab's memory is not.
  if (own.origin !== location.origin) {
    location.replace(own);
    return undefined;
  }
  const session = createSession(config);
  let trouble: Booted['trouble'];
  if (arrival.from === 'sign-in') trouble = await finishSignIn(session, arrival.address);
  if (arrival.from === 'home-empty-handed') trouble = { about: 'home' };
  const sent =
    arrival.from === 'home' ? { state: arrival.state, code: arrival.code } : memory.take('homeCode');
  const isSignedIn = session.email() !== undefined;
  const place = memory.take('afterSignOut');
  if (place !== undefined && !isSignedIn) history.replaceState(null, '', place);
  // Kept for when somebody has signed in.
  if (sent !== undefined && !isSignedIn) memory.write('homeCode', sent);
  return {
    session,
    api: createAccountApi(session),
    skill: config,
    homeCode: isSignedIn ? sent : undefined,
    trouble,
  };
}
