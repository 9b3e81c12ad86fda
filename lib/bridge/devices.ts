import { cutToLimit, type VettedEndpoint } from '../alexa/discovery.ts';
import { joinEndpointId } from '../alexa/endpoint-id.ts';
import { soundOf } from '../alexa/friendly-name.ts';
import type { Deadline } from '../deadline.ts';
import type { Accounts } from '../homes/accounts.ts';
import type { Catalogue, CatalogueSummary } from '../homes/catalogue.ts';
import { type Override, type Overrides, type OverridesOfHome, overrideOf } from '../homes/overrides.ts';
import { applyOverride, applyOverrides } from './apply-overrides.ts';
import { BY_LIMIT, BY_OWNER, byRule, type HeldBackReason } from './held-back.ts';
import type { HomeGuard } from './home-guard.ts';

/** A device of a home, as the home and as Alexa has it. */
export interface Device {
  /** The home's own endpoint id; empty where it sent none. */
  id: string;
  /** The home's name for it. */
  name: string;
  alexaName: string;
  /** The first that the home names. */
  category: string;
  alexaCategory: string;
  /** The names of its interfaces, each once. */
  capabilities: string[];
  state: 'shown' | 'held_back';
  /** Why it is held back. */
  reason?: HeldBackReason;
  /** Another device that this user's Alexa is shown under the same name: `<home>:<id>`. Capitals make no difference. */
  duplicateOf?: string;
  override: Override;
}

export interface DeviceList {
  /** When the home was last asked for its devices with success, ISO 8601; null before that. */
  at: string | null;
  /** False while devices that were found are still being entered: then there are more than these. */
  complete: boolean;
  devices: Device[];
}

export interface DeviceReader {
  /**
   * The devices of a home as this user's Alexa gets them.
   * @throws {NotFound | UserDeleted}
   */
  list(sub: string, home: string, deadline: Deadline): Promise<DeviceList>;
}

interface KnownHome {
  home: string;
  endpoints: VettedEndpoint[];
  overrides: OverridesOfHome;
}

const NO_CATEGORY = 'OTHER';

const interfacesOf = ({ capabilities }: VettedEndpoint): string[] => [
  ...new Set(capabilities.map((capability) => String(capability.interface))),
];

/** Those that Alexa would not take, of which no more is known than why. */
const invalidIn = (summary: CatalogueSummary | undefined): Device[] =>
  (summary?.heldBack ?? []).map((endpoint) => ({
    id: endpoint.endpointId,
    name: endpoint.friendlyName,
    alexaName: endpoint.friendlyName,
    category: NO_CATEGORY,
    alexaCategory: NO_CATEGORY,
    capabilities: [],
    state: 'held_back',
    reason: byRule(endpoint),
    override: {},
  }));

/** What Alexa is shown of all homes, by the rule of discovery. */
function createView(homes: readonly KnownHome[]) {
  const { kept } = cutToLimit(
    homes.map(({ home, endpoints, overrides }) => ({
      home,
      endpoints: applyOverrides(endpoints, overrides),
    })),
  );
  const idOf = ({ home, endpoint }: (typeof kept)[number]) =>
    joinEndpointId({ home, local: endpoint.endpointId });
  const shown = new Set(kept.map(idOf));
  const byName = Map.groupBy(kept, ({ endpoint }) => soundOf(endpoint.friendlyName));
  return {
    isShown: (id: string) => shown.has(id),
    namesake: (id: string, name: string) =>
      byName
        .get(soundOf(name))
        ?.map(idOf)
        .find((other) => other !== id),
  };
}

function deviceOf(
  home: string,
  endpoint: VettedEndpoint,
  override: Override,
  view: ReturnType<typeof createView>,
): Device {
  const seen = applyOverride(endpoint, override);
  const id = joinEndpointId({ home, local: endpoint.endpointId });
  const reason = override.hidden ? BY_OWNER : view.isShown(id) ? undefined : BY_LIMIT;
  const duplicateOf = reason === undefined ? view.namesake(id, seen.friendlyName) : undefined;
  return {
    id: endpoint.endpointId,
    name: endpoint.friendlyName,
    alexaName: seen.friendlyName,
    category: endpoint.displayCategories[0] ?? NO_CATEGORY,
    alexaCategory: seen.displayCategories[0] ?? NO_CATEGORY,
    capabilities: interfacesOf(endpoint),
    state: reason === undefined ? 'shown' : 'held_back',
    ...(reason !== undefined && { reason }),
    ...(duplicateOf !== undefined && { duplicateOf }),
    override,
  };
}

export function createDeviceReader(ports: {
  guard: HomeGuard;
  accounts: Accounts;
  catalogue: Catalogue;
  overrides: Overrides;
}): DeviceReader {
  const { guard, accounts, catalogue, overrides } = ports;

  const read = async (home: string, deadline: Deadline): Promise<KnownHome> => {
    const [endpoints, wanted] = await Promise.all([
      catalogue.endpoints(home, deadline),
      overrides.list(home, deadline),
    ]);
    return { home, endpoints, overrides: wanted };
  };

  return {
    list: async (sub, home, deadline) => {
      await guard.forMember(sub, home, deadline);
      const [account, summary] = await Promise.all([
        accounts.read(sub, deadline),
        catalogue.summary(home, deadline),
      ]);
      const homes = await Promise.all((account?.homes ?? []).map((one) => read(one, deadline)));
      const view = createView(homes);
      const own = homes.find((one) => one.home === home);
      const devices = (own?.endpoints ?? []).map((endpoint) =>
        deviceOf(home, endpoint, overrideOf(own?.overrides ?? new Map(), endpoint.endpointId), view),
      );
      return {
        at: summary === undefined ? null : new Date(summary.at).toISOString(),
        // How many there are is noted before they are entered, and again afterwards.
        complete: summary !== undefined && devices.length >= summary.devices,
        devices: [...devices, ...invalidIn(summary)],
      };
    },
  };
}
