import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import type { HomeReach, ProbeReport } from '../api-types.ts';
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
import { placeOf, type ReachPlace } from './connect/reach.ts';

export type Problems = Partial<Record<ReachPlace, Problem>>;

/** What was checked, how, and what came of it; the check of an address alone, without a token. */
interface Check {
  reach: HomeReach;
  report: ProbeReport | undefined;
}

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
  const [check, setCheck] = useState<Check>();
  const [isGuideOpen, setGuideOpen] = useState(false);

  /** What a field is to blame for is said there; all else above the page. */
  const blame = (error: unknown): boolean => {
    if (!(error instanceof Refused)) return false;
    const place = error.code === 'home_token_refused' ? 'token' : placeOf(error.field);
    if (place === undefined) return false;
    setProblems({ [place]: { text: problemText(place, error, words) } });
    return true;
  };

  const onCheck = async (reach: HomeReach, typed: string) => {
    memory.write('draft', { name, url: typed });
    notices.clear();
    setProblems({});
    setCheck({ reach, report: undefined });
    const report = await attempt(connect.checkFailed, () => api.probe(reach), blame);
    setCheck(report === undefined ? undefined : { reach, report });
  };

  const openGuide = () => {
    setGuideOpen(true);
    requestAnimationFrame(() => document.getElementById('guide')?.focus());
  };

  return (
    <Page title={connect.title} lead={connect.lead} class="connect">
      <div class="columns">
        <div>
          <AddressForm
            firstAddress={query.url ?? draft?.url ?? ''}
            name={name}
            onName={setName}
            problems={problems}
            onProblems={setProblems}
            isChecking={check !== undefined && check.report === undefined}
            isFine={check?.report?.ok === true}
            onCheck={onCheck}
            onEdit={() => setCheck(undefined)}
            onGuide={openGuide}
          />
        </div>
        <div>
          {check !== undefined && (
            <CheckResult
              reach={check.reach}
              report={check.report}
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
