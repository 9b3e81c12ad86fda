import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { explain } from '../i18n/explain.ts';
import { useWords } from '../state/language.tsx';
import { usePerson } from '../state/person.tsx';
import { BusyButton } from './busy-button.tsx';
import { Dialog } from './dialog.tsx';

/**
 * Asks whether something is really meant, and does it; what goes wrong is said in the dialog, which stays. What is
 * under way cannot be called back, so until it is done the dialog stays too.
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
  const [isUnderWay, setUnderWay] = useState(false);
  const start = async () => {
    setProblem(undefined);
    setUnderWay(true);
    try {
      await run();
    } catch (error) {
      if (!isSignInNeeded(error)) setProblem(error);
    }
    setUnderWay(false);
  };
  const explained = problem === undefined ? undefined : explain(problem, words);
  return (
    <Dialog title={title} isHeld={isUnderWay} onClose={onClose}>
      {children}
      <p class="problem" role="alert">
        {explained !== undefined && `${explained.what} ${explained.remedy ?? ''}`}
      </p>
      <div class="buttons">
        <button type="button" class="button quiet" disabled={isUnderWay} onClick={onClose}>
          {words.frame.cancel}
        </button>
        <BusyButton kind="danger" run={start} busyText={busyText}>
          {confirm}
        </BusyButton>
      </div>
    </Dialog>
  );
}
