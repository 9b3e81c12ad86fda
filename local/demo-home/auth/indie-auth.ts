import { isIP } from 'node:net';

const localAddress =
  /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.)|^\[(::1|fe80:.*|f[cd].*)\]$/i;

function parse(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}

/**
 * Whether a client id is one that IndieAuth 3.2 allows and Home Assistant accepts: http or https, no
 * fragment, no user, no dot segments, and a host that is a name or a local address.
 */
export function isClientId(clientId: string): boolean {
  const url = parse(clientId);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return false;
  if (clientId.includes('#') || url.username || url.password) return false;
  if (/\/\.{1,2}(\/|$|\?)/.test(clientId)) return false;
  const isAddress = isIP(url.hostname) !== 0 || url.hostname.startsWith('[');
  return !isAddress || localAddress.test(url.hostname);
}

/**
 * Whether a client may have its user sent to this address: same scheme, host and port as the client id.
 * Home Assistant would otherwise look at the client's page for more addresses; the demo home does not.
 */
export function isRedirectUriOf(clientId: string, redirectUri: string): boolean {
  const [client, redirect] = [parse(clientId), parse(redirectUri)];
  return (
    isClientId(clientId) &&
    client !== undefined &&
    redirect !== undefined &&
    client.protocol === redirect.protocol &&
    client.host === redirect.host
  );
}
