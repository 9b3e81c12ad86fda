import dns from 'node:dns/promises';

/** One allow-list entry for exactly this address and port. */
export function allowanceFor(address: string, port: string | number): string {
  return address.includes(':') ? `[${address}/128]:${port}` : `${address}/32:${port}`;
}

/**
 * The entries that let Porchlight reach a home that a person named for the stack, wherever on their network it
 * is. On AWS nothing of the sort happens: there the operator's allow-list is all there is.
 */
export async function allowancesForUrl(url: string): Promise<string[]> {
  const { hostname, port, protocol } = new URL(url);
  const addresses = await dns.lookup(hostname.replace(/^\[|\]$/g, ''), { all: true });
  const number = port === '' ? (protocol === 'https:' ? 443 : 80) : port;
  return addresses.map(({ address }) => allowanceFor(address, number));
}
