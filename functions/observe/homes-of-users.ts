import type { DevicesOfHome } from '../../lib/alexa/device-news.ts';
import type { VettedEndpoint } from '../../lib/alexa/discovery.ts';
import { shownDevices } from '../../lib/bridge/shown-devices.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { ObservePorts } from './compose.ts';

/**
 * Users who have other homes besides this one, with all their homes, in the account's order. Only of them it matters
 * elsewhere how many devices this home has: Alexa's limit is one for all homes.
 */
export async function usersWithOtherHomes(
  home: string,
  subs: Iterable<string>,
  { accounts }: Pick<ObservePorts, 'accounts'>,
  deadline: Deadline,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = await Promise.all(
    [...new Set(subs)].map(async (sub) => {
      const account = await accounts.read(sub, deadline);
      return [sub, account?.deletedAt === undefined ? (account?.homes ?? []) : []] as const;
    }),
  );
  return new Map(found.filter(([, homes]) => homes.some((other) => other !== home)));
}

/** The devices of homes as their owners want them to be seen, each home read once. */
export async function devicesOf(
  homes: Iterable<string>,
  ports: Pick<ObservePorts, 'catalogue' | 'overrides'>,
  deadline: Deadline,
): Promise<ReadonlyMap<string, readonly VettedEndpoint[]>> {
  const found = await Promise.all(
    [...new Set(homes)].map(async (home) => [home, await shownDevices(home, ports, deadline)] as const),
  );
  return new Map(found);
}

/** The homes of a user in their order, with the devices that are known of each. */
export const inOrder = (
  homes: readonly string[],
  devices: ReadonlyMap<string, readonly VettedEndpoint[]>,
): DevicesOfHome[] => homes.map((home) => ({ home, endpoints: devices.get(home) ?? [] }));
