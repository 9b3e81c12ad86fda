import { useState } from 'preact/hooks';
import type { HomeStatus } from '../../api-types.ts';
import { explain } from '../../i18n/explain.ts';
import { Switch } from '../../parts/switch.tsx';
import { useAccountStatus } from '../../state/account-status.tsx';
import { useWords } from '../../state/language.tsx';
import { usePerson } from '../../state/person.tsx';
import { HomeNameForm } from './home-name-form.tsx';

type Change = { name?: string; paused?: boolean };

/** What its owner can change of a home: its name, and whether Alexa may have it for now. Saved at once. */
export function HomeSettings({ home }: { home: HomeStatus }) {
  const words = useWords();
  const { homeSettings: own } = words;
  const { api, isSignInNeeded } = usePerson();
  const { refresh } = useAccountStatus();
  const [said, setSaid] = useState<{ text: string; isProblem?: boolean }>();
  const [wanted, setWanted] = useState<boolean>();
  if (home.role !== 'owner') return null;

  const change = async (wish: Change, done: string) => {
    setSaid({ text: own.saving });
    try {
      await api.changeHome(home.home, wish);
      await refresh();
      setSaid({ text: done });
    } catch (error) {
      if (isSignInNeeded(error)) return;
      const { what, remedy = '' } = explain(error, words);
      setSaid({ text: `${what} ${remedy}`, isProblem: true });
    }
  };
  const pause = async (paused: boolean) => {
    // The one before is under way.
    if (wanted !== undefined) return;
    setWanted(paused);
    await change({ paused }, paused ? own.paused : own.resumed);
    setWanted(undefined);
  };
  return (
    <section class="card" aria-labelledby="settings-title">
      <h2 id="settings-title">{own.title}</h2>
      <HomeNameForm name={home.name} onSave={(name) => change({ name }, own.saved)} />
      <Switch
        id="paused"
        label={own.pause}
        hint={own.pauseHint}
        isOn={wanted ?? home.paused}
        onChange={(paused) => void pause(paused)}
      />
      <p class={said?.isProblem ? 'problem' : 'saving'} role="status">
        {said?.text}
      </p>
    </section>
  );
}
