import { BusyButton } from '../../parts/busy-button.tsx';
import { Lamp } from '../../parts/lamp.tsx';
import { Page } from '../../parts/page.tsx';
import { useWords } from '../../state/language.tsx';
import { usePerson } from '../../state/person.tsx';

/** Somebody is invited, and it is not known yet who they are; the invitation waits in this tab. */
export function SignInFirst() {
  const { doors, frame, join } = useWords();
  const { signIn, attempt } = usePerson();
  const go = (page: 'sign-in' | 'sign-up') => () => attempt(doors.signInUnavailable, () => signIn(page));
  return (
    <Page title={join.first.title} class="welcome">
      <div class="hero-light" aria-hidden="true">
        <Lamp size={112} />
      </div>
      <p class="lead">{join.first.text}</p>
      <div class="doors">
        <BusyButton run={go('sign-up')} busyText={frame.loading}>
          {doors.welcome.signUp}
        </BusyButton>
        <BusyButton run={go('sign-in')} busyText={frame.loading} kind="quiet">
          {doors.welcome.signIn}
        </BusyButton>
      </div>
      <p class="hint">{join.first.how}</p>
    </Page>
  );
}
