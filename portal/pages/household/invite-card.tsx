import { useEffect, useRef, useState } from 'preact/hooks';
import type { HomeStatus, NewInvitation, OpenInvitation } from '../../api-types.ts';
import { Refused } from '../../failures.ts';
import { Field, type Problem } from '../../parts/field.tsx';
import { SubmitButton } from '../../parts/submit-button.tsx';
import { useWords } from '../../state/language.tsx';
import { usePerson } from '../../state/person.tsx';
import { NewLink } from './new-link.tsx';

/** Makes the link that lets somebody in. */
export function InviteCard(props: {
  home: HomeStatus;
  /** Those that are open. */
  invitations: readonly OpenInvitation[];
  onChange: () => Promise<void>;
}) {
  const { home, invitations, onChange } = props;
  const { invite } = useWords().household;
  const { api, attempt } = usePerson();
  const [email, setEmail] = useState('');
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  const [made, setMade] = useState<{ invitation: NewInvitation; email: string | undefined }>();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // What was pressed is gone.
    if (made !== undefined) title.current?.focus();
  }, [made]);

  const seenOpen = useRef<string | undefined>(undefined);
  useEffect(() => {
    const id = made?.invitation.id;
    if (id === undefined) return;
    if (invitations.some((open) => open.id === id)) seenOpen.current = id;
    // Used or revoked: its link is of no use any more.
    else if (seenOpen.current === id) setMade(undefined);
  }, [made, invitations]);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (isBusy) return;
    setProblem(undefined);
    setBusy(true);
    const bound = email.trim() === '' ? undefined : email.trim();
    const invitation = await attempt(
      invite.failed,
      () => api.invite(home.home, bound),
      (error) => {
        const isField = error instanceof Refused && error.field === 'email';
        if (isField) setProblem({ text: invite.emailWrong });
        return isField;
      },
    );
    setBusy(false);
    if (invitation === undefined) return;
    setMade({ invitation, email: bound });
    setEmail('');
    await onChange();
  };

  if (made !== undefined) {
    return (
      <section class="card" aria-labelledby="invite-title">
        <h2 id="invite-title" tabIndex={-1} ref={title}>
          {invite.ready}
        </h2>
        <NewLink home={home} {...made} />
        <button type="button" class="text-button" onClick={() => setMade(undefined)}>
          {invite.another}
        </button>
      </section>
    );
  }
  return (
    <section class="card" aria-labelledby="invite-title">
      <h2 id="invite-title">{invite.title}</h2>
      <p class="soft">{invite.lead}</p>
      <form noValidate onSubmit={(event) => void submit(event)}>
        <Field
          id="invite-email"
          label={invite.email}
          value={email}
          onInput={(text) => {
            setEmail(text);
            setProblem(undefined);
          }}
          hint={invite.emailHint}
          problem={problem}
          attributes={{ inputMode: 'email', maxLength: 254 }}
        />
        <SubmitButton text={invite.action} busyText={invite.busy} isBusy={isBusy} />
      </form>
    </section>
  );
}
