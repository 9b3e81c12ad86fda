import { useEffect, useRef, useState } from 'preact/hooks';
import type { DisconnectReceipt, HomeStatus } from '../../api-types.ts';
import { explain } from '../../i18n/explain.ts';
import { BusyButton } from '../../parts/busy-button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { useWords } from '../../state/language.tsx';
import { usePerson } from '../../state/person.tsx';

/** Asks whether a home is really to be disconnected, does it, and shows what became of its token. */
export function DisconnectDialog(props: {
  home: Pick<HomeStatus, 'home' | 'name'>;
  receipt: DisconnectReceipt | undefined;
  onReceipt: (receipt: DisconnectReceipt) => void;
  onClose: () => void;
}) {
  const { home, receipt, onReceipt, onClose } = props;
  const words = useWords();
  const { disconnect } = words.home;
  const { api, isSignInNeeded } = usePerson();
  const [problem, setProblem] = useState<unknown>();
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The button that was pressed is gone.
    if (receipt !== undefined) close.current?.focus();
  }, [receipt]);

  const confirm = async () => {
    setProblem(undefined);
    try {
      onReceipt(await api.disconnect(home.home));
    } catch (error) {
      if (!isSignInNeeded(error)) setProblem(error);
    }
  };

  if (receipt !== undefined) {
    const { title, text } = disconnect.receipts[receipt.token];
    return (
      <Dialog title={disconnect.done(home.name)} onClose={onClose}>
        <div class="receipt">
          <h3>{title}</h3>
          <p>{text}</p>
          <p class="soft">{disconnect.erased}</p>
        </div>
        <div class="buttons">
          <button type="button" class="button" ref={close} onClick={onClose}>
            {words.frame.close}
          </button>
        </div>
      </Dialog>
    );
  }
  const explained = problem === undefined ? undefined : explain(problem, words);
  return (
    <Dialog title={disconnect.title(home.name)} onClose={onClose}>
      <p>{disconnect.text}</p>
      <p class="problem" role="alert">
        {explained !== undefined && `${explained.what} ${explained.remedy ?? ''}`}
      </p>
      <div class="buttons">
        <button type="button" class="button quiet" onClick={onClose}>
          {words.frame.cancel}
        </button>
        <BusyButton kind="danger" run={confirm} busyText={disconnect.busy}>
          {disconnect.confirm}
        </BusyButton>
      </div>
    </Dialog>
  );
}
