/** Why a text is no address of a home. */
export type AddressProblem = 'empty' | 'no_address' | 'not_web' | 'credentials' | 'port';

/** What stands in the way of reaching an address from the cloud. */
export type AddressCaution = 'local_name' | 'private_address' | 'plain_http';

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

const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

function cautionOf({ hostname, protocol }: URL): AddressCaution | undefined {
  if (hostname.startsWith('[')) {
    if (!PUBLIC_V6.test(hostname)) return 'private_address';
  } else if (IPV4.test(hostname)) {
    if (PRIVATE_V4.test(hostname)) return 'private_address';
  } else if (LOCAL_NAME.test(hostname.replace(/\.$/, ''))) return 'local_name';
  return protocol === 'http:' ? 'plain_http' : undefined;
}

/** 80, 443 and what is not a system port: what the server takes too. */
function isWebPort({ port }: URL): boolean {
  return port === '' || port === '80' || port === '443' || Number(port) > 1023;
}

/** Slips of the keyboard in the scheme: `https//`, `https:/`, `https;//`. */
const mendScheme = (text: string) => text.replace(/^(https?)(?!:\/\/)(:\/|[;:]?\/{2,})(?=[^/])/i, '$1://');

/**
 * Understands what somebody types or pastes as the address of their Home Assistant, by the server's rules: the scheme
 * may be missing, a path of the frontend may trail.
 */
export function understandAddress(typed: string): UnderstoodAddress {
  const text = mendScheme(typed.trim().replace(/[\s,;.]+$/, ''));
  if (text === '') return { problem: 'empty' };
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const withScheme = hasScheme ? text : `https://${text}`;
  if (!URL.canParse(withScheme) || /\s/.test(text)) return { problem: 'no_address' };
  const url = new URL(withScheme);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { problem: 'not_web' };
  if (url.hostname === '' || text.length > 2_048) return { problem: 'no_address' };
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
