import { useState } from 'preact/hooks';
import { LOCALES } from '../../../lib/home-assistant/locales.ts';
import type { HomeStatus } from '../../api-types.ts';
import { BusyButton } from '../../parts/busy-button.tsx';
import { useSpeech } from '../../state/language.tsx';
import { useNotices } from '../../state/notices.tsx';
import { usePerson } from '../../state/person.tsx';
import { likelyLocale } from './likely-locale.ts';
import { ReadyPackage } from './ready-package.tsx';

/** Asks what the package needs, makes it, and says what to do with it. */
export function MakePackage({ home }: { home: HomeStatus }) {
  const { words, language } = useSpeech();
  const { make } = words.reports;
  const { api, attempt } = usePerson();
  const notices = useNotices();
  const [isLacking, setLacking] = useState(home.lastOutcome?.outcome === 'smart_home_not_enabled');
  const [locale, setLocale] = useState<string>(() => likelyLocale(navigator.languages));
  const [yaml, setYaml] = useState<string>();
  const isRunning = home.reporting.heardAt !== null;
  const names = new Intl.DisplayNames(language, { type: 'language' });

  const run = async () => {
    notices.clear();
    setYaml(await attempt(make.failed, () => api.makePackage(home.home, isLacking ? locale : undefined)));
  };

  return (
    <section class="card" aria-labelledby="package-title">
      <h2 id="package-title">{make.title}</h2>
      <fieldset>
        <legend>{make.locale}</legend>
        {([false, true] as const).map((lacks) => (
          <p class="check" key={String(lacks)}>
            <input
              type="radio"
              name="smart-home"
              id={`smart-home-${lacks}`}
              checked={isLacking === lacks}
              onChange={() => setLacking(lacks)}
            />
            <label for={`smart-home-${lacks}`}>{lacks ? make.lacks : make.has}</label>
          </p>
        ))}
        {isLacking && (
          <div class="field">
            <label for="locale">{make.localeLabel}</label>
            <select id="locale" value={locale} onChange={(event) => setLocale(event.currentTarget.value)}>
              {LOCALES.map((each) => (
                <option key={each} value={each}>
                  {names.of(each) ?? each}
                </option>
              ))}
            </select>
          </div>
        )}
      </fieldset>
      <p class={isRunning ? 'remedy' : 'hint'}>
        {make.warning} {isRunning && make.again}
      </p>
      <BusyButton run={run} busyText={make.busy} {...(yaml !== undefined && { kind: 'quiet' })}>
        {isRunning || yaml !== undefined ? make.actionAgain : make.action}
      </BusyButton>
      {yaml !== undefined && <ReadyPackage yaml={yaml} />}
    </section>
  );
}
