import type { DeletionStep } from '../../api-types.ts';
import { useWords } from '../../state/language.tsx';
import { leavingStep } from './step-words.ts';

const MARKS = { waiting: '', passed: '✓', warning: '!', failed: '✕' } as const;

/** What a deletion does, one thing after the other, and what became of each. */
export function LeavingSteps({ steps }: { steps: readonly DeletionStep[] }) {
  const words = useWords();
  return (
    <ol class="steps">
      {steps.map((step, index) => {
        const { text, remedy, look } = leavingStep(step, words);
        return (
          <li class={`step ${look}`} key={`${step.what} ${step.home ?? step.region ?? ''} ${index}`}>
            <span class="mark" aria-hidden="true">
              {MARKS[look]}
            </span>
            <p>{text}</p>
            {remedy !== undefined && <p class="remedy">{remedy}</p>}
          </li>
        );
      })}
    </ol>
  );
}
