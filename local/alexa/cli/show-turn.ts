import type { Turn } from '../speech/talk.ts';
import type { Context } from './command.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { warnProblems } from './show-exchange.ts';

const slotsText = (slots: Turn['slots']): string =>
  Object.entries(slots)
    .map(
      ([name, slot]) =>
        `${name}: ${JSON.stringify(slot).includes('"value"') ? Reflect.get(Object(slot), 'value') : '–'}`,
    )
    .join(', ');

/** Shows what Alexa says, the card in her app, whether she listens on, and what the checks found; gives the exit code. */
export function showTurn({ print }: Pick<Context, 'print'>, turn: Turn): ExitCode {
  const { understood, slots, message, speech, card, listens, problems, elapsedMs } = turn;
  print.message(message);
  const said = slotsText(slots);
  print.line(print.style('dim', `${understood}${said === '' ? '' : ` (${said})`}, ${elapsedMs} ms`));
  print.line(speech === '' ? print.style('dim', '(silence)') : print.style('green', speech));
  if (card !== undefined) {
    const words = card.type === 'LinkAccount' ? 'Link your account' : `${card.title}\n  ${card.content}`;
    print.line(`  [card] ${words}`);
  }
  if (listens) print.line(print.style('dim', '(she listens)'));
  warnProblems(print, problems);
  return problems.length > 0 ? exitCodes.problems : exitCodes.ok;
}
