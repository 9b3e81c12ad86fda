import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { explain } from '../i18n/explain.ts';
import { useWords } from '../state/language.tsx';
import { usePerson } from '../state/person.tsx';
import { BusyButton } from './busy-button.tsx';
import { Dialog } from './dialog.tsx';

/**
 * Asks whether something is really meant, and does it; what goes wrong is said in the dialog, which stays.
 * @param props.run closes the dialog itself, or has it closed, when it is done
 */
export function ConfirmDialog(props: {
  title: string;
  confirm: string;
  busyText: string;
  run: () => Promise<void>;
  onClose: () => void;
  children: ComponentChildren;
}) {
  const { title, confirm, busyText, run, onClose, children } = props;
  const words = useWords();
  const { isSignInNeeded } = usePerson();
  const [problem, setProblem] = useState<unknown>();
  const start = async () => {
    setProblem(undefined);
    try {
      await run();
    } catch (error) {
      if (!isSignInNeeded(error)) setProblem(error);
    }
  };
  const explained = problem === undefined ? undefined : explain(problem, words);
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      <p class="problem" role="alert">
        {explained !== undefined && `${explained.what} ${explained.remedy ?? ''}`}
      </p>
      <div class="buttons">
        <button type="button" class="button quiet" onClick={onClose}>
          {words.frame.cancel}
        </button>
        <BusyButton kind="danger" run={start} busyText={busyText}>
          {confirm}
        </BusyButton>
      </div>
    </Dialog>
  );
}
