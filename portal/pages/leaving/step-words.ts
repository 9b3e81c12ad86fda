import type { DeletionStep } from '../../api-types.ts';
import { outcomeWords } from '../../condition.ts';
import type { Words } from '../../i18n/en.ts';
import { hasWord } from '../../i18n/has-word.ts';

/** How a step of a deletion stands: in words, and what is left to do by hand. */
export interface LeavingStep {
  text: string;
  remedy?: string;
  /** How it looks. */
  look: 'waiting' | 'passed' | 'warning' | 'failed';
}

const LOOKS = { pending: 'waiting', done: 'passed', failed: 'failed' } as const;

function homeText({ status, because, name }: DeletionStep, words: Words): string {
  const { steps, nameless } = words.leaving;
  const home = name ?? nameless;
  if (because === 'token_kept') return steps.home.kept(home);
  if (because === 'token_still_accepted') return steps.home.accepted(home);
  const text = steps.home[status](home);
  const why = status === 'failed' && because !== undefined ? outcomeWords(because, words)?.what : undefined;
  return why === undefined ? text : `${text} (${why}.)`;
}

function textOf(step: DeletionStep, words: Words): string {
  const { steps, nameless } = words.leaving;
  const { what, status, region = '', name } = step;
  const { regions } = words.home.alexa;
  if (what === 'home') return homeText(step, words);
  if (what === 'membership') return steps.membership[status](name ?? nameless);
  if (what === 'alexa') return steps.alexa[status](hasWord(regions, region) ? regions[region] : region);
  return steps[what][status];
}

export function leavingStep(step: DeletionStep, words: Words): LeavingStep {
  const { what, status } = step;
  const text = textOf(step, words);
  if (step.remedy === undefined) return { text, look: LOOKS[status] };
  const { remedies } = words.leaving;
  return {
    text,
    // The API's own is English.
    remedy: hasWord(remedies, what) ? remedies[what] : step.remedy,
    look: status === 'done' ? 'warning' : LOOKS[status],
  };
}
