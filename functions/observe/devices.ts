import { newsBetween } from '../../lib/alexa/device-news.ts';
import { applyOverrides } from '../../lib/bridge/apply-overrides.ts';
import type { DevicesMessage } from '../../lib/bridge/looks.ts';
import { overrideIdOf, overrideOf } from '../../lib/homes/overrides.ts';
import { devicesOf, inOrder, usersWithOtherHomes } from './homes-of-users.ts';
import { listenersOf } from './listeners.ts';
import { tellDevices } from './tell-devices.ts';
import type { LookHandler } from './work.ts';

/**
 * Tells every account of a home of devices that its owner wants to be otherwise. Where a user's homes have more devices
 * than Alexa takes, one that is held back makes room for another, and one that comes back takes it: so whatever differs
 * with and without them is told too. A device that Alexa forgets begins anew when it comes back.
 */
export const devices: LookHandler<DevicesMessage> = async ([message], ports, deadline) => {
  const { id, home, endpoints } = message;
  const { connections, catalogue, overrides, told } = ports;
  if ((await connections.read(home, deadline)) === undefined) return;
  const [known, wanted] = await Promise.all([
    catalogue.endpoints(home, deadline),
    overrides.list(home, deadline),
  ]);
  const hidden = endpoints.filter((endpoint) => overrideOf(wanted, endpoint).hidden);
  await told.forget(home, hidden, deadline);

  const listeners = await listenersOf(home, ports, deadline);
  const subs = listeners.map(({ sub }) => sub);
  const withOthers = await usersWithOtherHomes(home, subs, ports, deadline);
  const others = [...withOthers.values()].flat().filter((other) => other !== home);
  const devicesOfOthers = await devicesOf(others, ports, deadline);

  const concerned = new Set(endpoints.map(overrideIdOf));
  const isConcerned = ({ endpointId }: { endpointId: string }) => concerned.has(overrideIdOf(endpointId));
  const without = applyOverrides(
    known.filter((endpoint) => !isConcerned(endpoint)),
    wanted,
  );
  const withThem = [...without, ...known.filter(isConcerned)];

  const newsFor = (sub: string) => {
    const homes = withOthers.get(sub) ?? [home];
    const [before, after] = [without, withThem].map((own) =>
      inOrder(homes, new Map([...devicesOfOthers, [home, own]])),
    );
    const news = new Map(newsBetween(before ?? [], after ?? []));
    return news.set(home, [...new Set([...endpoints, ...(news.get(home) ?? [])])]);
  };
  await Promise.all(
    [...Map.groupBy(listeners, ({ sub }) => sub)].map(([sub, grants]) =>
      tellDevices(grants, newsFor(sub), id, ports, deadline),
    ),
  );
};
