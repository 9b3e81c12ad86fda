import type { Deadline } from '../deadline.ts';
import type { Grants } from '../homes/grants.ts';
import type { Invitation, Invitations } from '../homes/invitations.ts';
import type { Member, Members, Role } from '../homes/members.ts';
import type { HomeGuard } from './home-guard.ts';

export interface HouseholdMember {
  /** Cognito's user id. */
  sub: string;
  role: Role;
  /** Verified; there once the login service was asked for it. */
  email?: string;
  /** ISO 8601. */
  since: string;
  /** Whether their Alexa takes events. */
  linked: boolean;
  /** Whether it is the one who asks. */
  you: boolean;
}

export interface OpenInvitation {
  id: string;
  /** Only this address may accept. */
  email?: string;
  /** ISO 8601. */
  createdAt: string;
  expiresAt: string;
}

export interface Household {
  /** The owner first, then in the order in which they came. */
  members: HouseholdMember[];
  /** Oldest first; empty for everybody but the owner. */
  invitations: OpenInvitation[];
}

/**
 * Who belongs to a home, for whoever belongs to it.
 * @throws {NotFound | UserDeleted}
 */
export type ReadHousehold = (sub: string, home: string, deadline: Deadline) => Promise<Household>;

const time = (ms: number) => new Date(ms).toISOString();

export const openInvitation = ({ id, email, createdAt, expiresAt }: Invitation): OpenInvitation => ({
  id,
  ...(email !== undefined && { email }),
  createdAt: time(createdAt),
  expiresAt: time(expiresAt),
});

export function createReadHousehold(ports: {
  guard: HomeGuard;
  members: Members;
  grants: Grants;
  invitations: Invitations;
}): ReadHousehold {
  const { guard, members, grants, invitations } = ports;

  return async (sub, home, deadline) => {
    const { owner } = await guard.forMember(sub, home, deadline);
    const isLinked = async (member: Member) =>
      (await grants.list(member.sub, deadline)).some(({ dead }) => dead === undefined);
    const [belonging, open] = await Promise.all([
      members.list(home, deadline),
      sub === owner ? invitations.list(home, owner, deadline) : [],
    ]);
    const place = (member: Member) => (member.sub === owner ? 0 : member.since);
    const sorted = belonging.toSorted((one, other) => place(one) - place(other));
    return {
      members: await Promise.all(
        sorted.map(async (member) => ({
          sub: member.sub,
          // The connection decides, whatever a handing over that was cut off left in the members' items.
          role: member.sub === owner ? ('owner' as const) : ('member' as const),
          ...(member.email !== undefined && { email: member.email }),
          since: time(member.since),
          linked: await isLinked(member),
          you: member.sub === sub,
        })),
      ),
      invitations: open.map(openInvitation),
    };
  };
}
