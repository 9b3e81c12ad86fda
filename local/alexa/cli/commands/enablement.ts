import type { SkillExchange } from '../../skill-side.ts';
import type { Command, Context } from '../command.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { warnProblems } from '../show-exchange.ts';

function showTold({ print }: Pick<Context, 'print'>, told: readonly SkillExchange[], said: string): ExitCode {
  for (const { message } of told) print.message(message);
  const elapsed = told.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0);
  print.line(`${print.style('green', said)} ${print.style('dim', `(${elapsed} ms)`)}`);
  for (const { type } of told) print.line(`  ${type}`);
  const problems = told.flatMap((each) => each.problems);
  warnProblems(print, problems);
  return problems.length > 0 ? exitCodes.problems : exitCodes.ok;
}

/** `enable`: the events by which Alexa says who enabled the skill, and with which account. */
export const enable: Command = {
  usage: '',
  summary: 'tell the skill that it was enabled and linked (skill events)',
  options: [],
  run: async (context) =>
    showTold(context, await context.alexa.enable(), 'The skill was told that it is enabled.'),
};

/** `disable`: the event by which Alexa says that the skill was disabled; the link goes with it. */
export const disable: Command = {
  usage: '',
  summary: 'tell the skill that it was disabled (skill event), and forget the link',
  options: [],
  run: async (context) =>
    showTold(
      context,
      [await context.alexa.disable()],
      'The skill was told that it is disabled; the link is gone.',
    ),
};
