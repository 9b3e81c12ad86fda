import dns from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { HomeAddressBlocked, HomeNameUnresolved } from '../outcomes/home.ts';

/**
 * Ranges that no home on the internet has: this host, private, shared, link-local, documentation, benchmark,
 * multicast and reserved space, and, within IPv6's global unicast, what tunnels or embeds IPv4 addresses.
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const CLOSED_RANGES = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;

/**
 * The only IPv6 space that is given out at all; loopback, unique local, link-local, multicast, NAT64 and the
 * IPv4-translated addresses lie outside of it, as does everything that IANA keeps for later.
 * @see https://www.iana.org/assignments/ipv6-address-space
 */
const GLOBAL_UNICAST = ['2000::', 3] as const;
const IPV4_MAPPED = ['::ffff:0:0', 96] as const;

/** Inside Lambda these two speak for the function itself: its next events, and its traces. */
const LAMBDA_SERVICES = '127.0.0.1:9001 169.254.79.129:2000';

/**
 * All that leads to this very machine or its link: Linux takes 0.0.0.0 and :: for itself, and the whole of
 * 127.0.0.0/8. At the ports of Lambda's services none of them is ever open.
 */
const THIS_MACHINE = [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['::', 127],
] as const;

export type Verdict = 'public' | 'allowed' | 'blocked';

export interface AddressGuard {
  /** Judges an IP address (literal or resolved) and the port that it would be connected to. */
  judge(address: string, port: number): Verdict;
  /**
   * Resolves a host name, or takes a literal, and keeps the addresses that may be connected to.
   * @throws {HomeNameUnresolved}
   * @throws {HomeAddressBlocked} when none is left
   */
  resolve(host: string, port: number): Promise<{ address: string; family: 4 | 6; verdict: Verdict }[]>;
}

interface Allowance {
  list: BlockList;
  port: number;
}

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** `10.0.0.0/8:8123` or `[fd00::/8]:8123`. */
function parseAllowance(entry: string): Allowance {
  const match =
    /^(?:\[(?<v6>[0-9a-fA-F:.]+)\/(?<v6bits>\d+)\]|(?<v4>[\d.]+)\/(?<v4bits>\d+)):(?<port>\d+)$/.exec(entry);
  const { v6, v6bits, v4, v4bits, port } = match?.groups ?? {};
  const address = v6 ?? v4;
  const bits = Number(v6bits ?? v4bits);
  const portNumber = Number(port);
  const expected = v6 === undefined ? 4 : 6;
  if (
    address === undefined ||
    isIP(address) !== expected ||
    bits > (expected === 4 ? 32 : 128) ||
    portNumber < 1 ||
    portNumber > 65_535
  ) {
    throw new Error(`HOME_ADDRESS_ALLOWLIST: "${entry}" is not CIDR:port.`);
  }
  const list = new BlockList();
  list.addSubnet(address, bits, familyOf(address));
  return { list, port: portNumber };
}

/** An IPv4 address that is written as IPv6 is judged as the IPv4 address that it is. */
function plain(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}

function listOf(ranges: readonly (readonly [address: string, bits: number])[]): BlockList {
  const list = new BlockList();
  for (const [address, bits] of ranges) list.addSubnet(address, bits, familyOf(address));
  return list;
}

/**
 * Whether an address and port lead to Lambda's own services, as known and as named in the environment
 * (`127.0.0.1:9001`; X-Ray's may be `tcp:127.0.0.1:2000 udp:127.0.0.1:2001`).
 */
function lambdaServices(env: NodeJS.ProcessEnv): (address: string, port: number) => boolean {
  const addresses = listOf(THIS_MACHINE);
  const ports = new Set<number>();
  const named = [LAMBDA_SERVICES, env.AWS_LAMBDA_RUNTIME_API, env.AWS_XRAY_DAEMON_ADDRESS].join(' ');
  for (const [, host = '', port] of named.matchAll(/(?:(?:tcp|udp):)?\[?(\S+?)\]?:(\d+)(?=\s|$)/g)) {
    if (isIP(host) !== 0) addresses.addAddress(host, familyOf(host));
    ports.add(Number(port));
  }
  return (address, port) => ports.has(port) && addresses.check(address, familyOf(address));
}

/**
 * The guard in front of every connection to a home.
 * @param allowlist `HOME_ADDRESS_ALLOWLIST`: comma-separated `CIDR:port` that an operator opens besides the
 *   public internet. Lambda's own services stay shut whatever it says, by every name of this machine.
 * @throws {Error} when the allow-list cannot be read: better no function than an open one
 */
export function createAddressGuard(allowlist: string, env: NodeJS.ProcessEnv = process.env): AddressGuard {
  const closed = listOf(CLOSED_RANGES);
  const globalUnicast = listOf([GLOBAL_UNICAST]);
  const mapped = listOf([IPV4_MAPPED]);
  const isLambdaService = lambdaServices(env);
  const allowed = allowlist
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map(parseAllowance);

  function judge(given: string, port: number): Verdict {
    const address = plain(given);
    // A zone names an interface of this machine, so the address is not one of the internet.
    if (isIP(address) === 0 || address.includes('%')) return 'blocked';
    const family = familyOf(address);
    // BlockList sees an IPv4 address in its hexadecimal IPv6 form too (::ffff:7f00:1).
    if (isLambdaService(address, port)) return 'blocked';
    if (allowed.some(({ list, port: open }) => open === port && list.check(address, family)))
      return 'allowed';
    const isGiven =
      family === 'ipv4' || mapped.check(address, family) || globalUnicast.check(address, family);
    return isGiven && !closed.check(address, family) ? 'public' : 'blocked';
  }

  return {
    judge,
    resolve: async (host, port) => {
      const literal = isIP(host);
      const found =
        literal === 0
          ? await dns.lookup(host, { all: true }).catch((cause: unknown) => {
              throw new HomeNameUnresolved(host, { cause });
            })
          : [{ address: host, family: literal }];
      const judged = found.map(({ address, family }) => ({
        address,
        family: family === 6 ? (6 as const) : (4 as const),
        verdict: judge(address, port),
      }));
      const open = judged.filter(({ verdict }) => verdict !== 'blocked');
      if (open.length === 0) throw new HomeAddressBlocked('it is private, local or reserved');
      return open;
    },
  };
}
