import { useState } from 'preact/hooks';
import type { AlexaLink } from '../../api-types.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { focusHeading } from '../../parts/page.tsx';
import { useAccountStatus } from '../../state/account-status.tsx';
import { useSpeech } from '../../state/language.tsx';
import { useNotices } from '../../state/notices.tsx';
import { usePerson } from '../../state/person.tsx';
import { AlexaLinks } from '../home/alexa-links.tsx';

/** The Amazon accounts that are linked, each with the way to disconnect it. */
export function LinksCard({ links }: { links: readonly AlexaLink[] }) {
  const { words, day } = useSpeech();
  const { account, home } = words;
  const { unlink } = account;
  const { api } = usePerson();
  const { refresh } = useAccountStatus();
  const notices = useNotices();
  const [asked, setAsked] = useState<AlexaLink>();
  const regionOf = ({ region }: AlexaLink) => home.alexa.regions[region];
  const disconnect = async (link: AlexaLink) => {
    await api.disconnectLink(link);
    await refresh();
    setAsked(undefined);
    notices.tell('good', unlink.done, unlink.doneText);
    // The button that asked is gone.
    requestAnimationFrame(focusHeading);
  };
  const actionFor = (link: AlexaLink) => (
    <p class="actions">
      <button type="button" class="text-button bad" onClick={() => setAsked(link)}>
        {unlink.action}
        <span class="unseen"> {home.alexa.linked(regionOf(link), day(link.acceptedAt))}</span>
      </button>
    </p>
  );
  return (
    <>
      <AlexaLinks links={links} title={account.links} lead={account.linksLead} actionFor={actionFor} />
      {asked !== undefined && (
        <ConfirmDialog
          title={unlink.title(regionOf(asked))}
          confirm={unlink.confirm}
          busyText={unlink.busy}
          run={() => disconnect(asked)}
          onClose={() => setAsked(undefined)}
        >
          <p>{unlink.text(day(asked.acceptedAt))}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
