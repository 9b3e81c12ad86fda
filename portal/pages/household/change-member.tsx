import type { HomeStatus, HouseholdMember } from '../../api-types.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { focusHeading } from '../../parts/page.tsx';
import { useWords } from '../../state/language.tsx';
import { useNotices } from '../../state/notices.tsx';
import { usePerson } from '../../state/person.tsx';
import { useWho } from './use-who.ts';

/** What an owner can do with another person of the household. */
export type Change = 'remove' | 'handOver';

/** Asks whether somebody is really to be removed, or to be the owner; and does it. */
export function ChangeMember(props: {
  home: HomeStatus;
  member: HouseholdMember;
  change: Change;
  /** Told when it is done. */
  onDone: () => Promise<void>;
  onClose: () => void;
}) {
  const { home, member, change, onDone, onClose } = props;
  const { household } = useWords();
  const { api } = usePerson();
  const notices = useNotices();
  const own = change === 'remove' ? household.removing : household.handingOver;
  const { who } = useWho(member);
  const run = async () => {
    if (change === 'remove') await api.removeMember(home.home, member.sub);
    else await api.handOver(home.home, member.sub);
    await onDone();
    onClose();
    notices.tell('good', own.done(who), own.doneText);
    // The button that asked is gone.
    requestAnimationFrame(focusHeading);
  };
  return (
    <ConfirmDialog
      title={own.title(who)}
      confirm={own.confirm}
      busyText={own.busy}
      run={run}
      onClose={onClose}
    >
      <p>{own.text(home.name)}</p>
      {change === 'handOver' && <p>{household.handingOver.token}</p>}
    </ConfirmDialog>
  );
}
