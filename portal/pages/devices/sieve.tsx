import type { Device } from '../../api-types.ts';
import { useWords } from '../../state/language.tsx';
import { choicesOf, type Only } from './rows.ts';

/** From so many on, looking through them takes a search. */
const MANY = 8;

/** A search, and a choice of which devices are shown; each where it is of use. */
export function Sieve(props: {
  devices: readonly Device[];
  search: string;
  onSearch: (search: string) => void;
  only: Only;
  onOnly: (only: Only) => void;
  found: number;
}) {
  const { devices, search, onSearch, only, onOnly, found } = props;
  const { devices: words } = useWords();
  const choices = choicesOf(devices);
  // The one that is chosen stays, so that there is a way back from it.
  const offered =
    only === 'all' || choices.some(([each]) => each === only)
      ? choices
      : [
          ['all', devices.length] as const,
          ...choices.filter(([each]) => each !== 'all'),
          [only, found] as const,
        ];
  return (
    <div class="sieve">
      {devices.length >= MANY && (
        <div class="field">
          <label for="search">{words.search}</label>
          <input
            id="search"
            type="search"
            value={search}
            onInput={(event) => onSearch(event.currentTarget.value)}
            autocomplete="off"
          />
        </div>
      )}
      {offered.length > 0 && (
        <fieldset class="chips">
          <legend class="unseen">{words.which}</legend>
          {offered.map(([each, count]) => (
            <label key={each}>
              <input type="radio" name="which" checked={each === only} onChange={() => onOnly(each)} />
              <span>{words.only[each](count)}</span>
            </label>
          ))}
        </fieldset>
      )}
      <p class={search === '' ? 'unseen' : 'hint'} role="status">
        {found === 0 ? words.nothingFound : words.results(found)}
      </p>
    </div>
  );
}
