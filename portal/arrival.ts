/** How somebody came to this page. */
export type Arrival =
  | { from: 'anywhere' }
  /** Back from the sign-in page, with a code or with a refusal. */
  | { from: 'sign-in'; address: URL }
  /** Back from the sign-in page of their home. */
  | { from: 'home'; state: string; code: string }
  /** The same, with nothing that could be used. */
  | { from: 'home-empty-handed' };

const WAYS = new Map<string, (address: URL) => Arrival>([
  ['/callback', (address) => ({ from: 'sign-in', address })],
  [
    '/ha/callback',
    ({ searchParams }) => {
      const state = searchParams.get('state');
      const code = searchParams.get('code');
      return state && code ? { from: 'home', state, code } : { from: 'home-empty-handed' };
    },
  ],
]);

/** Reads the page's address; codes are at once taken out of it: out of sight, of the history and of copies. */
export function readArrival(): Arrival {
  const address = new URL(location.href);
  const way = WAYS.get(address.pathname);
  if (way === undefined) return { from: 'anywhere' };
  history.replaceState(null, '', '/');
  return way(address);
}
