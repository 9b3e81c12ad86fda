import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/**
 * Home Assistant's view of proxies: whoever sends `X-Forwarded-For` must be one that it was told to trust, or gets 400.
 * @param proxies `trusted_proxies`, addresses or CIDRs; undefined where `use_x_forwarded_for` is not set
 * @returns whether a request is to be refused
 * @see homeassistant/components/http/forwarded.py
 */
export function createProxyCheck(
  proxies: readonly string[] | undefined,
): (request: IncomingMessage) => boolean {
  const trusted = new BlockList();
  for (const proxy of proxies ?? []) {
    const [address = '', bits] = proxy.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(bits), family);
  }
  return ({ headers, socket }) => {
    if (headers['x-forwarded-for'] === undefined) return false;
    const from = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    return isIP(from) === 0 || !trusted.check(from, isIP(from) === 6 ? 'ipv6' : 'ipv4');
  };
}
