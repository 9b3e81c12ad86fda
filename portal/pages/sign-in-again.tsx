import { BusyButton } from '../parts/busy-button.tsx';
import { Lamp } from '../parts/lamp.tsx';
import { Page } from '../parts/page.tsx';
import { useWords } from '../state/language.tsx';
import { usePerson } from '../state/person.tsx';

/** For somebody who was, or is expected to be, signed in; afterwards they are back where they are now. */
export function SignInAgain({ why }: { why: 'ended' | 'needed' | 'almostThere' }) {
  const { doors, frame } = useWords();
  const { signIn, attempt } = usePerson();
  const { title, text } = doors[why];
  return (
    <Page title={title}>
      <section class="card trouble">
        <Lamp light="idle" size={56} />
        <div>
          <p>{text}</p>
          <BusyButton run={() => attempt(doors.signInUnavailable, () => signIn())} busyText={frame.loading}>
            {doors.welcome.signIn}
          </BusyButton>
        </div>
      </section>
    </Page>
  );
}
