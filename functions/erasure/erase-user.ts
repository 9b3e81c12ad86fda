import type { UserErasure } from '../../lib/bridge/erasures.ts';
import type { Deadline } from '../../lib/deadline.ts';
import type { DeletionStep } from '../../lib/homes/deletions.ts';
import type { ErasurePorts } from './compose.ts';
import { leaveHomes } from './leave-homes.ts';
import { dropGrants, tellAlexa } from './tell-alexa.ts';
import { DONE, type Eraser, NOT_YET } from './work.ts';

/**
 * Longer than any function may run. What was under way when the tombstone was written, and may still write something
 * about the user, is over after this; whatever begins later sees the tombstone.
 */
const UNDER_WAY_MS = 65_000;

const LOGIN: DeletionStep = { id: 'login', what: 'login', status: 'pending' };
const RECORDS: DeletionStep = { id: 'records', what: 'records', status: 'pending' };

/** Homes of the user's own whose connecting was cut off, so that the account does not name them. */
async function cutOff(
  sub: string,
  { begunHomes, connections }: ErasurePorts,
  deadline: Deadline,
): Promise<string[]> {
  const homes = await begunHomes.list(sub, deadline);
  const known = await Promise.all(homes.map((home) => connections.read(home, deadline)));
  return homes.filter((_home, index) => known[index]?.owner === sub);
}

/** What there is to do, as far as it is known at the beginning; the receipt shows it from the first moment. */
async function plan(
  sub: string,
  homes: readonly string[],
  ports: ErasurePorts,
  deadline: Deadline,
): Promise<DeletionStep[]> {
  const grants = await ports.grants.list(sub, deadline);
  const connections = await Promise.all(homes.map((home) => ports.connections.read(home, deadline)));
  return [
    ...grants.map(({ region, originJti }): DeletionStep => {
      return { id: `alexa ${region} ${originJti}`, what: 'alexa', status: 'pending', region };
    }),
    ...homes.map((home, index): DeletionStep => {
      const known = connections[index];
      const what = known?.owner === sub ? 'home' : 'membership';
      return { id: `home ${home}`, what, status: 'pending', home, ...(known && { name: known.name }) };
    }),
    LOGIN,
    RECORDS,
  ];
}

async function forgetAlexaUsers(sub: string, ports: ErasurePorts, deadline: Deadline): Promise<void> {
  const { enablements } = ports;
  for (const alexaUser of await enablements.ofUser(sub, deadline))
    await enablements.forget(sub, alexaUser, deadline);
}

/** The rest, whatever it is called: of the user, and of the homes that they had. */
async function sweep(sub: string, ports: ErasurePorts, deadline: Deadline): Promise<void> {
  const { registry, connections, members, removal, deletions } = ports;
  await forgetAlexaUsers(sub, ports, deadline);
  const receipt = await deletions.read(sub, deadline);
  for (const { home } of receipt?.steps ?? []) {
    if (home === undefined) continue;
    // One that is still there is somebody else's; of one that is gone nothing may be left, whosever it was.
    const isGone = (await connections.read(home, deadline)) === undefined;
    if (isGone) await removal.sweep(home, deadline);
    else await members.remove(home, sub, deadline);
  }
  for (const { pk, sk } of await registry.query(`USER#${sub}`, '', deadline)) {
    if (sk !== 'ACCOUNT' && sk !== 'DELETION') await registry.delete({ pk, sk }, null, deadline);
  }
}

/**
 * Takes everything of a user away: Alexa is told, homes' tokens are revoked, homes and memberships go, then grants, the
 * user at the login service, and the rest. What remains is a tombstone, and a receipt for a while. A home or an Alexa
 * account that cannot be reached stops nothing; the receipt says so.
 */
export const eraseUser: Eraser<UserErasure> = async ({ sub }, ports, deadline) => {
  const { accounts, deletions, loginUsers, log, clock } = ports;
  const account = await accounts.read(sub, deadline);
  // The request came to nothing.
  if (account?.deletedAt === undefined) return DONE;
  const { deletion: id = '', deletedAt } = account;
  const known = await deletions.read(sub, deadline);
  if (known?.doneAt !== undefined) return DONE;
  const own = [...new Set([...account.homes, ...(await cutOff(sub, ports, deadline))])];
  const receipt = known ?? (await deletions.open(sub, id, await plan(sub, own, ports, deadline), deadline));

  const homes = new Set([...own, ...receipt.steps.flatMap(({ home }) => home ?? [])]);
  await tellAlexa(sub, [...homes], id, ports, deadline);
  if (!(await leaveHomes(sub, homes, ports, deadline))) return { isDone: false, until: clock() };
  await forgetAlexaUsers(sub, ports, deadline);
  if (!(await dropGrants(sub, ports, deadline))) return NOT_YET;
  if (receipt.steps.some(({ id: step, status }) => step === LOGIN.id && status !== 'done')) {
    await loginUsers.delete(sub, deadline);
    await deletions.note(sub, { ...LOGIN, status: 'done' }, deadline);
  }

  const until = deletedAt + UNDER_WAY_MS;
  if (clock() < until) return { isDone: false, until };
  await sweep(sub, ports, deadline);
  await deletions.note(sub, { ...RECORDS, status: 'done' }, deadline);
  await accounts.emptyTombstone(sub, deadline);
  await deletions.close(sub, deadline);
  log.info('An account was deleted.', { deletion: id });
  return DONE;
};
