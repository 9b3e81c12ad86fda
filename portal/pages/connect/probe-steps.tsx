import type { ProbeReport, ProbeStep } from '../../api-types.ts';
import { useWords } from '../../state/language.tsx';
import { OF_THE_TOKEN, STEPS, stepWords } from './step-words.ts';

const MARKS: Readonly<Record<ProbeStep['status'], string>> = {
  passed: '✓',
  warning: '!',
  failed: '✕',
  skipped: '–',
};

/** The steps of a check, each with what was found and what to do about it; they appear one after the other. */
export function ProbeSteps({ report }: { report: ProbeReport }) {
  const words = useWords();
  const { steps } = report;
  const firstFailed = steps.findIndex(({ status }) => status === 'failed');
  const shown = steps.filter(({ step, status }) => status !== 'skipped' || !OF_THE_TOKEN.has(step));
  return (
    <ol class="steps appearing">
      {shown.map((step) => {
        const isPrevented =
          step.status === 'skipped' && firstFailed >= 0 && steps.indexOf(step) > firstFailed;
        const { detail, remedy, technical } = stepWords(step, report, words);
        return (
          <li class={`step ${step.status}`} key={step.step}>
            <span class="mark" aria-hidden="true">
              {MARKS[step.status]}
            </span>
            <strong>
              {words.connect.steps[step.step].name}
              <span class="unseen">: {words.connect.status[step.status]}</span>
            </strong>
            {/* Why it was prevented is in the step that failed. */}
            {!isPrevented && <p class="soft">{detail}</p>}
            {technical !== undefined && (
              <p class="hint">
                {words.connect.found.technical} <code>{technical}</code>
              </p>
            )}
            {remedy !== undefined && <p class="remedy">{remedy}</p>}
          </li>
        );
      })}
    </ol>
  );
}

/** What is about to be looked at. */
export function WaitingSteps() {
  const { connect } = useWords();
  return (
    <ol class="steps waiting">
      {STEPS.filter((step) => !OF_THE_TOKEN.has(step)).map((step) => (
        <li class="step" key={step}>
          <span class="mark" aria-hidden="true" />
          <strong>{connect.steps[step].name}</strong>
        </li>
      ))}
    </ol>
  );
}
