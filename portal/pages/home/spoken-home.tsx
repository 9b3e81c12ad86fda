import type { HomeStatus } from '../../api-types.ts';
import { BusyButton } from '../../parts/busy-button.tsx';
import { focusHeading } from '../../parts/page.tsx';
import { useAccountStatus } from '../../state/account-status.tsx';
import { useHomeLink } from '../../state/chosen-home.ts';
import { useWords } from '../../state/language.tsx';
import { useNotices } from '../../state/notices.tsx';
import { usePerson } from '../../state/person.tsx';

/** Which home Alexa speaks with, for somebody who has several; and the choice of this one. */
export function SpokenHome({ home }: { home: HomeStatus }) {
  const { spoken } = useWords().homeSettings;
  const { api, attempt } = usePerson();
  const { status, refresh } = useAccountStatus();
  const notices = useNotices();
  const linkTo = useHomeLink();
  const homes = status?.homes ?? [];
  const chosen = homes.find((one) => one.home === status?.defaultHome);
  if (homes.length < 2 || chosen === undefined) return null;
  const choose = () =>
    attempt(spoken.failed, async () => {
      await api.chooseHome(home.home);
      await refresh();
      notices.tell('good', spoken.done(home.name));
      // This button is gone.
      focusHeading();
    });
  const isThis = chosen.home === home.home;
  return (
    <section class="card" aria-labelledby="spoken-title">
      <h2 id="spoken-title">{spoken.title}</h2>
      <p>{isThis ? spoken.here : spoken.there(chosen.name)}</p>
      {!isThis && (
        <BusyButton run={choose} busyText={spoken.busy} kind="quiet" isSmall>
          {spoken.action}
        </BusyButton>
      )}
      <p class="hint">
        {spoken.hint} <a href={linkTo('/speech')}>{spoken.how}</a>
      </p>
    </section>
  );
}
