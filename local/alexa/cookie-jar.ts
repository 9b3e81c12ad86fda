/** Remembers cookies by host, as far as one sign-in needs it. */
export type CookieJar = {
  readonly store: (url: URL, response: Response) => void;
  /** The Cookie header for a request; empty when there is none. */
  readonly header: (url: URL) => string;
};

/**
 * An empty jar. It keeps names and values and forgets what is expired (RFC 6265, section 5.3); path and domain
 * attributes are not needed within one sign-in, whose cookies all belong to the login host.
 */
export function createCookieJar(now: () => number = Date.now): CookieJar {
  const hosts = new Map<string, Map<string, string>>();
  return {
    store(url, response) {
      const cookies = hosts.get(url.host) ?? new Map<string, string>();
      hosts.set(url.host, cookies);
      for (const line of response.headers.getSetCookie()) {
        const [pair = '', ...attributes] = line.split(';');
        const equals = pair.indexOf('=');
        if (equals < 1) continue;
        const name = pair.slice(0, equals).trim();
        if (isExpired(attributes, now())) cookies.delete(name);
        else cookies.set(name, pair.slice(equals + 1).trim());
      }
    },
    header: (url) => [...(hosts.get(url.host) ?? [])].map(([name, value]) => `${name}=${value}`).join('; '),
  };
}

function isExpired(attributes: readonly string[], now: number): boolean {
  const values = new Map(
    attributes.map((attribute) => {
      const [name = '', ...rest] = attribute.split('=');
      return [name.trim().toLowerCase(), rest.join('=').trim()] as const;
    }),
  );
  const maxAge = values.get('max-age');
  if (maxAge !== undefined) return Number(maxAge) <= 0;
  const expires = Date.parse(values.get('expires') ?? '');
  return !Number.isNaN(expires) && expires <= now;
}
