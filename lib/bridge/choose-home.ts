import type { Deadline } from '../deadline.ts';
import type { Accounts } from '../homes/accounts.ts';
import type { HomeGuard } from './home-guard.ts';

/**
 * Chooses the home that a user speaks with unless another one is named.
 * @throws {NotFound} no home of this user's
 * @throws {UserDeleted | StoreConflict}
 */
export type ChooseHome = (
  request: { sub: string; home: string },
  deadline: Deadline,
) => Promise<{ defaultHome: string }>;

export function createChooseHome(ports: { guard: HomeGuard; accounts: Accounts }): ChooseHome {
  const { guard, accounts } = ports;
  return async ({ sub, home }, deadline) => {
    await guard.forMember(sub, home, deadline);
    // Whoever leaves at this moment takes the home out of the account, and the choice with it; or is first, and then
    // it is not there to be chosen.
    await accounts.chooseHome(sub, home, deadline);
    return { defaultHome: home };
  };
}
