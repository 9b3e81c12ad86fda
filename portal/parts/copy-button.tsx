import { useEffect, useState } from 'preact/hooks';
import { useWords } from '../state/language.tsx';

/** Copies a text, and says so for a moment. */
export function CopyButton(props: { text: string; label: string; onFailure: () => void; kind?: 'quiet' }) {
  const { frame } = useWords();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), 3_000);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = () => navigator.clipboard.writeText(props.text).then(() => setCopied(true), props.onFailure);
  return (
    <button type="button" class={`button small ${props.kind ?? ''}`} onClick={() => void copy()}>
      <span aria-live="polite">{isCopied ? `${frame.copied} ✓` : props.label}</span>
    </button>
  );
}
