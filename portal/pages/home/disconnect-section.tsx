import { useState } from 'preact/hooks';
import type { DisconnectReceipt, HomeStatus } from '../../api-types.ts';
import { focusHeading } from '../../parts/page.tsx';
import { useAccountStatus } from '../../state/account-status.tsx';
import { useWords } from '../../state/language.tsx';
import { DisconnectDialog } from './disconnect-dialog.tsx';

/** The way out, at the end of the page. */
export function DisconnectSection({ home }: { home: HomeStatus }) {
  const { disconnect } = useWords().home;
  const { refresh } = useAccountStatus();
  const [isAsking, setAsking] = useState(false);
  const [receipt, setReceipt] = useState<DisconnectReceipt>();
  if (home.role !== 'owner') return null;
  const close = () => {
    setAsking(false);
    if (receipt === undefined) return;
    setReceipt(undefined);
    // The button that asked is gone with its home.
    void refresh().then(focusHeading);
  };
  return (
    <div class="way-out">
      <button type="button" class="text-button bad" onClick={() => setAsking(true)}>
        {disconnect.action(home.name)}
      </button>
      {isAsking && <DisconnectDialog home={home} receipt={receipt} onReceipt={setReceipt} onClose={close} />}
    </div>
  );
}
