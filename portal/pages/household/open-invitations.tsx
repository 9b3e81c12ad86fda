import type { HomeStatus, OpenInvitation } from '../../api-types.ts';
import { BusyButton } from '../../parts/busy-button.tsx';
import { focusHeading } from '../../parts/page.tsx';
import { useSpeech } from '../../state/language.tsx';
import { useNotices } from '../../state/notices.tsx';
import { usePerson } from '../../state/person.tsx';

/** Who may still come; each can be taken back. */
export function OpenInvitations(props: {
  home: HomeStatus;
  invitations: readonly OpenInvitation[];
  onChange: () => Promise<void>;
}) {
  const { home, invitations, onChange } = props;
  const { words, day, moment } = useSpeech();
  const { open } = words.household;
  const { api, attempt } = usePerson();
  const notices = useNotices();
  const revoke = (id: string) => () =>
    attempt(open.failed, async () => {
      await api.revokeInvitation(home.home, id);
      await onChange();
      notices.tell('good', open.done, open.doneText);
      focusHeading();
    });
  return (
    <section class="card" aria-labelledby="open-title">
      <h2 id="open-title">{open.title}</h2>
      {invitations.length === 0 && <p class="soft">{open.none}</p>}
      <ul class="rows invitations">
        {invitations.map(({ id, email, createdAt, expiresAt }) => (
          <li key={id}>
            <div>
              <p>{email ?? open.anybody}</p>
              <p class="soft">
                <time dateTime={expiresAt} title={moment(createdAt)}>
                  {open.until(day(expiresAt))}
                </time>
              </p>
            </div>
            <BusyButton kind="quiet" isSmall run={revoke(id)} busyText={open.busy}>
              {open.revoke}
              <span class="unseen"> {`${email ?? open.anybody}, ${moment(createdAt)}`}</span>
            </BusyButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
