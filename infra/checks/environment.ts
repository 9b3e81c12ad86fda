import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { at, isRecord, resourcesOfType, type TemplateCheck } from './template.ts';

/** Variables that point the functions at emulators. Set on AWS they would send secrets elsewhere. */
const onlyOffAws = [
  /^AWS_ENDPOINT_URL(_|$)/,
  /^LWA_TOKEN_URL$/,
  /^ALEXA_EVENT_GATEWAY_URL$/,
  /^ALEXA_API_URL$/,
];

/**
 * Loopback (where Lambda's runtime API listens), the unspecified addresses (which Linux takes for loopback too) and
 * link-local (where its X-Ray daemon listens).
 */
const shut: readonly [address: string, prefix: number, family: 'ipv4' | 'ipv6'][] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['::', 128, 'ipv6'],
  ['::1', 128, 'ipv6'],
  ['::ffff:0.0.0.0', 104, 'ipv6'],
  ['::ffff:127.0.0.0', 104, 'ipv6'],
  ['::ffff:169.254.0.0', 112, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
];

const contains = (network: string, prefix: number, family: 'ipv4' | 'ipv6', address: string): boolean => {
  const list = new BlockList();
  list.addSubnet(network, prefix, family);
  return list.check(address, family);
};

/**
 * What is wrong with one entry of HOME_ADDRESS_ALLOWLIST, e.g. `192.168.1.0/24:8123` or `[fd00::/8]:8123`.
 *
 * @returns a reason, or undefined when the entry may stand in a deployment
 */
export const allowlistEntryFault = (entry: string): string | undefined => {
  const [, v6, v4, prefixText = '', port = ''] =
    /^(?:\[([0-9a-f:.]+)|([0-9.]+))\/(\d{1,3})\]?:(\d{1,5})$/i.exec(entry) ?? [];
  const network = v6 ?? v4 ?? '';
  const family = v6 === undefined ? 'ipv4' : 'ipv6';
  const prefix = Number(prefixText);
  const valid = family === 'ipv4' ? isIPv4(network) && prefix <= 32 : isIPv6(network) && prefix <= 128;
  if (!valid || Number(port) < 1 || Number(port) > 65_535) return 'is not CIDR:port';
  // Two networks overlap exactly when one holds the other's first address.
  const reaches = shut
    .filter(([, , kind]) => kind === family)
    .some(
      ([address, length, kind]) =>
        contains(network, prefix, kind, address) || contains(address, length, kind, network),
    );
  return reaches ? 'reaches loopback, unspecified or link-local addresses' : undefined;
};

/** No function may be pointed at an emulator, or allowed to call loopback, by a deployment. */
export const environmentFaults: TemplateCheck = (template) =>
  resourcesOfType(template, 'AWS::Lambda::Function').flatMap(([id, resource]) => {
    const variables = at(resource.Properties, 'Environment', 'Variables');
    if (!isRecord(variables)) return [];
    const allowlist = variables.HOME_ADDRESS_ALLOWLIST;
    const entries = typeof allowlist === 'string' ? allowlist.split(',').filter((entry) => entry.trim()) : [];
    return [
      ...Object.keys(variables)
        .filter((name) => onlyOffAws.some((pattern) => pattern.test(name)))
        .map((name) => `${id}: ${name} is for emulators and must not be deployed`),
      ...(allowlist !== undefined && typeof allowlist !== 'string'
        ? [`${id}: HOME_ADDRESS_ALLOWLIST must be plain text, so that it can be checked`]
        : []),
      ...entries.flatMap((entry) => {
        const fault = allowlistEntryFault(entry.trim());
        return fault === undefined ? [] : [`${id}: HOME_ADDRESS_ALLOWLIST entry ${entry.trim()} ${fault}`];
      }),
    ];
  });
