import { useEffect, useRef, useState } from 'preact/hooks';
import { isFriendlyName, MAX_NAME } from '../../../lib/alexa/friendly-name.ts';
import type { Device, Override } from '../../api-types.ts';
import { useWords } from '../../state/language.tsx';

/** What Alexa calls a device: saved when one says so; empty, it is what the home calls it. */
export function NameField(props: {
  id: string;
  device: Device;
  override: Override;
  onSave: (name: string | undefined) => void;
}) {
  const { id, device, override, onSave } = props;
  const { name: words } = useWords().devices;
  // As it is saved: what could not be is still there to try again.
  const current = device.override.name ?? device.name;
  const [draft, setDraft] = useState(current);
  const [isWrong, setWrong] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const problem = useRef<HTMLParagraphElement>(null);
  useEffect(() => setDraft(current), [current]);
  useEffect(() => {
    if (isWrong) problem.current?.scrollIntoView({ block: 'nearest' });
  }, [isWrong]);

  const take = (name: string | undefined) => {
    setWrong(false);
    setDraft(name ?? device.name);
    if (name !== override.name) onSave(name);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const name = draft.trim();
    if (name === '' || name === device.name) return take(undefined);
    if (isFriendlyName(name)) return take(name);
    setWrong(true);
    input.current?.focus();
  };
  return (
    <form class="field" onSubmit={submit}>
      <label for={id}>{words.label}</label>
      <div class="with-button">
        <input
          id={id}
          ref={input}
          value={draft}
          maxLength={MAX_NAME}
          placeholder={device.name}
          autocomplete="off"
          aria-describedby={`${id}-problem`}
          {...(isWrong && { 'aria-invalid': true })}
          onInput={(event) => setDraft(event.currentTarget.value)}
        />
        <button type="submit" class="button quiet small">
          {words.save}
        </button>
      </div>
      <p class="problem" id={`${id}-problem`} role="alert" ref={problem}>
        {isWrong && words.problem}
      </p>
      {override.name !== undefined && (
        <button
          type="button"
          class="text-button"
          onClick={() => {
            take(undefined);
            // This button goes.
            input.current?.focus();
          }}
        >
          {words.restore(device.name)}
        </button>
      )}
    </form>
  );
}
