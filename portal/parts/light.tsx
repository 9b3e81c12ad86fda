import { useWords } from '../state/language.tsx';

/** A home's condition as a dot, with its word for those who do not see it. */
export function Light({ light }: { light: 'good' | 'bad' | 'idle' }) {
  const { frame } = useWords();
  return (
    <span class={`light ${light}`}>
      <span class="unseen">({frame.light[light]})</span>
    </span>
  );
}
