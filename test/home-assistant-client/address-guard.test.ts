import dns from 'node:dns/promises';
import { isIPv4 } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createAddressGuard } from '../../lib/home-assistant/address-guard.ts';
import { outcomeOf } from './homes.ts';

const guard = createAddressGuard('', {});

/** First and last address of what no home on the internet has, and the neighbours that one may have. */
const CLOSED: readonly (readonly [first: string, last: string])[] = [
  ['0.0.0.0', '0.255.255.255'],
  ['10.0.0.0', '10.255.255.255'],
  ['100.64.0.0', '100.127.255.255'],
  ['127.0.0.0', '127.255.255.255'],
  ['169.254.0.0', '169.254.255.255'],
  ['172.16.0.0', '172.31.255.255'],
  ['192.0.0.0', '192.0.0.255'],
  ['192.0.2.0', '192.0.2.255'],
  ['192.88.99.0', '192.88.99.255'],
  ['192.168.0.0', '192.168.255.255'],
  ['198.18.0.0', '198.19.255.255'],
  ['198.51.100.0', '198.51.100.255'],
  ['203.0.113.0', '203.0.113.255'],
  ['224.0.0.0', '255.255.255.255'],
  // Everything below global unicast but IPv4-mapped addresses, which are IPv4 addresses.
  ['::', '::fffe:ffff:ffff'],
  ['::1:0:0:0', '1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2001::', '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2002::', '2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['3fff::', '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['4000::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
];

/** An address as a number, worked out without the code under test or Node's BlockList. */
function toNumber(address: string): bigint {
  if (isIPv4(address)) {
    return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  }
  const dotted = /:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1];
  const text =
    dotted === undefined
      ? address
      : address.replace(dotted, [toNumber(dotted) >> 16n, toNumber(dotted) & 0xffffn].map(hex).join(':'));
  const [head = '', tail] = text.split('::');
  const left = head.split(':').filter((part) => part !== '');
  const right = (tail ?? '').split(':').filter((part) => part !== '');
  const zeros = Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right].reduce((sum, part) => sum * 65_536n + BigInt(`0x${part}`), 0n);
}

const hex = (part: bigint) => part.toString(16);
const MAPPED = 0xffffn << 32n;

const dottedOf = (value: bigint) =>
  [24n, 16n, 8n, 0n].map((shift) => ((value >> shift) & 255n).toString()).join('.');
const groupsOf = (value: bigint) =>
  [112n, 96n, 80n, 64n, 48n, 32n, 16n, 0n].map((shift) => hex((value >> shift) & 0xffffn)).join(':');

interface Range {
  v4: boolean;
  first: bigint;
  last: bigint;
}
const RANGES: readonly Range[] = CLOSED.map(([first, last]) => ({
  v4: isIPv4(first),
  first: toNumber(first),
  last: toNumber(last),
}));
const isClosed = (v4: boolean, value: bigint) =>
  RANGES.some((range) => range.v4 === v4 && range.first <= value && value <= range.last);

describe('what is open to everybody', () => {
  test.each(CLOSED)('%s to %s is closed', (first, last) => {
    expect([guard.judge(first, 443), guard.judge(last, 443)]).toEqual(['blocked', 'blocked']);
  });

  test.each([
    '1.0.0.0',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '169.253.255.255',
    '169.255.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.0.1.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '::ffff:8.8.8.8',
    '::ffff:808:808',
    '2000::',
    '2001:200::',
    '2001:db7:ffff::',
    '2003::',
    '2606:4700:4700::1111',
    '3ffe:ffff::',
  ])('%s is on the internet', (address) => {
    expect(guard.judge(address, 443)).toBe('public');
  });

  test.each([
    ['IPv4-mapped, dotted', '::ffff:127.0.0.1'],
    ['IPv4-mapped, capitals', '::FFFF:10.0.0.1'],
    ['IPv4-mapped, hexadecimal', '::ffff:7f00:1'],
    ['IPv4-mapped, all groups', '0:0:0:0:0:ffff:c0a8:0101'],
    ['IPv4-mapped, zeros and dots', '0::ffff:169.254.169.254'],
    ['IPv4-compatible', '::127.0.0.1'],
    ['IPv4-translated', '::ffff:0:127.0.0.1'],
    ['NAT64', '64:ff9b::127.0.0.1'],
    ['NAT64 of a public address', '64:ff9b::8.8.8.8'],
    ['local NAT64', '64:ff9b:1::7f00:1'],
    ['6to4', '2002:7f00:1::'],
    ['Teredo', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    ['unique local', 'fd12:3456:789a::1'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['loopback with a zone', '::1%lo'],
    ['a global address with a zone', '2606:4700:4700::1111%eth0'],
    ['site-local', 'fec0::1'],
    ['multicast', 'ff02::1'],
    ['unassigned', '4000::1'],
    ['discard-only', '100::1'],
    ['no address at all', 'localhost'],
    ['nothing', ''],
    ['a number', '2130706433'],
    ['octal', '0177.0.0.1'],
  ])('%s: %s is closed', (_what, address) => {
    expect(guard.judge(address, 443)).toBe('blocked');
  });

  test.each([
    ['decimal', 'https://2130706433/'],
    ['hexadecimal', 'https://0x7f000001/'],
    ['octal', 'https://0177.0.0.01/'],
    ['short', 'https://127.1/'],
    ['mixed', 'https://0x7f.0.1/'],
    ['full-width digits', 'https://１２７.０.０.１/'],
    ['mapped', 'https://[::ffff:127.0.0.1]/'],
    ['every address', 'https://0/'],
    ['percent-encoded', 'https://%31%32%37.0.0.1/'],
  ])('a URL whose host is %s names a closed address', async (_what, url) => {
    const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
    const outcome = await outcomeOf(guard.resolve(host, 443));
    expect(outcome).toMatchObject({ code: 'home_address_blocked' });
  });

  const bits32 = fc.bigInt({ min: 0n, max: 2n ** 32n - 1n });
  const bits128 = fc.bigInt({ min: 0n, max: 2n ** 128n - 1n });
  /** Addresses in, at and beside the edges of the ranges, and anywhere. */
  const edges = (v4: boolean) =>
    fc
      .tuple(
        fc.constantFrom(...RANGES.filter((range) => range.v4 === v4)),
        fc.bigInt({ min: -3n, max: 3n }),
        fc.boolean(),
      )
      .map(([{ first, last }, by, atFirst]) => BigInt.asUintN(v4 ? 32 : 128, (atFirst ? first : last) + by));

  test('every IPv4 address, in each of its spellings, is judged as an independent calculation does', () => {
    fc.assert(
      fc.property(fc.oneof(bits32, edges(true)), (value) => {
        const expected = isClosed(true, value) ? 'blocked' : 'public';
        for (const spelling of [
          dottedOf(value),
          `::ffff:${dottedOf(value)}`,
          groupsOf(MAPPED + value),
          `::ffff:${groupsOf(value).split(':').slice(6).join(':')}`,
        ]) {
          expect(`${spelling} ${guard.judge(spelling, 443)}`).toBe(`${spelling} ${expected}`);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('every IPv6 address is judged as an independent calculation does', () => {
    fc.assert(
      fc.property(fc.oneof(bits128, edges(false)), (value) => {
        const mapped = value >> 32n === 0xffffn;
        const closed = mapped ? isClosed(true, value & 0xffff_ffffn) : isClosed(false, value);
        const spelling = groupsOf(value);
        expect(`${spelling} ${guard.judge(spelling, 443)}`).toBe(
          `${spelling} ${closed ? 'blocked' : 'public'}`,
        );
        expect(toNumber(spelling)).toBe(value);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the allow-list', () => {
  test('opens addresses on one port, and nothing else', () => {
    const open = createAddressGuard(' 10.0.0.0/8:8123 ,, [fd00::/8]:8123,192.168.1.5/32:443', {});
    expect(open.judge('10.255.0.1', 8123)).toBe('allowed');
    expect(open.judge('::ffff:10.255.0.1', 8123)).toBe('allowed');
    expect(open.judge('10.255.0.1', 8124)).toBe('blocked');
    expect(open.judge('11.0.0.1', 8123)).toBe('public');
    expect(open.judge('fd12::1', 8123)).toBe('allowed');
    expect(open.judge('fc12::1', 8123)).toBe('blocked');
    expect(open.judge('192.168.1.5', 443)).toBe('allowed');
    expect(open.judge('192.168.1.6', 443)).toBe('blocked');
  });

  test.each([
    '10.0.0.0/8',
    '10.0.0.0:8123',
    '10.0.0.0/33:8123',
    '10.0.0/8:8123',
    '10.0.0.0/8:0',
    '10.0.0.0/8:65536',
    '10.0.0.0/8:*',
    '*',
    'home.example:8123',
    '::1/128:8123',
    '[::1/129]:8123',
    '[10.0.0.0/8]:8123',
    '10.0.0.0/8:8123;127.0.0.1/32:80',
    '10.0.0.0/8:8123 127.0.0.1/32:80',
    '-1.0.0.0/8:80',
  ])('%s cannot be read, and stops the start', (entry) => {
    expect(() => createAddressGuard(`127.0.0.1/32:1,${entry}`, {})).toThrow(entry);
  });

  const everything = '0.0.0.0/0:9001,0.0.0.0/0:2000,[::/0]:9001,[::/0]:2000,0.0.0.0/0:9999';
  test.each([
    ['127.0.0.1', 9001],
    ['::ffff:127.0.0.1', 9001],
    ['::ffff:7f00:1', 9001],
    ['0:0:0:0:0:ffff:7f00:0001', 9001],
    ['127.0.0.2', 9001],
    ['127.255.255.254', 2000],
    ['0.0.0.0', 9001],
    ['0.0.0.1', 2000],
    ['::ffff:0.0.0.0', 9001],
    ['::ffff:0:0', 2000],
    ['::', 9001],
    ['0:0:0:0:0:0:0:0', 2000],
    ['::1', 9001],
    ['169.254.79.129', 2000],
    ['169.254.0.1', 9001],
    ['::ffff:a9fe:4f81', 2000],
  ])("Lambda's own %s port %i stays shut", (address, port) => {
    expect(createAddressGuard(everything, {}).judge(address, port)).toBe('blocked');
  });

  test('the addresses that Lambda names in the environment stay shut too', () => {
    const env = { AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9999', AWS_XRAY_DAEMON_ADDRESS: '169.254.100.1:2000' };
    const open = createAddressGuard(everything, env);
    expect(open.judge('127.0.0.1', 9999)).toBe('blocked');
    expect(open.judge('::ffff:7f00:1', 9999)).toBe('blocked');
    expect(open.judge('169.254.100.1', 2000)).toBe('blocked');
    expect(createAddressGuard(everything, {}).judge('127.0.0.1', 9999)).toBe('allowed');
  });

  test.each([
    ['0.0.0.0/8:9999', '0.0.0.0'],
    ['0.0.0.0/8:9999', '::ffff:0.0.0.0'],
    ['127.0.0.0/8:9999', '127.0.0.2'],
    ['[::/127]:9999', '::'],
    ['[::/127]:9999', '::1'],
    ['[::ffff:0:0/96]:9999', '::ffff:127.0.0.2'],
    ['169.254.0.0/16:9999', '169.254.1.1'],
  ])('%s does not lead to them by way of %s', (allowlist, address) => {
    const env = { AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9999' };
    expect(createAddressGuard(allowlist, {}).judge(address, 9999)).toBe('allowed');
    expect(createAddressGuard(allowlist, env).judge(address, 9999)).toBe('blocked');
  });

  test.each([
    ['a name', { AWS_LAMBDA_RUNTIME_API: 'localhost:9999' }, '127.0.0.1'],
    [
      'one address a protocol',
      { AWS_XRAY_DAEMON_ADDRESS: 'tcp:127.0.0.1:7000 udp:127.0.0.1:9999' },
      '127.0.0.1',
    ],
    ['another address', { AWS_LAMBDA_RUNTIME_API: '192.168.9.9:9999' }, '192.168.9.9'],
    ['IPv6', { AWS_LAMBDA_RUNTIME_API: '[fd00::9]:9999' }, 'fd00::9'],
  ])('a service that is named with %s stays shut', (_what, env, address) => {
    const allowlist = `${everything},[::/0]:9999`;
    expect(createAddressGuard(allowlist, {}).judge(address, 9999)).toBe('allowed');
    expect(createAddressGuard(allowlist, env).judge(address, 9999)).toBe('blocked');
    expect(createAddressGuard(allowlist, env).judge('10.0.0.1', 9999)).toBe('allowed');
  });
});

describe('names', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });
  /** The resolver of the machine, which a test cannot teach names of its own. */
  const resolvingTo = (...addresses: string[]) =>
    vi
      .spyOn(dns, 'lookup')
      .mockResolvedValue(addresses.map((address) => ({ address, family: isIPv4(address) ? 4 : 6 })) as never);

  test('of a name with public and private addresses only the public ones are left', async () => {
    resolvingTo('10.0.0.1', '8.8.8.8', '::1', '2606:4700:4700::1111', '169.254.169.254');
    expect(await guard.resolve('mixed.example', 443)).toEqual([
      { address: '8.8.8.8', family: 4, verdict: 'public' },
      { address: '2606:4700:4700::1111', family: 6, verdict: 'public' },
    ]);
  });

  test('a name with private addresses only is refused, without telling which', async () => {
    resolvingTo('10.0.0.1', 'fd00::1');
    const outcome = await outcomeOf(guard.resolve('inside.example', 443));
    expect(outcome).toMatchObject({ code: 'home_address_blocked' });
    expect(JSON.stringify([outcome.message, outcome.data])).not.toMatch(/10\.0|fd00/);
  });

  test('a name that does not exist is named', async () => {
    const outcome = await outcomeOf(guard.resolve('no-such-home.invalid', 443));
    expect(outcome).toMatchObject({
      code: 'home_name_unresolved',
      data: { host: 'no-such-home.invalid' },
      cause: { code: expect.stringMatching(/^E(NOTFOUND|AI_AGAIN)$/) },
    });
  });

  test('localhost is closed', async () => {
    expect(await outcomeOf(guard.resolve('localhost', 443))).toMatchObject({ code: 'home_address_blocked' });
  });
});
