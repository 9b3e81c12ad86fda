import { memory } from '../memory.ts';
import { useWords } from '../state/language.tsx';

/** For somebody who opened an invitation and then went elsewhere. */
export function WaitingInvitation() {
  const { waiting } = useWords().join;
  if (memory.read('invitation') === undefined) return null;
  return (
    <p class="notice good waiting-invitation">
      {waiting.text} <a href="/join">{waiting.open}</a>
    </p>
  );
}
