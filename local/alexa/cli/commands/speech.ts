import { createInterface } from 'node:readline';
import { isLocale, LOCALES, type Locale } from '../../../../infra/skill/locales.ts';
import { SimulatorError } from '../../errors.ts';
import type { Talk, Turn } from '../../speech/talk.ts';
import { type Command, type Context, UsageError } from '../command.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { showProgress, showTurn } from '../show-turn.ts';

function localeOf({ options }: Context): Locale {
  const { locale = 'en-US' } = options;
  if (!isLocale(locale)) throw new UsageError(`The skill speaks ${LOCALES.join(', ')}, not "${locale}"`);
  return locale;
}

const talkOf = (context: Context): Talk =>
  context.alexa.talk(localeOf(context), (speech) => showProgress(context, speech));

/** `launch` */
export const launch: Command = {
  usage: '[--locale de-DE]',
  summary: 'open the skill: "Alexa, open my house"',
  options: ['locale'],
  run: async (context) => showTurn(context, await talkOf(context).launch()),
};

/** `ask SENTENCE` */
export const ask: Command = {
  usage: '"SENTENCE" [--locale de-DE]',
  summary: 'say something to the skill: "Alexa, ask my house to …"',
  options: ['locale'],
  run: async (context) => {
    const sentence = context.words.join(' ').trim();
    if (sentence === '')
      throw new UsageError('Say what is asked: npm run alexa -- ask "turn on the kitchen light"');
    return showTurn(context, await talkOf(context).say(sentence));
  },
};

/** `talk`: a line is a sentence, until the end of the input; the session stays open as long as Alexa listens. */
export const talk: Command = {
  usage: '[--locale de-DE]',
  summary: 'a conversation: a line is a sentence, and the session is kept; Ctrl-D ends it',
  options: ['locale'],
  run: async (context) => {
    const { print, lines, signal } = context;
    const talking = talkOf(context);
    let worst: ExitCode = exitCodes.ok;
    /** A sentence without an answer ends the session, and not the conversation. */
    const take = async (turn: Promise<Turn>) => {
      const code = await turn.then(
        (answered) => showTurn(context, answered),
        (error: unknown) => {
          if (!(error instanceof SimulatorError)) throw error;
          print.warn(error.message);
          return exitCodes.failed;
        },
      );
      if (code !== exitCodes.ok) worst = code;
    };
    await take(talking.launch());
    for await (const line of createInterface({ input: lines(), signal })) {
      if (line.trim() !== '') await take(talking.say(line));
    }
    if ((await talking.end()) !== undefined) print.line(print.style('dim', '(the session ended)'));
    return worst;
  },
};
