import { useEffect, useRef } from 'preact/hooks';
import type { HomeReach, ProbeReport } from '../../api-types.ts';
import { BusyButton } from '../../parts/busy-button.tsx';
import type { Problem } from '../../parts/field.tsx';
import { useWords } from '../../state/language.tsx';
import { usePerson } from '../../state/person.tsx';
import { ProbeSteps, WaitingSteps } from './probe-steps.tsx';
import { needsPublicAddress } from './step-words.ts';
import { TokenForm } from './token-form.tsx';

/** The check as it runs, what it found, and how to go on: the owner's permission, or what to put right. */
export function CheckResult(props: {
  reach: HomeReach;
  report: ProbeReport | undefined;
  name: string;
  tokenProblem: Problem | undefined;
  onTokenProblem: (problem: Problem | undefined) => void;
  blame: (error: unknown) => boolean;
  onGuide: () => void;
}) {
  const { reach, report, name, tokenProblem, onTokenProblem, blame, onGuide } = props;
  const { connect } = useWords();
  const { api, attempt } = usePerson();
  const verdict = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (report !== undefined) verdict.current?.focus();
  }, [report]);

  if (report === undefined) {
    return (
      <section class="card result" aria-busy="true">
        <h2>{connect.checking}</h2>
        <WaitingSteps />
      </section>
    );
  }
  const signIn = () =>
    attempt(
      connect.permission.failed,
      async () => {
        const page = await api.startHomeSignIn({ ...reach, name });
        if (!/^https?:\/\//.test(page)) throw new TypeError('The sign-in page is not on the web.');
        location.assign(page);
      },
      blame,
    );
  const failed = report.steps.filter(({ status }) => status === 'failed');
  const isUnreachable = failed.some((step) => needsPublicAddress(step, report));
  return (
    <section class="card result">
      <h2 tabIndex={-1} ref={verdict} class={report.ok ? 'good' : 'bad'}>
        {report.ok ? connect.verdict.ok(report.url) : connect.verdict.bad(report.url, failed.length)}
      </h2>
      <ProbeSteps report={report} />
      {isUnreachable && (
        <button type="button" class="text-button" onClick={onGuide}>
          {connect.address.howToGetOne}
        </button>
      )}
      {report.ok ? (
        <div class="permission">
          <h3>{connect.permission.title}</h3>
          <p>{connect.permission.text}</p>
          <BusyButton run={signIn} busyText={connect.permission.leaving}>
            {connect.permission.signIn}
          </BusyButton>
          <TokenForm
            reach={reach}
            origin={report.url}
            name={name}
            problem={tokenProblem}
            onProblem={onTokenProblem}
            blame={blame}
          />
        </div>
      ) : (
        <p class="soft">{connect.verdict.fix}</p>
      )}
    </section>
  );
}
