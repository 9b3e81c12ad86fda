import { type DisplayCategory, isDisplayCategory } from '../../../lib/alexa/display-categories.ts';
import type { Override } from '../../api-types.ts';
import { useWords } from '../../state/language.tsx';
import { CATEGORIES_OF, categoryWord, KINDS } from './kinds.ts';

/** What a device is to Alexa: as the home says, or one of Alexa's categories. */
export function CategoryField(props: {
  id: string;
  /** The category that the home says. */
  atHome: string;
  override: Override;
  hint: string;
  onSave: (category: DisplayCategory | undefined) => void;
}) {
  const { id, atHome, override, hint, onSave } = props;
  const words = useWords();
  const { category, kinds } = words.devices;
  return (
    <div class="field">
      <label for={id}>{category.label}</label>
      <select
        id={id}
        aria-describedby={`${id}-hint`}
        value={override.category ?? ''}
        onChange={({ currentTarget: { value } }) => onSave(isDisplayCategory(value) ? value : undefined)}
      >
        <option value="">{category.asAtHome(categoryWord(atHome, words))}</option>
        {KINDS.map((kind) => (
          <optgroup key={kind} label={kinds[kind]}>
            {CATEGORIES_OF[kind].map((each) => (
              <option key={each} value={each}>
                {words.categories[each]}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
    </div>
  );
}
