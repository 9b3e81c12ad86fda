import type { InvitationPreview } from '../../api-types.ts';
import { BusyButton } from '../../parts/busy-button.tsx';
import { Lamp } from '../../parts/lamp.tsx';
import { Page } from '../../parts/page.tsx';
import { useSpeech } from '../../state/language.tsx';
import { usePerson } from '../../state/person.tsx';
import { isFinal } from './refusal.tsx';

/** Who invites to what, and what that means; and the answer to it. */
export function Offer(props: {
  preview: InvitationPreview;
  accept: () => Promise<void>;
  /** It turned out that this invitation is not to be had. */
  onRefused: (error: unknown) => void;
  onDecline: () => void;
}) {
  const { preview, accept, onRefused, onDecline } = props;
  const { words, day } = useSpeech();
  const { offer, failed } = words.join;
  const { email, signOut, attempt } = usePerson();
  const { homeName, owner, expiresAt } = preview;
  const join = () =>
    attempt(failed, accept, (error) => {
      if (!isFinal(error)) return false;
      onRefused(error);
      return true;
    });
  return (
    <Page title={offer.title(homeName)}>
      <section class="card condition good invitation">
        <div class="porch" aria-hidden="true">
          <Lamp size={88} />
        </div>
        <p class="by">{owner === undefined ? offer.byUnknown(homeName) : offer.by(owner, homeName)}</p>
        <p>{offer.gain}</p>
        <p class="soft">
          {offer.seen} {offer.until(day(expiresAt))}
        </p>
        <div class="buttons">
          <BusyButton run={join} busyText={offer.busy}>
            {offer.accept}
          </BusyButton>
          <button type="button" class="button quiet" onClick={onDecline}>
            {offer.decline}
          </button>
        </div>
      </section>
      <p class="signed-in">
        {offer.signedInAs} <strong>{email}</strong>.{' '}
        <button type="button" class="text-button" onClick={() => void signOut(true)}>
          {offer.somebodyElse}
        </button>
      </p>
    </Page>
  );
}
