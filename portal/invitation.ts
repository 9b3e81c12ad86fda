import { memory } from './memory.ts';

/** What an invitation's link carries: version, the home's key, and 256 random bits (`docs/account-api.md`). */
const SHAPE = /^pli1\.(?<home>k[a-z0-9]{5,15})\.[\w-]{43}$/;

/** Also what is left of one that was cut off; but not the anchors of the page itself. */
const LIKE_A_TOKEN = /^#pli\d/;

/** What cannot be one is not kept whole. */
const MAX_LENGTH = 256;

/**
 * Takes an invitation's token out of the page's address, into this tab's memory: out of sight, of the history and of
 * copies. There it waits for whoever has to sign in first.
 * @returns whether there was one
 */
export function takeInvitation(): boolean {
  const { pathname, search, hash } = location;
  if (pathname !== '/join' || !LIKE_A_TOKEN.test(hash)) return false;
  memory.write('invitation', hash.slice(1, MAX_LENGTH));
  history.replaceState(null, '', pathname + search);
  return true;
}

/** The key of the home that a token leads to; undefined for one that is not whole. */
export const homeOfInvitation = (token: string): string | undefined => SHAPE.exec(token)?.groups?.home;
