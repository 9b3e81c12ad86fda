import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** A question that has to be answered first. The browser keeps the focus in it, and gives it back afterwards. */
export function Dialog(props: { title: string; onClose: () => void; children: ComponentChildren }) {
  const { title, onClose, children } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const whenClosed = useRef(onClose);
  whenClosed.current = onClose;
  useEffect(() => {
    const opened = dialog.current;
    const onEscape = () => whenClosed.current();
    opened?.addEventListener('close', onEscape);
    opened?.showModal();
    return () => {
      opened?.removeEventListener('close', onEscape);
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
