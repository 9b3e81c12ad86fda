import { useState } from 'preact/hooks';
import { useSpeech } from '../../state/language.tsx';
import { type DeviceRow, grouped, matching } from './rows.ts';

/** From so many on, looking through them takes a search. */
const MANY = 8;

/** Devices by kind; searchable where there are many. */
export function DeviceGroups({ rows }: { rows: readonly DeviceRow[] }) {
  const { words, language } = useSpeech();
  const { devices } = words;
  const [search, setSearch] = useState('');
  const found = matching(rows, search, language);
  return (
    <>
      {rows.length >= MANY && (
        <div class="field">
          <label for="search">{devices.search}</label>
          <input
            id="search"
            type="search"
            value={search}
            onInput={(event) => setSearch(event.currentTarget.value)}
            autocomplete="off"
          />
          <p class="hint" role="status">
            {found.length === 0 ? devices.nothingFound : devices.results(found.length)}
          </p>
        </div>
      )}
      {grouped(found, language).map(([kind, members]) => (
        <section key={kind} class="group">
          <h3>{kind}</h3>
          <ul class="rows">
            {members.map(({ id, name, note }) => (
              <li key={id}>
                <span>{name}</span>
                {note !== undefined && <span class="soft">{note}</span>}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
