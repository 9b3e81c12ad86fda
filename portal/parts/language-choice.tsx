import { LANGUAGES, type Language, useSpeech } from '../state/language.tsx';

/** The languages, each by its own name. */
export function LanguageChoice() {
  const { language, choose, words } = useSpeech();
  return (
    <fieldset class="languages">
      <legend class="unseen">{words.frame.language}</legend>
      {(Object.keys(LANGUAGES) as Language[]).map((each) => (
        <button
          key={each}
          type="button"
          lang={each}
          class="text-button"
          aria-pressed={each === language}
          onClick={() => choose(each)}
        >
          {LANGUAGES[each]}
        </button>
      ))}
    </fieldset>
  );
}
