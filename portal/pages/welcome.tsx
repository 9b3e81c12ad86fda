import { BusyButton } from '../parts/busy-button.tsx';
import { Icon } from '../parts/icons.tsx';
import { Lamp } from '../parts/lamp.tsx';
import { Page } from '../parts/page.tsx';
import { useWords } from '../state/language.tsx';
import { usePerson } from '../state/person.tsx';

/** For somebody who is not signed in: what this is, and the way in. */
export function Welcome() {
  const { doors, frame } = useWords();
  const { signIn, attempt } = usePerson();
  const { welcome } = doors;
  const go = (page: 'sign-in' | 'sign-up') => () => attempt(doors.signInUnavailable, () => signIn(page));
  return (
    <Page title={welcome.title} class="welcome">
      <div class="hero-light" aria-hidden="true">
        <Lamp size={112} />
      </div>
      <p class="lead">{welcome.lead}</p>
      <div class="doors">
        <BusyButton run={go('sign-up')} busyText={frame.loading}>
          {welcome.signUp}
        </BusyButton>
        <BusyButton run={go('sign-in')} busyText={frame.loading} kind="quiet">
          {welcome.signIn}
        </BusyButton>
      </div>
      <p class="hint">{welcome.byInvitation}</p>
      <ol class="three">
        {welcome.steps.map(({ title, text }) => (
          <li key={title} class="card">
            <h2>{title}</h2>
            <p>{text}</p>
          </li>
        ))}
      </ol>
      <h2 class="section">{welcome.promises}</h2>
      <ul class="promises">
        {welcome.promiseList.map((promise) => (
          <li key={promise}>
            <Icon name="check" />
            {promise}
          </li>
        ))}
      </ul>
    </Page>
  );
}
