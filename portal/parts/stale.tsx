import { explain } from '../i18n/explain.ts';
import { useWords } from '../state/language.tsx';

/** Says that what is shown may be out of date, because the last look failed. */
export function Stale({ error }: { error: unknown }) {
  const words = useWords();
  if (error === undefined) return null;
  const { what, remedy } = explain(error, words);
  return (
    <p class="notice warn stale" role="status">
      {words.frame.stale} {what} {remedy}
    </p>
  );
}
