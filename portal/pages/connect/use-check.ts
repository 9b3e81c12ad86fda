import { useRef, useState } from 'preact/hooks';
import type { HomeReach, ProbeReport, ProbeStage, ProbeStep, ProbeStepName } from '../../api-types.ts';
import { completed, nothingYet, STAGES, withPart } from './check-report.ts';

/** A check of an address: how it is reached, and what has been found so far. */
export interface Check {
  reach: HomeReach;
  report: ProbeReport;
  /** The step that is being looked at; absent when the check is over. */
  running?: ProbeStepName;
  /** What was found last. */
  news: readonly ProbeStep[];
}

/**
 * Runs checks, stage after stage, up to the first that fails.
 * @param ask does one stage; undefined if that was not possible, which it has told then
 */
export function useCheck(ask: (reach: HomeReach, stage: ProbeStage) => Promise<ProbeReport | undefined>) {
  const [check, setCheck] = useState<Check>();
  /** What was asked for before the latest start is of no interest any more. */
  const latest = useRef(0);
  const forget = () => {
    latest.current += 1;
    setCheck(undefined);
  };
  const run = async (reach: HomeReach) => {
    forget();
    const mine = latest.current;
    let report = nothingYet(reach.url);
    let news: readonly ProbeStep[] = [];
    for (const [stage, running] of STAGES) {
      setCheck({ reach, report, running, news });
      const part = await ask(reach, stage);
      if (latest.current !== mine) return;
      if (part === undefined) return setCheck(undefined);
      report = withPart(report, part);
      news = part.steps;
      if (!part.ok) break;
    }
    setCheck({ reach, report: completed(report), news });
  };
  return { check, run, forget };
}
