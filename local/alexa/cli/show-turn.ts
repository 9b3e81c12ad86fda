import { type SpokenSlot, spokenSlots } from '../speech/slots.ts';
import type { Turn } from '../speech/talk.ts';
import type { Context } from './command.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { warnProblems } from './show-exchange.ts';

const slotsText = (slots: readonly SpokenSlot[]): string =>
  slots
    .map(({ name, value = '–', id }) => `${name}: ${value}${id === undefined ? '' : ` = ${id}`}`)
    .join(', ');

/** Shows a word that comes before the answer. */
export const showProgress = ({ print }: Pick<Context, 'print'>, speech: string): void =>
  print.line(print.style('dim', speech));

/**
 * Shows what Alexa says, the card in her app, whether she listens on, and what the checks found.
 * @returns `failed` where she asks to link the account: then nothing was done
 */
export function showTurn({ print }: Pick<Context, 'print'>, turn: Turn): ExitCode {
  const { understood, slots, message, speech, card, listens, problems, elapsedMs } = turn;
  print.message(message);
  const said = slotsText(spokenSlots(slots));
  print.line(print.style('dim', `${understood}${said === '' ? '' : ` (${said})`}, ${elapsedMs} ms`));
  print.line(speech === '' ? print.style('dim', '(silence)') : print.style('green', speech));
  if (card !== undefined) {
    const words = card.type === 'LinkAccount' ? 'Link your account' : `${card.title}\n  ${card.content}`;
    print.line(`  [card] ${words}`);
  }
  if (listens) print.line(print.style('dim', '(she listens)'));
  warnProblems(print, problems);
  if (problems.length > 0) return exitCodes.problems;
  return card?.type === 'LinkAccount' ? exitCodes.failed : exitCodes.ok;
}
