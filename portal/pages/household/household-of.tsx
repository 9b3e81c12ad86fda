import { useCallback } from 'preact/hooks';
import type { HomeStatus } from '../../api-types.ts';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Stale } from '../../parts/stale.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { useAccountStatus } from '../../state/account-status.tsx';
import { useWords } from '../../state/language.tsx';
import { InviteCard } from './invite-card.tsx';
import { LeaveSection } from './leave-section.tsx';
import { MembersCard } from './members-card.tsx';
import { OpenInvitations } from './open-invitations.tsx';
import { useHousehold } from './use-household.ts';

/** The household of one home: for its owner with the means to change it, for a member with the way out. */
export function HouseholdOf({ home }: { home: HomeStatus }) {
  const words = useWords();
  const { household, error, refresh } = useHousehold(home.home);
  const { refresh: refreshStatus } = useAccountStatus();
  const refreshAll = useCallback(async () => {
    await Promise.all([refresh(), refreshStatus()]);
  }, [refresh, refreshStatus]);
  if (household === undefined) {
    return error === undefined ? (
      <Skeleton />
    ) : (
      <Trouble title={words.household.failed} error={error} again={refresh} />
    );
  }
  const me = household.members.find(({ you }) => you);
  const isOwner = me?.role === 'owner';
  return (
    <>
      <Stale error={error} />
      <div class="columns">
        <MembersCard home={home} members={household.members} isOwner={isOwner} onChange={refreshAll} />
        {isOwner && (
          <div>
            <InviteCard home={home} invitations={household.invitations} onChange={refresh} />
            <OpenInvitations home={home} invitations={household.invitations} onChange={refresh} />
          </div>
        )}
      </div>
      {me !== undefined && !isOwner && <LeaveSection home={home} sub={me.sub} />}
    </>
  );
}
