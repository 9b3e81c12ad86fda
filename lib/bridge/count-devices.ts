import { cutToLimit, MAX_ENDPOINTS, type VettedEndpoint } from '../alexa/discovery.ts';
import type { Deadline } from '../deadline.ts';
import type { Catalogue, CatalogueSummary } from '../homes/catalogue.ts';
import { type Overrides, type OverridesOfHome, overrideOf } from '../homes/overrides.ts';
import { applyOverrides } from './apply-overrides.ts';
import { BY_LIMIT, BY_OWNER, byRule, type HeldBackDevice, type HeldBackReason } from './held-back.ts';

/** How many devices of a home a user's Alexa is offered, and those that it is not. */
export interface DeviceCount {
  count: number;
  /** When the home was last asked for them with success, ISO 8601. */
  at: string;
  heldBack: HeldBackDevice[];
}

interface AskedHome {
  home: string;
  summary: CatalogueSummary | undefined;
}

interface KnownHome {
  home: string;
  summary: CatalogueSummary;
  overrides: OverridesOfHome;
  /** Undefined where nobody needs to know which devices they are. */
  endpoints: VettedEndpoint[] | undefined;
}

const withReason =
  (reason: HeldBackReason) =>
  ({ endpointId, friendlyName }: VettedEndpoint): HeldBackDevice => ({ endpointId, friendlyName, reason });

const hidesSome = (overrides: OverridesOfHome) => [...overrides.values()].some(({ hidden }) => hidden);

/**
 * Counts what a user's Alexa is offered of each of their homes, by the rules of discovery. The devices themselves are
 * read only where some are held back by the owner, or where there are too many of them for Alexa.
 * @param homes all of the user's, in the order in which they were connected
 * @returns by the home's key; none for a home that was never asked with success
 */
export async function countDevices(
  homes: readonly AskedHome[],
  ports: { catalogue: Catalogue; overrides: Overrides },
  deadline: Deadline,
): Promise<ReadonlyMap<string, DeviceCount>> {
  const total = homes.reduce((sum, { summary }) => sum + (summary?.devices ?? 0), 0);
  const isOverLimit = total > MAX_ENDPOINTS;

  async function read({ home, summary }: AskedHome): Promise<KnownHome[]> {
    if (summary === undefined) return [];
    const overrides = await ports.overrides.list(home, deadline);
    const isNeeded = isOverLimit || hidesSome(overrides);
    const endpoints = isNeeded ? await ports.catalogue.endpoints(home, deadline) : undefined;
    return [{ home, summary, overrides, endpoints }];
  }

  const known = (await Promise.all(homes.map(read))).flat();
  const { left } = cutToLimit(
    isOverLimit
      ? known.map(({ home, endpoints = [], overrides }) => ({
          home,
          endpoints: applyOverrides(endpoints, overrides),
        }))
      : [],
  );
  return new Map(
    known.map(({ home, summary, overrides, endpoints }) => {
      const hidden = (endpoints ?? []).filter(({ endpointId }) => overrideOf(overrides, endpointId).hidden);
      const beyond = left.filter((each) => each.home === home).map(({ endpoint }) => endpoint);
      const heldBack = [
        ...summary.heldBack.map((each) => ({
          endpointId: each.endpointId,
          friendlyName: each.friendlyName,
          reason: byRule(each),
        })),
        ...hidden.map(withReason(BY_OWNER)),
        ...beyond.map(withReason(BY_LIMIT)),
      ];
      const count = (endpoints?.length ?? summary.devices) - hidden.length - beyond.length;
      return [home, { count, at: new Date(summary.at).toISOString(), heldBack }];
    }),
  );
}
