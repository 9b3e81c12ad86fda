import { PROBE_STEPS } from '../../../lib/home-assistant/probe-steps.ts';
import type { ProbeReport, ProbeStage, ProbeStep, ProbeStepName } from '../../api-types.ts';

/** These need a token, and a check of the address alone has none. */
export const OF_THE_TOKEN: ReadonlySet<ProbeStepName> = new Set(['token', 'administrator', 'devices']);

/** The parts of a check of the address alone, in their order, each with the step that it begins with. */
export const STAGES: readonly (readonly [stage: ProbeStage, first: ProbeStepName])[] = [
  ['name', 'dns'],
  ['connection', 'reachable'],
  ['home_assistant', 'home_assistant'],
];

/** What was found before the first part. */
export const nothingYet = (url: string): ProbeReport => ({ url, ok: false, steps: [] });

/** A report with one part more. What a later part says of a step is newer. */
export function withPart(report: ProbeReport, part: ProbeReport): ProbeReport {
  const stepOf = (name: ProbeStepName): ProbeStep | undefined =>
    [...part.steps, ...report.steps].find(({ step }) => step === name);
  return { ...report, ...part, steps: PROBE_STEPS.map(stepOf).filter((step) => step !== undefined) };
}

/** What was not come to was not tried. */
export const completed = (report: ProbeReport): ProbeReport =>
  withPart(
    { ...report, steps: PROBE_STEPS.map((step) => ({ step, status: 'skipped', detail: '' })) },
    report,
  );
