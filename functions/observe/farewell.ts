import { cutToLimit, MAX_ENDPOINTS } from '../../lib/alexa/discovery.ts';
import type { FarewellMessage } from '../../lib/bridge/looks.ts';
import { devicesOf, inOrder, usersWithOtherHomes } from './homes-of-users.ts';
import { grantsOfUsers } from './listeners.ts';
import { tellDevices } from './tell-devices.ts';
import type { LookHandler } from './work.ts';

/**
 * Tells the accounts of users who were removed from a home that its devices are gone, or of all of them where the home
 * is; whoever is (still, or again) a member hears nothing. Where a user's other homes have more devices than Alexa takes, some of those find room now.
 */
export const farewell: LookHandler<FarewellMessage> = async ([message], ports, deadline) => {
  const { id, home, subs, endpoints } = message;
  const connection = await ports.connections.read(home, deadline);
  // Of one that is being removed the devices may be forgotten before its owner is: what is true is found when it is told.
  const isGone = connection === undefined || connection.leaving === true;
  const members = isGone ? [] : await ports.members.list(home, deadline);
  const belonging = new Set(members.map(({ sub }) => sub));
  const removed = subs.filter((sub) => !belonging.has(sub));
  const grants = await grantsOfUsers(removed, ports, deadline);
  const linked = grants.map(({ sub }) => sub);
  const withOthers = await usersWithOtherHomes(home, linked, ports, deadline);
  const others = [...withOthers.values()].flat().filter((other) => other !== home);
  const devices = await devicesOf(others, ports, deadline);

  /** Those that may have been beyond the limit: no more than were removed, and the last of those within it. */
  const foundRoom = (homes: readonly string[]) => {
    const within = cutToLimit(inOrder(homes, devices)).kept;
    return within.slice(Math.max(0, MAX_ENDPOINTS - endpoints.length));
  };
  await Promise.all(
    [...Map.groupBy(grants, ({ sub }) => sub)].map(([sub, own]) => {
      const news = new Map([[home, [...endpoints]]]);
      const homes = withOthers.get(sub)?.filter((other) => other !== home) ?? [];
      for (const { home: other, endpoint } of foundRoom(homes))
        news.set(other, [...(news.get(other) ?? []), endpoint.endpointId]);
      return tellDevices(own, news, id, ports, deadline);
    }),
  );
};
