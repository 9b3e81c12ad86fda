import { useEffect, useRef } from 'preact/hooks';
import { understandAddress } from '../../address.ts';
import type { ProbeStep } from '../../api-types.ts';
import { BusyButton } from '../../parts/busy-button.tsx';
import type { Problem } from '../../parts/field.tsx';
import { useWords } from '../../state/language.tsx';
import { usePerson } from '../../state/person.tsx';
import { NEEDS_A_WAY_IN } from './address-note.tsx';
import { ProbeSteps } from './probe-steps.tsx';
import { TokenForm } from './token-form.tsx';
import type { Check } from './use-check.ts';

/** Outcomes that an open port would mend, and a tunnel better. */
const NO_WAY_IN: ReadonlySet<string> = new Set([
  'home_address_blocked',
  'home_connection_refused',
  'home_timed_out',
]);

/** Whether a home that fails there needs another way in; with plain http or a wrong name it needs another address. */
function needsWayIn({ step, code }: ProbeStep, url: string): boolean {
  const { caution } = { caution: undefined, ...understandAddress(url) };
  if (step === 'dns') return caution !== undefined && NEEDS_A_WAY_IN.has(caution);
  return caution !== 'plain_http' && NO_WAY_IN.has(code ?? '');
}

/** The check as it runs, what it found, and how to go on: the owner's permission, or what to put right. */
export function CheckResult(props: {
  check: Check;
  /** The check is over and went well. */
  isFine: boolean;
  /** Somebody compared a certificate, and trusts it. */
  onTrust: (pem: string) => void;
  name: string;
  tokenProblem: Problem | undefined;
  onTokenProblem: (problem: Problem | undefined) => void;
  blame: (error: unknown) => boolean;
  onGuide: () => void;
}) {
  const { check, isFine, onTrust, name, tokenProblem, onTokenProblem, blame, onGuide } = props;
  const { reach, report, running } = check;
  const { connect } = useWords();
  const { api, attempt } = usePerson();
  const heading = useRef<HTMLHeadingElement>(null);
  const card = useRef<HTMLElement>(null);
  // On a phone the check runs below the form.
  useEffect(() => card.current?.scrollIntoView({ block: 'nearest' }), []);
  const isOver = running === undefined;
  useEffect(() => {
    if (isOver) heading.current?.focus();
  }, [isOver]);

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
  const isPinned = reach.tls?.pinnedCertificate !== undefined;
  return (
    <section class="card result" ref={card} aria-busy={!isOver}>
      <h2 tabIndex={-1} ref={heading} class={isOver ? (isFine ? 'good' : 'bad') : ''}>
        {isOver
          ? isFine
            ? connect.verdict.ok(report.url)
            : connect.verdict.bad(report.url, failed.length)
          : connect.checking}
      </h2>
      <ProbeSteps report={report} running={running} isPinned={isPinned} onTrust={onTrust} />
      {isOver && !isFine && <p class="soft">{connect.verdict.fix}</p>}
      {isOver && failed.some((step) => needsWayIn(step, report.url)) && (
        <p class="way-in">
          {connect.address.noOpenPort}{' '}
          <button type="button" class="text-button" onClick={onGuide}>
            {connect.address.howToGetOne}
          </button>
        </p>
      )}
      {isFine && (
        <div class="permission">
          <h3>{connect.permission.title}</h3>
          <p>{connect.permission.text}</p>
          {isPinned && <p class="hint">{connect.permission.browserWarns}</p>}
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
      )}
    </section>
  );
}
