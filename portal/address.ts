/** Why a text is no address of a home. */
export type AddressProblem = 'empty' | 'no_address' | 'not_web' | 'credentials' | 'port';

/** What stands in the way of reaching an address from the cloud. */
export type AddressCaution = 'local_name' | 'private_address' | 'plain_http' | 'not_a_home';

/** How a typed address was understood. */
export type UnderstoodAddress =
  | { problem: AddressProblem }
  | {
      problem?: never;
      /** What is sent, such as `https://home.example.org:8123`. */
      origin: string;
      /** What was mended on the way. */
      mended: readonly ('scheme_added' | 'path_dropped')[];
      caution?: AddressCaution;
    };

/** Names that only mean something at home. @see https://www.rfc-editor.org/rfc/rfc6762 and RFC 8375 for home.arpa */
const LOCAL_NAME =
  /^[^.]+$|(^|\.)(local|localhost|localdomain|lan|home|internal|intranet|fritz\.box|home\.arpa)$/;

/** 10/8, 172.16/12, 192.168/16, 127/8, 169.254/16, 100.64/10, 0/8: the server knows a few more. */
const PRIVATE_V4 =
  /^(0|10|127)\.|^192\.168\.|^169\.254\.|^172\.(1[6-9]|2\d|3[01])\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./;

/** Only 2000::/3 is given out on the internet. */
const PUBLIC_V6 = /^\[[23][0-9a-f]{3}:/;

/** Pages about Home Assistant that people have open instead of their own, and hooks, which are no Home Assistant. */
const NOT_A_HOME = /(^|\.)(home-assistant\.io|nabucasa\.com|hooks\.nabu\.casa)$/;

/** What can be a name or an address, as URLs spell them; URLs themselves allow far more. */
const HOST = /^([a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\])$/;

const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

function cautionOf({ hostname, protocol }: URL): AddressCaution | undefined {
  if (hostname.startsWith('[')) {
    if (!PUBLIC_V6.test(hostname)) return 'private_address';
  } else if (IPV4.test(hostname)) {
    if (PRIVATE_V4.test(hostname)) return 'private_address';
  } else {
    if (LOCAL_NAME.test(hostname)) return 'local_name';
    if (NOT_A_HOME.test(hostname)) return 'not_a_home';
  }
  return protocol === 'http:' ? 'plain_http' : undefined;
}

/** 80, 443 and what is not a system port: what the server takes too. */
function isWebPort({ port }: URL): boolean {
  return port === '' || port === '80' || port === '443' || Number(port) > 1023;
}

/** Slips of the keyboard in the scheme: `https//`, `https:/`, `https;//`, `https:\\`. */
const mendScheme = (text: string) =>
  text.replace(/^(https?)(?!:\/\/)(:[\\/]|[;:]?[\\/]{2,})[\\/]*(?=[^\\/])/i, '$1://');

/** What comes along when an address is copied out of a text: quotes, brackets, a full stop, marks without a width. */
const withoutWrapping = (text: string) =>
  text
    .replace(/[\u200b-\u200f\u2060\ufeff]/g, '')
    .trim()
    .replace(/^[<("'„“”‚‘’«»`]+|[>)"'“”‘’«»`,;.\s]+$/g, '');

/** An IPv6 address has brackets in a URL; people leave them out. */
const bracketed = (text: string) => (/^[0-9a-f]*(:[0-9a-f]*){2,7}$/i.test(text) ? `[${text}]` : text);

/**
 * Understands what somebody types or pastes as the address of their Home Assistant, by the server's rules: the scheme
 * may be missing, a path of the frontend may trail.
 */
export function understandAddress(typed: string): UnderstoodAddress {
  const text = bracketed(mendScheme(withoutWrapping(typed)));
  if (text === '') return { problem: 'empty' };
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const withScheme = hasScheme ? text : `https://${text}`;
  if (!URL.canParse(withScheme) || /\s/.test(text)) return { problem: 'no_address' };
  const url = new URL(withScheme);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { problem: 'not_web' };
  if (!HOST.test(url.hostname) || text.length > 2_048) return { problem: 'no_address' };
  // The dot of the root, as a full stop: the same name, and another spelling of the home.
  url.hostname = url.hostname.replace(/\.$/, '');
  if (url.username !== '' || url.password !== '') return { problem: 'credentials' };
  if (!isWebPort(url)) return { problem: 'port' };
  const caution = cautionOf(url);
  const hasTail = url.pathname !== '/' || url.search !== '' || url.hash !== '';
  return {
    origin: url.origin,
    mended: [
      ...(hasScheme ? [] : (['scheme_added'] as const)),
      ...(hasTail ? (['path_dropped'] as const) : []),
    ],
    ...(caution !== undefined && { caution }),
  };
}
