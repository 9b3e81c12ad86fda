import { createHash, randomBytes } from 'node:crypto';

/** A page or redirect as a browser gets it. `location` is absolute. */
export type Seen = { status: number; location: string | undefined; html: string; headers: Headers };

/**
 * As much of a browser as a form-based sign-in needs: it keeps cookies, does not follow redirects by itself, and
 * submits the form of a page with its hidden fields.
 */
export const createBrowser = () => {
  const cookies = new Map<string, string>();

  const request = async (url: string, init: RequestInit = {}): Promise<Seen> => {
    const headers = new Headers(init.headers);
    headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/Max-Age=0/.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = response.headers.get('location');
    return {
      status: response.status,
      location: location === null ? undefined : new URL(location, url).href,
      html: await response.text(),
      headers: response.headers,
    };
  };

  const decodeEntities = (text: string): string =>
    text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<');

  /** Submits the first form of the page whose address is `url`. */
  const submit = async (url: string, page: Seen, fields: Record<string, string>): Promise<Seen> => {
    const form = /<form method="post" action="([^"]+)">([\s\S]*?)<\/form>/.exec(page.html);
    if (!form) throw new Error(`no form on the page (HTTP ${page.status})`);
    const body = new URLSearchParams();
    for (const [, name = '', value = ''] of (form[2] ?? '').matchAll(
      /<input type="hidden" name="([^"]+)" value="([^"]*)"/g,
    ))
      body.set(name, decodeEntities(value));
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return request(new URL(decodeEntities(form[1] ?? ''), url).href, { method: 'POST', body });
  };

  return {
    cookies,
    get: (url: string) => request(url),
    post: (url: string, body: URLSearchParams) => request(url, { method: 'POST', body }),
    submit,
    /** From an authorize URL to the redirect that ends it, signing in when asked. */
    async signIn(authorizeUrl: string, username: string, password: string): Promise<Seen> {
      const first = await request(authorizeUrl);
      if (!first.location?.includes('/login?')) return first;
      const page = await request(first.location);
      return submit(first.location, page, { username, password });
    },
  };
};

/** A PKCE pair (RFC 7636), S256. */
export const pkce = (): { verifier: string; challenge: string } => {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
};

/** `base` with a query; undefined values are left out. */
export const withQuery = (base: string, query: Record<string, string | undefined>): string => {
  const url = new URL(base);
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
};

/** One parameter of a redirect; throws if it is missing. */
export const parameter = (seen: Seen, name: string): string => {
  const value = new URL(seen.location ?? 'about:blank').searchParams.get(name);
  if (value === null)
    throw new Error(`the redirect carries no ${name}: HTTP ${seen.status}, ${seen.location}`);
  return value;
};

/** The payload of a JWT, unchecked. */
export const claimsOf = (jwt: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8'));

/** An HTTP Basic header as RFC 6749 section 2.3.1 wants it. */
export const basic = (id: string, secret: string): string =>
  `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`;
