import { useState } from 'preact/hooks';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Field, type Problem } from '../../parts/field.tsx';
import { useAccountStatus } from '../../state/account-status.tsx';
import { useSpeech } from '../../state/language.tsx';
import { usePerson } from '../../state/person.tsx';

/** Whether two texts are the same to somebody who types one of them. */
const isSame = (one: string, other: string) => one.trim().toLowerCase() === other.toLowerCase();

/** Asks for the e-mail address, so that nobody deletes an account by a slip; and begins it. */
export function DeleteDialog({ onClose }: { onClose: () => void }) {
  const { words, language } = useSpeech();
  const { deletion } = words.account;
  const { api, email } = usePerson();
  const { status, refresh } = useAccountStatus();
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<Problem>();
  // A login whose address is not known here types a word.
  const phrase = email || deletion.word;
  const own = status?.homes.filter(({ role }) => role === 'owner').map(({ name }) => name) ?? [];
  const run = async () => {
    if (!isSame(typed, phrase)) {
      setProblem({ text: deletion.mismatch(phrase) });
      return;
    }
    try {
      await api.deleteAccount();
    } catch (error) {
      // The answer may have got lost on its way, and the account be gone: then the status says so.
      void refresh();
      throw error;
    }
  };
  return (
    <ConfirmDialog
      title={deletion.dialog}
      confirm={deletion.confirm}
      busyText={deletion.busy}
      run={run}
      onClose={onClose}
    >
      {own.length > 0 && <p>{deletion.homes(new Intl.ListFormat(language).format(own))}</p>}
      <Field
        id="delete-confirmation"
        label={deletion.confirmWith(phrase)}
        value={typed}
        onInput={(text) => {
          setTyped(text);
          setProblem(undefined);
        }}
        problem={problem}
        {...(email && { attributes: { inputMode: 'email' as const } })}
      />
    </ConfirmDialog>
  );
}
