import { RequestInvalid } from '../outcomes/request.ts';
import type { Secret } from '../vault/secret.ts';

/** What a home's TLS needs beyond the public roots. All certificates are PEM. */
export interface HomeTls {
  /** A certificate authority of the owner's, trusted besides the public ones. */
  ca?: string;
  /** Exactly this certificate and no other, whatever name, authority and dates it has. */
  pinned?: { certificate: string; fingerprint256: string };
  /** Presented to the home or the proxy in front of it (mutual TLS). */
  clientCertificate?: { certificate: string; key: Secret };
}

/** How a home is reached and with what right: all that a request to it needs. */
export interface HomeAccess {
  /** Names the pool of connections: the home's key and its connection's version, or a probe's own. */
  id: string;
  /** An origin, such as `https://home.example.org:8123`. */
  url: URL;
  /** Home Assistant's access token, long-lived or not; null before there is one. */
  token: Secret | null;
  /** Extra headers, such as Cloudflare Access's service token. */
  headers: Readonly<Record<string, Secret>>;
  tls: HomeTls;
}

/** The host of an address as the network knows it: an IPv6 literal has no brackets there. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

/** The port of an address, named in it or not. */
export const portOf = (url: URL): number =>
  url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);

const RESERVED_HEADER =
  /^(host|authorization|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|content-.*|forwarded|x-forwarded-.*|x-real-ip|accept|accept-encoding|user-agent|expect|sec-.*)$/i;
/** RFC 9110 §5.6.2 and §5.5. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/;
const FIELD_VALUE = /^[\x20-\x7e]{0,4096}$/;
const MAX_HEADERS = 10;

/** Whether a header belongs to the request itself, so that no extra header may take its name. */
export const isReservedHeader = (name: string): boolean => RESERVED_HEADER.test(name);

/**
 * Extra headers may open a door in front of Home Assistant; they may not change the request itself, nor pretend
 * to be a proxy (Home Assistant answers 400 to that).
 * @throws {RequestInvalid}
 */
export function assertExtraHeaders(headers: Readonly<Record<string, Secret>>): void {
  const names = Object.keys(headers);
  if (names.length > MAX_HEADERS)
    throw new RequestInvalid('headers', `At most ${MAX_HEADERS} extra headers.`);
  for (const name of names) {
    if (!TOKEN.test(name) || isReservedHeader(name)) {
      throw new RequestInvalid(`headers.${name.slice(0, 64)}`, 'This header cannot be set.');
    }
    if (!FIELD_VALUE.test(headers[name]?.reveal() ?? '')) {
      throw new RequestInvalid(
        `headers.${name}`,
        'A header value is printable ASCII of at most 4096 characters.',
      );
    }
  }
}

/** Ports that a browser refuses too, because other protocols live there, and all other system ports but http's. */
const isWebPort = (port: number) => port === 80 || port === 443 || port > 1023;

/**
 * Understands what an owner types as the address of their Home Assistant: the scheme may be missing, a path of
 * the frontend may trail.
 * @returns the origin
 * @throws {RequestInvalid} with `field` "url"
 */
export function parseHomeUrl(typed: string): URL {
  const text = typed.trim();
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  let url: URL;
  try {
    url = new URL(withScheme);
  } catch {
    throw new RequestInvalid('url', 'This is not an address. Write it as https://home.example.org.');
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new RequestInvalid('url', 'The address must begin with https://.');
  }
  if (url.username !== '' || url.password !== '') {
    throw new RequestInvalid('url', 'Leave user name and password out of the address.');
  }
  if (url.hostname === '' || text.length > 2_048) throw new RequestInvalid('url', 'This is not an address.');
  const port = portOf(url);
  if (!isWebPort(port))
    throw new RequestInvalid('url', `Port ${port} is not one that Home Assistant is served on.`);
  return new URL(url.origin);
}
