import { randomUUID } from 'node:crypto';
import { type DeviceNews, type DevicesOfHome, newsBetween } from '../../lib/alexa/device-news.ts';
import { cutToLimit, type VettedEndpoint } from '../../lib/alexa/discovery.ts';
import { applyOverrides } from '../../lib/bridge/apply-overrides.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { KnownCatalogue } from '../../lib/homes/catalogue-sync.ts';
import type { GrantSummary } from '../../lib/homes/grants.ts';
import type { OverridesOfHome } from '../../lib/homes/overrides.ts';
import type { ObservePorts } from './compose.ts';
import { devicesOf, inOrder, usersWithOtherHomes } from './homes-of-users.ts';
import { listenersOf } from './listeners.ts';
import { tellDevices } from './tell-devices.ts';

/** What a sync has to tell. */
export interface SyncNews {
  /** To users who have only this home. */
  endpoints: readonly string[];
  occasion: string;
  /** Whether an earlier sync came to grief: what it had told, and to whom, nobody knows. */
  isAfterCrash: boolean;
  /** As its owner wanted them to be seen when the sync began. */
  before: readonly VettedEndpoint[];
  /** As the home says it. */
  after: readonly VettedEndpoint[];
}

/** Those whom a sync tells, as they were before it changed anything. */
export interface SyncUsers {
  listeners: readonly GrantSummary[];
  /** All homes of those who have others too. */
  withOthers: ReadonlyMap<string, readonly string[]>;
  /** The devices of those other homes. */
  others: ReadonlyMap<string, readonly VettedEndpoint[]>;
}

/**
 * What differs between the catalogue as it is and as it will be, with what a sync before this one left untold.
 *
 * A repeat after a crash keeps the name of the telling if there is nothing else to tell: what had been queued is then
 * not taken twice. Where devices are beyond Alexa's limit, a sync that was cut off half-way may have moved more of them
 * across it than it knew; so everything within is told again.
 */
export function newsOfSync(
  { home, devices, untold }: KnownCatalogue,
  after: readonly VettedEndpoint[],
  overrides: OverridesOfHome,
): SyncNews {
  const known = [...devices.values()].map(({ endpoint }) => endpoint);
  const before = applyOverrides(known, overrides);
  const states = [before, applyOverrides(after, overrides)].map((endpoints) => [{ home, endpoints }]);
  const fresh = newsBetween(states[0] ?? [], states[1] ?? []).get(home) ?? [];
  const leftBehind = untold?.endpoints ?? [];
  const isAfterCrash = leftBehind.length > 0;
  const cuts = states.map((state) => cutToLimit(state));
  const isCut = cuts.some(({ left }) => left.length > 0);
  const within =
    isAfterCrash && isCut ? cuts.flatMap(({ kept }) => kept.map(({ endpoint }) => endpoint.endpointId)) : [];
  const isSame = untold !== undefined && fresh.length === 0 && within.length === 0;
  return {
    endpoints: [...new Set([...leftBehind, ...fresh, ...within])],
    occasion: isSame ? untold.occasion : randomUUID(),
    isAfterCrash,
    before,
    after,
  };
}

/** Whom to tell; read before the catalogue changes. Of a sync without news nobody hears. */
export async function usersOf(
  home: string,
  { endpoints }: SyncNews,
  ports: ObservePorts,
  deadline: Deadline,
): Promise<SyncUsers> {
  if (endpoints.length === 0) return { listeners: [], withOthers: new Map(), others: new Map() };
  const listeners = await listenersOf(home, ports, deadline);
  const subs = listeners.map(({ sub }) => sub);
  const withOthers = await usersWithOtherHomes(home, subs, ports, deadline);
  return { listeners, withOthers, others: await othersOf(home, withOthers, ports, deadline) };
}

const othersOf = (
  home: string,
  withOthers: SyncUsers['withOthers'],
  ports: ObservePorts,
  deadline: Deadline,
) =>
  devicesOf(
    [...withOthers.values()].flat().filter((other) => other !== home),
    ports,
    deadline,
  );

/** All devices of some homes, and besides these of one of them. */
function everythingIn(homes: readonly DevicesOfHome[], home: string, ids: readonly string[]): DeviceNews {
  const all = new Map([[home, new Set(ids)]]);
  for (const { home: key, endpoints } of homes) {
    const known = all.get(key) ?? new Set();
    all.set(key, known);
    for (const { endpointId } of endpoints) known.add(endpointId);
  }
  return new Map([...all].map(([key, known]) => [key, [...known]]));
}

/**
 * Tells every account of the home. That includes everything that comes or goes at Alexa's limit, in whichever of a
 * user's homes; what the owner wants, and the other homes' devices, are read again, since they may have changed meanwhile.
 */
export async function tellSync(
  home: string,
  news: SyncNews,
  { listeners, withOthers, others }: SyncUsers,
  ports: ObservePorts,
  deadline: Deadline,
): Promise<void> {
  const { endpoints, before, isAfterCrash, occasion } = news;
  if (listeners.length === 0) return;
  const [othersNow, overrides] = await Promise.all([
    othersOf(home, withOthers, ports, deadline),
    ports.overrides.list(home, deadline),
  ]);
  const after = applyOverrides(news.after, overrides);
  const newsFor = (homes: readonly string[] | undefined): DeviceNews => {
    if (homes?.includes(home) !== true) {
      const fresh = newsBetween([{ home, endpoints: before }], [{ home, endpoints: after }]).get(home) ?? [];
      return new Map([[home, [...new Set([...endpoints, ...fresh])]]]);
    }
    const then = inOrder(homes, new Map([...others, [home, before]]));
    const now = inOrder(homes, new Map([...othersNow, [home, after]]));
    if (!isAfterCrash) return newsBetween(then, now);
    // Which of them crossed the limit is not known any more.
    return everythingIn([...then, ...now], home, endpoints);
  };
  const grantsOf = Map.groupBy(listeners, ({ sub }) => sub);
  await Promise.all(
    [...grantsOf].map(([sub, grants]) =>
      tellDevices(grants, newsFor(withOthers.get(sub)), occasion, ports, deadline),
    ),
  );
}
