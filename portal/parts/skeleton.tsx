import { useWords } from '../state/language.tsx';

/** The shape of what is to come. */
export function Skeleton() {
  const { frame } = useWords();
  return (
    <div class="skeleton" role="status">
      <span class="unseen">{frame.loading}</span>
      <div class="card" aria-hidden="true">
        <span class="bar wide" />
        <span class="bar" />
        <span class="bar short" />
      </div>
      <div class="card" aria-hidden="true">
        <span class="bar" />
        <span class="bar short" />
      </div>
    </div>
  );
}
