import type { ProbeReport, ProbeStep } from '../api-types.ts';
import { el } from '../dom.ts';
import { counted, STEP_NAMES, STEP_STATUS } from '../words.ts';

/** These need a token, and a check of the address alone has none. */
const OF_THE_TOKEN = new Set<ProbeStep['step']>(['token', 'administrator', 'devices']);

const MARKS: Readonly<Record<ProbeStep['status'], string>> = {
  passed: '✓',
  warning: '!',
  failed: '✕',
  skipped: '–',
};

const stepItem = ({ step, status, detail, remedy }: ProbeStep, isPrevented: boolean) =>
  el(
    'li',
    { class: `step ${status}` },
    el('span', { class: 'mark', 'aria-hidden': 'true' }, MARKS[status]),
    el('strong', {}, STEP_NAMES[step], el('span', { class: 'unseen' }, `: ${STEP_STATUS[status]}`)),
    // Why it was prevented is in the step before it that failed; one skipped for a reason of its own tells it.
    !isPrevented && el('p', { class: 'soft' }, detail),
    remedy !== undefined && el('p', { class: 'remedy' }, remedy),
  );

/** One sentence about a check as a whole. */
export function verdictOf({ ok, url, steps }: ProbeReport): string {
  if (ok) return `${url} can be connected.`;
  const failed = steps.filter(({ status }) => status === 'failed').length;
  return `${url} cannot be connected yet: ${counted(failed, 'problem', 'problems')}.`;
}

/** The steps of a check, each with what was found and what to do about it. */
export function probeSteps({ steps }: ProbeReport): HTMLElement {
  const firstFailed = steps.findIndex(({ status }) => status === 'failed');
  const isPrevented = (step: ProbeStep) =>
    step.status === 'skipped' && firstFailed >= 0 && steps.indexOf(step) > firstFailed;
  return el(
    'ol',
    { class: 'steps' },
    ...steps
      .filter(({ step, status }) => status !== 'skipped' || !OF_THE_TOKEN.has(step))
      .map((step) => stepItem(step, isPrevented(step))),
  );
}
