import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { Refused } from '../failures.ts';
import { memory } from '../memory.ts';
import type { Problem } from '../parts/field.tsx';
import { Page } from '../parts/page.tsx';
import { useWords } from '../state/language.tsx';
import { useNotices } from '../state/notices.tsx';
import { usePerson } from '../state/person.tsx';
import { AddressForm } from './connect/address-form.tsx';
import { CheckResult } from './connect/check-result.tsx';
import { Guide } from './connect/guide.tsx';
import { problemText } from './connect/problems.ts';
import {
  EMPTY_REACH,
  placeOf,
  type ReachDraft,
  type ReachPlace,
  reachOf,
  settingsFor,
  trusting,
} from './connect/reach.ts';
import { toldOf } from './connect/step-words.ts';
import { useCheck } from './connect/use-check.ts';

export type Problems = Partial<Record<ReachPlace, Problem>>;

/** Connecting a home: its address, a check of it, and the owner's permission. */
export function ConnectPage() {
  const words = useWords();
  const { connect } = words;
  const { query } = useLocation();
  const { api, attempt } = usePerson();
  const notices = useNotices();
  const [draft] = useState(() => memory.read('draft'));
  const [name, setName] = useState(draft?.name ?? connect.name.fallback);
  const [problems, setProblems] = useState<Problems>({});
  const [settings, setSettings] = useState(EMPTY_REACH);
  const [isGuideOpen, setGuideOpen] = useState(false);

  /** What a field is to blame for is said there; all else above the page. */
  const blame = (error: unknown): boolean => {
    if (!(error instanceof Refused)) return false;
    const place = error.code === 'home_token_refused' ? 'token' : placeOf(error.field);
    if (place === undefined) return false;
    setProblems({ [place]: { text: problemText(place, error, words) } });
    return true;
  };

  const { check, run, forget } = useCheck((reach, stage) =>
    attempt(connect.checkFailed, () => api.probe(reach, stage), blame),
  );
  const runWith = (draft: ReachDraft, origin: string) => {
    notices.clear();
    setProblems({});
    setSettings(draft);
    return run(reachOf(origin, draft));
  };
  const onCheck = (origin: string, typed: string) => {
    memory.write('draft', { name, url: typed });
    return runWith(settingsFor(settings, origin), origin);
  };

  const openGuide = () => {
    setGuideOpen(true);
    requestAnimationFrame(() => document.getElementById('guide')?.focus());
  };

  const isFine = check !== undefined && check.running === undefined && check.report.ok;

  return (
    <Page title={connect.title} lead={connect.lead} class="connect">
      <div class="columns">
        <div>
          <AddressForm
            firstAddress={query.url ?? draft?.url ?? ''}
            name={name}
            onName={setName}
            reach={settings}
            onReach={setSettings}
            problems={problems}
            onProblems={setProblems}
            isChecking={check?.running !== undefined}
            isFine={isFine}
            onCheck={onCheck}
            onEdit={forget}
            onGuide={openGuide}
          />
        </div>
        <div>
          <p class="unseen" role="status">
            {check !== undefined && toldOf(check, words)}
          </p>
          {check !== undefined && (
            <CheckResult
              check={check}
              isFine={isFine}
              onTrust={(pem) => void runWith(trusting(settings, pem, check.reach.url), check.reach.url)}
              name={name.trim() || connect.name.fallback}
              tokenProblem={problems.token}
              onTokenProblem={(token) => setProblems(token === undefined ? {} : { token })}
              blame={blame}
              onGuide={openGuide}
            />
          )}
          <Guide isOpen={isGuideOpen} onToggle={setGuideOpen} />
        </div>
      </div>
    </Page>
  );
}
