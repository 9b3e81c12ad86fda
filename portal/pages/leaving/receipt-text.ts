import type { DeletionReceipt } from '../../api-types.ts';
import type { Words } from '../../i18n/en.ts';
import { leavingStep } from './step-words.ts';

const MARKS = { waiting: '…', passed: '✓', warning: '!', failed: '✕' } as const;

/**
 * A receipt as a text to keep, in the person's language.
 * @param moment how a time is written
 */
export function receiptText(
  { deletion, state, startedAt, doneAt, steps }: DeletionReceipt,
  words: Words,
  moment: (time: string) => string,
): string {
  const { title, receipt } = words.leaving;
  const lines = steps.flatMap((step) => {
    const { text, remedy, look } = leavingStep(step, words);
    return [`${MARKS[look]} ${text}`, ...(remedy === undefined ? [] : [`  ${receipt.toDo}: ${remedy}`])];
  });
  return [
    `Porchlight. ${title[state]}.`,
    `${receipt.name}: ${deletion}`,
    `${receipt.began}: ${moment(startedAt)}`,
    ...(doneAt === undefined ? [] : [`${receipt.ended}: ${moment(doneAt)}`]),
    '',
    ...lines,
    '',
  ].join('\n');
}
