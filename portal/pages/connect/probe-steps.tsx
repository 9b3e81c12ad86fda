import { PROBE_STEPS } from '../../../lib/home-assistant/probe-steps.ts';
import type { ProbeReport, ProbeStep, ProbeStepName } from '../../api-types.ts';
import { useWords } from '../../state/language.tsx';
import { OF_THE_TOKEN } from './check-report.ts';
import { StepCertificate } from './step-certificate.tsx';
import { stepWords } from './step-words.ts';

const MARKS: Readonly<Record<ProbeStep['status'], string>> = {
  passed: '✓',
  warning: '!',
  failed: '✕',
  skipped: '–',
};

/**
 * The steps of a check, each with what was found and what to do about it, as they become known.
 * @param props.isPinned whether one certificate is trusted by name
 */
export function ProbeSteps(props: {
  report: ProbeReport;
  running: ProbeStepName | undefined;
  isPinned: boolean;
  onTrust: (pem: string) => void;
}) {
  const { report, running, isPinned, onTrust } = props;
  const { connect } = useWords();
  const shown = PROBE_STEPS.filter((name) => !OF_THE_TOKEN.has(name));
  return (
    <ol class="steps">
      {shown.map((name) => {
        const known = report.steps.find(({ step }) => step === name);
        const status = known?.status ?? (name === running ? 'running' : 'waiting');
        return (
          <li class={`step ${status}`} key={name}>
            <span class="mark" aria-hidden="true">
              {known !== undefined && MARKS[known.status]}
            </span>
            <strong>
              {connect.steps[name].name}
              <span class="unseen">: {connect.status[status]}</span>
            </strong>
            {known !== undefined && (
              <Finding step={known} report={report} isPinned={isPinned} onTrust={onTrust} />
            )}
          </li>
        );
      })}
    </ol>
  );
}

function Finding(props: {
  step: ProbeStep;
  report: ProbeReport;
  isPinned: boolean;
  onTrust: (pem: string) => void;
}) {
  const { step, report, isPinned, onTrust } = props;
  const words = useWords();
  const { detail, remedy, technical } = stepWords(step, report, words, isPinned);
  // Why something was prevented is in the step that failed.
  const isPrevented = step.status === 'skipped' && !report.ok;
  return (
    <>
      {!isPrevented && <p class="soft">{detail}</p>}
      {technical !== undefined && (
        <p class="hint">
          {words.connect.found.technical} <code>{technical}</code>
        </p>
      )}
      {remedy !== undefined && <p class="remedy">{remedy}</p>}
      <StepCertificate step={step} isPinned={isPinned} onTrust={onTrust} />
    </>
  );
}
