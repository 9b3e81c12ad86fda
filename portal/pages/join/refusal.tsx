import { useEffect } from 'preact/hooks';
import { Refused } from '../../failures.ts';
import { explain } from '../../i18n/explain.ts';
import { memory } from '../../memory.ts';
import { BusyButton } from '../../parts/busy-button.tsx';
import { Lamp } from '../../parts/lamp.tsx';
import { Page } from '../../parts/page.tsx';
import { useWords } from '../../state/language.tsx';
import { usePerson } from '../../state/person.tsx';

const FINAL: ReadonlySet<string> = new Set(['invitation_invalid', 'invitation_not_yours']);

/** Whether it is of no use to try once more with the same invitation and the same person. */
export const isFinal = (error: unknown): error is Refused =>
  error instanceof Refused && FINAL.has(error.code);

/** Why an invitation does not let this person in, and what they can do. */
export function Refusal({ error, onLeave }: { error: Refused; onLeave: () => void }) {
  const words = useWords();
  const { join, frame } = words;
  const { email, signOut } = usePerson();
  const isForAnother = error.code === 'invitation_not_yours';
  const { what, remedy } = explain(error, words);
  useEffect(() => {
    // One for somebody else is good yet, after another sign-in.
    if (!isForAnother) memory.forget('invitation');
  }, [isForAnother]);
  return (
    <Page title={isForAnother ? join.notYours : join.invalid}>
      <section class="card trouble refusal" role="alert">
        <Lamp light="bad" size={56} />
        <div>
          <p>{what}</p>
          {isForAnother && (
            <p>
              {join.offer.signedInAs} <strong>{email}</strong>.
            </p>
          )}
          <p class="remedy">{remedy}</p>
          <div class="buttons">
            {isForAnother && (
              <BusyButton run={() => signOut(true)} busyText={frame.loading}>
                {join.offer.somebodyElse}
              </BusyButton>
            )}
            <button type="button" class="button quiet" onClick={onLeave}>
              {join.toHome}
            </button>
          </div>
        </div>
      </section>
    </Page>
  );
}
