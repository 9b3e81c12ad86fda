import { createDeadline, type Deadline } from '../deadline.ts';
import { type Account, type Accounts, MAX_HOMES } from '../homes/accounts.ts';
import type { Connections } from '../homes/connections.ts';
import type { Invitation, Invitations } from '../homes/invitations.ts';
import type { Members } from '../homes/members.ts';
import { parseInvitationToken } from '../identity/invitation-tokens.ts';
import { type Caller, isSameEmail, type VerifiedEmailOf } from '../identity/user-info.ts';
import { UserDeleted } from '../outcomes/identity.ts';
import { InvitationInvalid, InvitationNotYours, TooManyHomes } from '../outcomes/request.ts';
import { errorFacts, type Log } from '../telemetry/logger.ts';
import type { Secret } from '../vault/secret.ts';
import type { KnownEmails } from './known-emails.ts';
import type { Welcomes } from './welcomes.ts';

export interface InvitationPreview {
  homeName: string;
  /** The owner's verified e-mail address, if it is known. */
  owner?: string;
  /** ISO 8601. */
  expiresAt: string;
}

export interface JoinedHome {
  home: string;
  name: string;
}

/**
 * Both throw `InvitationInvalid`, `InvitationNotYours` and `UserDeleted`, and for an invitation that is bound to an
 * address `UserInfoUnavailable`.
 */
export interface JoinHome {
  /** What a link leads to; changes nothing. */
  preview(caller: Caller, token: Secret, deadline: Deadline): Promise<InvitationPreview>;
  /**
   * Makes the caller a member. Whoever is one already stays as they are, and the invitation stays good for another.
   * After a failure it can be repeated, by the same user.
   * @throws {TooManyHomes | QueueUnavailable} and the invitation stays good
   */
  accept(caller: Caller, token: Secret, deadline: Deadline): Promise<JoinedHome>;
}

export interface JoinPorts {
  accounts: Accounts;
  connections: Connections;
  members: Members;
  invitations: Invitations;
  emails: KnownEmails;
  verifiedEmailOf: VerifiedEmailOf;
  welcomes: Welcomes;
  log: Log;
}

/** For taking back, whatever time the request itself has left. */
const ROLLBACK_MS = 2_000;

const isTakenFrom = ({ takenBy }: Invitation, sub: string) => takenBy !== undefined && takenBy !== sub;

export function createJoinHome(ports: JoinPorts): JoinHome {
  const { accounts, connections, members, invitations, emails, verifiedEmailOf, welcomes, log } = ports;

  async function accountOf(sub: string, deadline: Deadline): Promise<Account | undefined> {
    const account = await accounts.read(sub, deadline);
    if (account?.deletedAt !== undefined) throw new UserDeleted();
    return account;
  }

  /**
   * All that a token leads to. A home that is gone, or going, has no invitations, whatever is left of them; nor does one
   * that its owner has handed over: who invites to a home is who owns it, or they could come back by a link that they kept.
   */
  async function resolve(token: Secret, sub: string, deadline: Deadline) {
    const home = parseInvitationToken(token)?.home;
    if (home === undefined) throw new InvitationInvalid();
    const [connection, found] = await Promise.all([
      connections.read(home, deadline),
      invitations.find(token, deadline),
    ]);
    if (connection === undefined || connection.leaving) throw new InvitationInvalid();
    const invitation = found?.madeBy === connection.owner ? found : undefined;
    // After the invitation: whom it has just made a member is one by now.
    const member = await members.read(home, sub, deadline);
    return { connection, member, invitation };
  }

  /** The caller's address, which a bound invitation cannot do without. */
  async function addressFor(invitation: Invitation, caller: Caller, deadline: Deadline) {
    if (invitation.email === undefined) return emails.ask(caller, deadline);
    const address = await verifiedEmailOf(caller, deadline);
    if (address === undefined || !isSameEmail(address, invitation.email)) throw new InvitationNotYours();
    return address;
  }

  /** What could not be taken away when the home was disconnected, or the account deleted, in the meantime. */
  async function takeBack(home: string, sub: string): Promise<void> {
    const deadline = createDeadline(ROLLBACK_MS);
    try {
      await members.remove(home, sub, deadline);
      await accounts.removeHome(sub, home, deadline);
    } catch (error) {
      log.warn('A membership that came too late was left behind.', { home, error: errorFacts(error) });
    }
  }

  /**
   * Account, then membership: the account's version holds the limit of homes, and a crash between the two leaves nobody
   * with a right that they do not see.
   */
  async function enter(invitation: Invitation, sub: string, email: string | undefined, deadline: Deadline) {
    const { home } = invitation;
    try {
      await accounts.addHome(sub, home, deadline);
    } catch (error) {
      if (error instanceof TooManyHomes || error instanceof UserDeleted)
        await invitations.release(invitation, sub, deadline);
      throw error;
    }
    await members.add({ home, sub, role: 'member', ...(email !== undefined && { email }) }, deadline);
    const [connection, account] = await Promise.all([
      connections.read(home, deadline),
      accounts.read(sub, deadline),
    ]);
    const isDeleted = account?.deletedAt !== undefined;
    const isThere = connection !== undefined && !connection.leaving;
    if (isThere && !isDeleted && account?.homes.includes(home) === true) return;
    await takeBack(home, sub);
    throw isDeleted ? new UserDeleted() : new InvitationInvalid();
  }

  return {
    preview: async (caller, token, deadline) => {
      await accountOf(caller.sub, deadline);
      const { connection, invitation } = await resolve(token, caller.sub, deadline);
      if (invitation === undefined || isTakenFrom(invitation, caller.sub)) throw new InvitationInvalid();
      if (invitation.email !== undefined) await addressFor(invitation, caller, deadline);
      const owner = await members.read(connection.home, connection.owner, deadline);
      return {
        homeName: connection.name,
        ...(owner?.email !== undefined && { owner: owner.email }),
        expiresAt: new Date(invitation.expiresAt).toISOString(),
      };
    },

    accept: async (caller, token, deadline) => {
      const { sub } = caller;
      const account = await accountOf(sub, deadline);
      const { connection, member, invitation } = await resolve(token, sub, deadline);
      const { home, name } = connection;
      if (member !== undefined) {
        // Of a joining that was cut off at the very end.
        if (invitation?.takenBy === sub) await invitations.removeClaims(home, sub, deadline);
        return { home, name };
      }
      if (invitation === undefined || isTakenFrom(invitation, sub)) throw new InvitationInvalid();
      const email = await addressFor(invitation, caller, deadline);
      const homes = account?.homes ?? [];
      if (!homes.includes(home) && homes.length >= MAX_HOMES) throw new TooManyHomes(MAX_HOMES);
      const welcome = await welcomes.prepare(home, sub, deadline);
      try {
        await invitations.claim(invitation, sub, deadline);
      } catch (error) {
        // Another request of the same user may have been quicker.
        const isIn = (await members.read(home, sub, deadline)) !== undefined;
        if (error instanceof InvitationInvalid && isIn) return { home, name };
        throw error;
      }
      await enter(invitation, sub, email, deadline);
      await invitations.removeClaims(home, sub, deadline);
      await welcome.tell(deadline);
      return { home, name };
    },
  };
}
