import { useState } from 'preact/hooks';
import type { HomeStatus, HouseholdMember } from '../../api-types.ts';
import { useWords } from '../../state/language.tsx';
import { type Change, ChangeMember } from './change-member.tsx';
import { MemberRow } from './member-row.tsx';

/** Everybody who belongs to a home. Its owner can remove each other person, or hand the home over to them. */
export function MembersCard(props: {
  home: HomeStatus;
  members: readonly HouseholdMember[];
  isOwner: boolean;
  onChange: () => Promise<void>;
}) {
  const { home, members, isOwner, onChange } = props;
  const { members: own } = useWords().household;
  const [asked, setAsked] = useState<{ member: HouseholdMember; change: Change }>();
  return (
    <section class="card" aria-labelledby="members-title">
      <h2 id="members-title">{own.title}</h2>
      {members.length === 1 && <p class="soft">{own.alone}</p>}
      <ul class="members">
        {members.map((member) => (
          <MemberRow
            key={member.sub}
            member={member}
            {...(isOwner && !member.you && { onAsk: (change: Change) => setAsked({ member, change }) })}
          />
        ))}
      </ul>
      {asked !== undefined && (
        <ChangeMember home={home} {...asked} onDone={onChange} onClose={() => setAsked(undefined)} />
      )}
    </section>
  );
}
