import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import type { HomeStatus } from '../../api-types.ts';
import { memory } from '../../memory.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { useAccountStatus } from '../../state/account-status.tsx';
import { useWords } from '../../state/language.tsx';
import { useNotices } from '../../state/notices.tsx';
import { usePerson } from '../../state/person.tsx';

/** The way out for a member, at the end of the page. */
export function LeaveSection({ home, sub }: { home: HomeStatus; sub: string }) {
  const { leaving } = useWords().household;
  const { api } = usePerson();
  const { refresh } = useAccountStatus();
  const { route } = useLocation();
  const notices = useNotices();
  const [isAsking, setAsking] = useState(false);
  const leave = async () => {
    await api.removeMember(home.home, sub);
    memory.forget('chosenHome');
    route('/', true);
    notices.tell('good', leaving.done(home.name), leaving.doneText);
    await refresh();
  };
  return (
    <div class="way-out">
      <button type="button" class="text-button bad" onClick={() => setAsking(true)}>
        {leaving.action(home.name)}
      </button>
      {isAsking && (
        <ConfirmDialog
          title={leaving.title(home.name)}
          confirm={leaving.confirm}
          busyText={leaving.busy}
          run={leave}
          onClose={() => setAsking(false)}
        >
          <p>{leaving.text}</p>
        </ConfirmDialog>
      )}
    </div>
  );
}
