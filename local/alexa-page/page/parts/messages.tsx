import { useState } from 'preact/hooks';
import type { EntryView, PersonView } from '../../view.ts';
import { Entry } from './entry.tsx';

/** Questions of how devices are come by the dozen; those that show something wrong are always shown. */
const isQuiet = ({ kind, error, problems }: EntryView): boolean =>
  kind === 'look' && error === undefined && problems.length === 0;

const SHOWN = 40;

/** What was said and answered in an account's name, the newest first. */
export function Messages({ person }: { person: PersonView }) {
  const [isComplete, setComplete] = useState(false);
  const wanted = person.entries.filter((entry) => isComplete || !isQuiet(entry));
  const shown = wanted.slice(-SHOWN).toReversed();
  return (
    <section class="card messages" aria-labelledby="messages">
      <h2 id="messages">What was said and answered</h2>
      <p class="check">
        <input
          type="checkbox"
          id="complete"
          checked={isComplete}
          onChange={({ currentTarget }) => setComplete(currentTarget.checked)}
        />
        <label for="complete">Also how devices were looked at</label>
      </p>
      {shown.length === 0 ? (
        <p class="soft">Nothing yet. Each message appears here as it is sent or arrives.</p>
      ) : (
        <ol class="entries" reversed>
          {shown.map((entry) => (
            <Entry key={entry.id} person={person.id} entry={entry} />
          ))}
        </ol>
      )}
    </section>
  );
}
