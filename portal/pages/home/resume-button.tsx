import type { HomeStatus } from '../../api-types.ts';
import { BusyButton } from '../../parts/busy-button.tsx';
import { focusHeading } from '../../parts/page.tsx';
import { useAccountStatus } from '../../state/account-status.tsx';
import { useWords } from '../../state/language.tsx';
import { useNotices } from '../../state/notices.tsx';
import { usePerson } from '../../state/person.tsx';

/** Ends a pause where it is noticed. */
export function ResumeButton({ home }: { home: HomeStatus }) {
  const { homeSettings: words } = useWords();
  const { api, attempt } = usePerson();
  const { refresh } = useAccountStatus();
  const notices = useNotices();
  const resume = () =>
    attempt(words.resumeFailed, async () => {
      await api.changeHome(home.home, { paused: false });
      await refresh();
      notices.tell('good', words.resumed);
      // This button is gone.
      focusHeading();
    });
  return (
    <BusyButton run={resume} busyText={words.resuming} isSmall>
      {words.resume}
    </BusyButton>
  );
}
