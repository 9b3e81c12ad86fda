import { useEffect, useRef, useState } from 'preact/hooks';
import type { DisconnectReceipt, HomeStatus } from '../../api-types.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { useWords } from '../../state/language.tsx';
import { usePerson } from '../../state/person.tsx';

/** What became of a home's token. */
function Receipt({
  receipt,
  name,
  onClose,
}: {
  receipt: DisconnectReceipt;
  name: string;
  onClose: () => void;
}) {
  const { home, frame } = useWords();
  const { disconnect } = home;
  const close = useRef<HTMLButtonElement>(null);
  // The button that was pressed is gone.
  useEffect(() => close.current?.focus(), []);
  const { title, text } = disconnect.receipts[receipt.token];
  return (
    <Dialog title={disconnect.done(name)} onClose={onClose}>
      <div class="receipt">
        <h3>{title}</h3>
        <p>{text}</p>
        <p class="soft">{disconnect.erased}</p>
      </div>
      <div class="buttons">
        <button type="button" class="button" ref={close} onClick={onClose}>
          {frame.close}
        </button>
      </div>
    </Dialog>
  );
}

/**
 * Asks whether a home is really to be disconnected, does it, and shows what became of its token. It has to outlive the
 * home: its owner may have to look after the token in another tab, and come back.
 * @param props.onClose told whether the home is gone
 */
export function DisconnectDialog(props: {
  home: Pick<HomeStatus, 'home' | 'name'>;
  onClose: (isDone: boolean) => void;
}) {
  const { home, onClose } = props;
  const { disconnect } = useWords().home;
  const { api } = usePerson();
  const [receipt, setReceipt] = useState<DisconnectReceipt>();
  if (receipt !== undefined) {
    return <Receipt receipt={receipt} name={home.name} onClose={() => onClose(true)} />;
  }
  return (
    <ConfirmDialog
      title={disconnect.title(home.name)}
      confirm={disconnect.confirm}
      busyText={disconnect.busy}
      run={async () => setReceipt(await api.disconnect(home.home))}
      onClose={() => onClose(false)}
    >
      <p>{disconnect.text}</p>
    </ConfirmDialog>
  );
}
