import { useCallback, useState } from 'preact/hooks';
import type { HomeStatus } from '../../api-types.ts';
import { explain } from '../../i18n/explain.ts';
import { BusyButton } from '../../parts/busy-button.tsx';
import { useAccountStatus } from '../../state/account-status.tsx';
import { useWords } from '../../state/language.tsx';
import { usePerson } from '../../state/person.tsx';
import { useReading } from '../../state/reading.ts';
import { useSpeechWords } from './use-speech-words.ts';

/** The entity of the assistant that every Home Assistant has; unless another one is chosen, it answers. */
const OWN = 'conversation.home_assistant';
/** What stands for it in the choice. */
const NOBODY_ELSE = '';

/** Which of the home's assistants answers free speech. Its owner chooses, and it is saved at once. */
export function WhoAnswers({ home }: { home: HomeStatus }) {
  const words = useWords();
  const { answers } = useSpeechWords();
  const { api, isSignInNeeded } = usePerson();
  const { refresh } = useAccountStatus();
  const read = useCallback(() => api.assistants(home.home), [api, home.home]);
  const { value: list, error, refresh: ask } = useReading(read);
  const [wanted, setWanted] = useState<string>();
  const [said, setSaid] = useState<{ text: string; isProblem?: boolean }>();

  const chosen = wanted ?? (home.assistant === OWN ? null : home.assistant) ?? NOBODY_ELSE;
  const others = list?.filter(({ id }) => id !== OWN) ?? [];
  const isMissing = chosen !== NOBODY_ELSE && !others.some(({ id }) => id === chosen);

  const choose = async (id: string) => {
    setWanted(id);
    setSaid({ text: words.homeSettings.saving });
    try {
      await api.changeHome(home.home, { assistant: id === NOBODY_ELSE ? null : id });
      await refresh();
      setSaid({ text: words.homeSettings.saved });
    } catch (thrown) {
      if (isSignInNeeded(thrown)) return;
      const { what, remedy = '' } = explain(thrown, words);
      setSaid({ text: `${what} ${remedy}`, isProblem: true });
    }
    setWanted((now) => (now === id ? undefined : now));
  };
  const trouble = error === undefined ? undefined : explain(error, words);
  return (
    <section class="card" aria-labelledby="answers-title">
      <h2 id="answers-title">{answers.title}</h2>
      <div class="field">
        <label for="assistant">{answers.label}</label>
        <select
          id="assistant"
          aria-describedby="assistant-hint"
          value={chosen}
          onChange={({ currentTarget: { value } }) => void choose(value)}
        >
          <option value={NOBODY_ELSE}>{answers.own}</option>
          {others.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
          {isMissing && (
            <option value={chosen}>{list === undefined ? chosen : answers.missing(chosen)}</option>
          )}
        </select>
        <p class={said?.isProblem ? 'problem' : 'saving'} role="status">
          {said?.text ?? (list === undefined && trouble === undefined ? answers.asking : '')}
        </p>
        <p class="hint" id="assistant-hint">
          {answers.hint}
        </p>
      </div>
      {trouble !== undefined && (
        <div class="remedy" role="alert">
          <p>
            {answers.failed} {trouble.what}. {trouble.remedy}
          </p>
          <BusyButton run={ask} busyText={words.frame.loading} kind="quiet" isSmall>
            {words.frame.tryAgain}
          </BusyButton>
        </div>
      )}
    </section>
  );
}
