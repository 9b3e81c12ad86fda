import { cutToLimit } from '../../lib/alexa/discovery.ts';
import type { WelcomeMessage } from '../../lib/bridge/looks.ts';
import { devicesOf, inOrder } from './homes-of-users.ts';
import { grantsOfUsers } from './listeners.ts';
import { tellDevices } from './tell-devices.ts';
import type { LookHandler } from './work.ts';

/**
 * Tells the accounts of a new member of the home's devices, as far as there is room for them beside those of the other
 * homes; the home is the last of the user's, so it pushes none of theirs out. Whoever is no member (any more) hears
 * nothing.
 */
export const welcome: LookHandler<WelcomeMessage> = async ([message], ports, deadline) => {
  const { id, home, sub } = message;
  const [member, account] = await Promise.all([
    ports.members.read(home, sub, deadline),
    ports.accounts.read(sub, deadline),
  ]);
  if (member === undefined || account === undefined || account.deletedAt !== undefined) return;
  const grants = await grantsOfUsers([sub], ports, deadline);
  if (grants.length === 0) return;
  const { homes } = account;
  const { kept } = cutToLimit(inOrder(homes, await devicesOf(homes, ports, deadline)));
  const endpoints = kept.filter((one) => one.home === home).map(({ endpoint }) => endpoint.endpointId);
  if (endpoints.length > 0) await tellDevices(grants, new Map([[home, endpoints]]), id, ports, deadline);
};
