import { useEffect, useRef, useState } from 'preact/hooks';
import { useWords } from '../../state/language.tsx';

/** The API takes no longer ones. */
const MAX_NAME = 60;

/** What a home is called. */
export function HomeNameForm({ name, onSave }: { name: string; onSave: (name: string) => Promise<void> }) {
  const { homeSettings: words } = useWords();
  const [draft, setDraft] = useState(name);
  const [isMissing, setMissing] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => setDraft(name), [name]);

  const submit = (event: Event) => {
    event.preventDefault();
    const wanted = draft.trim();
    setMissing(wanted === '');
    if (wanted === '') input.current?.focus();
    else if (wanted !== name) void onSave(wanted);
  };
  return (
    <form class="field" onSubmit={submit}>
      <label for="home-name">{words.name}</label>
      <div class="with-button">
        <input
          id="home-name"
          ref={input}
          value={draft}
          maxLength={MAX_NAME}
          autocomplete="off"
          aria-describedby="home-name-hint home-name-problem"
          {...(isMissing && { 'aria-invalid': true })}
          onInput={(event) => setDraft(event.currentTarget.value)}
        />
        <button type="submit" class="button quiet small">
          {words.save}
        </button>
      </div>
      <p class="problem" id="home-name-problem" role="alert">
        {isMissing && words.nameMissing}
      </p>
      <p class="hint" id="home-name-hint">
        {words.nameHint}
      </p>
    </form>
  );
}
