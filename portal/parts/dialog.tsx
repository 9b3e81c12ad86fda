import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/**
 * A question that has to be answered first. The browser keeps the focus in it, and gives it back afterwards.
 * @param props.isHeld it cannot be closed now: what it is about is under way
 */
export function Dialog(props: {
  title: string;
  isHeld?: boolean;
  onClose: () => void;
  children: ComponentChildren;
}) {
  const { title, isHeld = false, onClose, children } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const whenClosed = useRef(onClose);
  whenClosed.current = onClose;
  const held = useRef(isHeld);
  held.current = isHeld;
  useEffect(() => {
    const opened = dialog.current;
    const onEscape = (event: Event) => {
      if (held.current) event.preventDefault();
    };
    const onClosed = () => {
      // Browsers ask once, and let a second Escape through.
      if (held.current) opened?.showModal();
      else whenClosed.current();
    };
    opened?.addEventListener('cancel', onEscape);
    opened?.addEventListener('close', onClosed);
    opened?.showModal();
    return () => {
      opened?.removeEventListener('close', onClosed);
      opened?.close();
    };
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby="dialog-title">
      <h2 id="dialog-title">{title}</h2>
      {children}
    </dialog>
  );
}
