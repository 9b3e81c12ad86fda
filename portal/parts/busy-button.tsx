import type { ComponentChildren, RefObject } from 'preact';
import { useState } from 'preact/hooks';

/**
 * A button that shows that its work is under way. It keeps the focus meanwhile; further clicks do nothing.
 * @param props.run not for a button that submits a form: the form's own handler is told
 */
export function BusyButton(props: {
  children: ComponentChildren;
  busyText: string;
  run: () => Promise<unknown>;
  kind?: 'quiet' | 'danger';
  isSmall?: boolean;
  buttonRef?: RefObject<HTMLButtonElement>;
}) {
  const { children, busyText, run, kind, isSmall = false, buttonRef } = props;
  const [isBusy, setBusy] = useState(false);
  const start = async () => {
    if (isBusy) return;
    setBusy(true);
    try {
      await run();
    } finally {
      setBusy(false);
    }
  };
  return (
    <button
      type="button"
      {...(buttonRef !== undefined && { ref: buttonRef })}
      class={`button ${kind ?? ''} ${isSmall ? 'small' : ''}`}
      aria-busy={isBusy}
      onClick={() => void start()}
    >
      {isBusy ? busyText : children}
    </button>
  );
}
