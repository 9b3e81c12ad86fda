import { memory } from '../memory.ts';
import { useWords } from '../state/language.tsx';
import { usePerson } from '../state/person.tsx';

/** For somebody who opened an invitation and then went elsewhere. */
export function WaitingInvitation() {
  const { waiting } = useWords().join;
  const { isDeleted } = usePerson();
  if (isDeleted || memory.read('invitation') === undefined) return null;
  return (
    <p class="notice good waiting-invitation">
      {waiting.text} <a href="/join">{waiting.open}</a>
    </p>
  );
}
