import type { Deadline } from '../deadline.ts';
import type { Invitations } from '../homes/invitations.ts';
import type { Caller } from '../identity/user-info.ts';
import { NotFound } from '../outcomes/request.ts';
import type { HomeGuard } from './home-guard.ts';
import type { KnownEmails } from './known-emails.ts';

export interface NewInvitation {
  id: string;
  /** With the token in its fragment, which browsers send to no server. Shown this once. */
  link: string;
  /** ISO 8601. */
  expiresAt: string;
}

export interface Invite {
  /**
   * @param request.email only the account with this verified address may accept
   * @throws {NotFound | Forbidden | UserDeleted}
   * @throws {TooManyInvitations}
   */
  create(
    request: { caller: Caller; home: string; email?: string | undefined },
    deadline: Deadline,
  ): Promise<NewInvitation>;
  /** @throws {NotFound | Forbidden | UserDeleted} */
  revoke(request: { sub: string; home: string; id: string }, deadline: Deadline): Promise<void>;
}

const ACTION = 'invite others to a home that is not yours';

/** @param ports.portalOrigin without a slash at its end */
export function createInvite(ports: {
  guard: HomeGuard;
  invitations: Invitations;
  emails: KnownEmails;
  portalOrigin: string;
}): Invite {
  const { guard, invitations, emails, portalOrigin } = ports;

  return {
    create: async ({ caller, home, email }, deadline) => {
      await guard.forOwner(caller.sub, home, ACTION, deadline);
      const { invitation, token } = await invitations.create({ home, madeBy: caller.sub, email }, deadline);
      // Whoever is invited wants to know by whom.
      await emails.note(caller, home, deadline);
      return {
        id: invitation.id,
        link: `${portalOrigin}/join#${token.reveal()}`,
        expiresAt: new Date(invitation.expiresAt).toISOString(),
      };
    },
    revoke: async ({ sub, home, id }, deadline) => {
      await guard.forOwner(sub, home, ACTION, deadline);
      if (!(await invitations.remove(home, id, deadline))) throw new NotFound('invitation');
    },
  };
}
