import type { Alexa } from '../alexa/alexa.ts';
import { InvokeError, SimulatorError } from '../alexa/errors.ts';
import { spokenSlots } from '../alexa/speech/slots.ts';
import type { Talk, Turn } from '../alexa/speech/talk.ts';
import type { ChatLocale } from './chat-locales.ts';
import { CHAT_WORDS } from './chat-words.ts';
import { NotNow } from './not-now.ts';
import type { Recorder } from './recorder.ts';
import type { ChatAnswer, ChatTurn, ChatView } from './view.ts';
import { withheld } from './withheld.ts';
import { inWords } from './wording.ts';

/** Somebody in front of an Echo who speaks with the skill, in writing. */
export interface Chat {
  view(): ChatView;
  /** "Alexa, open …" @throws NotNow */
  launch(locale: ChatLocale): Promise<void>;
  /** "Alexa, ask … to …", or an answer while she listens. @throws NotNow */
  say(locale: ChatLocale, sentence: string): Promise<void>;
  /** Ends the session, if one is open. @throws NotNow */
  end(): Promise<void>;
  /** The skill was disabled: nobody listens any more, and nobody is told. */
  hush(): void;
}

type Said = Pick<ChatTurn, 'kind' | 'said' | 'before'>;

const KEPT = 60;

/** `IntentRequest TurnPhraseIntent` → "Intent request · TurnPhraseIntent". */
const titleOf = ({ understood }: Turn): string => {
  const [type = '', intent] = understood.split(' ');
  return [inWords(type), ...(intent === undefined ? [] : [intent])].join(' · ');
};

const answerOf = ({ speech, card, listens, elapsedMs }: Turn): ChatAnswer => ({
  speech,
  listens,
  elapsedMs,
  ...(card === undefined ? {} : { card }),
});

/** `afterwards` is told when an answer is there; `change` what the chat looks like now. `now` is in epoch milliseconds. */
export function createChat(ports: {
  readonly alexa: Pick<Alexa, 'talk'>;
  readonly recorder: Pick<Recorder, 'note'>;
  readonly change: (chat: ChatView) => void;
  readonly afterwards: () => Promise<void>;
  readonly now: () => number;
}): Chat {
  const { alexa, recorder, change, afterwards, now } = ports;
  let turns: readonly ChatTurn[] = [];
  let last = 0;
  let isBusy = false;
  let talking: { readonly locale: ChatLocale; readonly talk: Talk } | undefined;

  const view = (): ChatView => ({ turns, isBusy, listens: talking?.talk.listens() ?? false });
  const begin = (turn: Said, locale: ChatLocale) => {
    last += 1;
    const at = new Date(now()).toISOString();
    turns = [...turns, { id: last, at, locale, progress: [], problems: [], ...turn }].slice(-KEPT);
  };
  /** What is known of the turn that is under way. */
  const add = (more: (turn: ChatTurn) => Partial<ChatTurn>) => {
    turns = turns.map((turn) => (turn.id === last ? { ...turn, ...more(turn) } : turn));
  };

  const talkIn = (locale: ChatLocale): Talk => {
    if (talking?.locale === locale) return talking.talk;
    const onProgress = (speech: string) => {
      add(({ progress }) => ({ progress: [...progress, speech] }));
      change(view());
    };
    talking = { locale, talk: alexa.talk(locale, onProgress) };
    return talking.talk;
  };

  const answered = (turn: Turn) => {
    const { event, message, speech, problems, elapsedMs, understood, slots } = turn;
    const said = speech === '' ? {} : { said: speech };
    const entry = recorder.note(
      { kind: 'speech', title: titleOf(turn), problems, elapsedMs, ...said },
      withheld(event, { sent: event, received: message }),
    );
    const heard = { request: understood, slots: spokenSlots(slots) };
    add(() => ({ heard, problems, entry: entry.id, answer: answerOf(turn) }));
  };
  const failed = (error: unknown, { kind, said }: Said, locale: ChatLocale, elapsedMs: number) => {
    if (!(error instanceof SimulatorError)) throw error;
    const { noAnswer } = CHAT_WORDS[locale];
    const why = error instanceof InvokeError ? `no answer (${error.kind})` : error.message;
    const title = kind === 'say' ? `Sentence · ${said}` : inWords(kind);
    const entry = recorder.note({
      kind: 'speech',
      title,
      problems: [],
      elapsedMs,
      said: noAnswer,
      error: why,
    });
    const answer = { speech: noAnswer, listens: false, elapsedMs, error: error.message };
    add(() => ({ entry: entry.id, answer }));
  };

  const take = async (said: Said, locale: ChatLocale, work: () => Promise<Turn | undefined>) => {
    begin(said, locale);
    change(view());
    const started = now();
    try {
      const turn = await work();
      if (turn !== undefined) answered(turn);
    } catch (error) {
      failed(error, said, locale, now() - started);
    }
  };

  /** One sentence at a time; whatever happens, the next may be said afterwards. */
  const during = async (work: () => Promise<void>) => {
    if (isBusy) throw new NotNow('One moment: the last sentence has no answer yet.');
    isBusy = true;
    try {
      await work();
    } finally {
      isBusy = false;
      // Shown together with the answer: who sees it may go on.
      change(view());
    }
    await afterwards();
  };

  const over = async () => {
    if (talking === undefined || !talking.talk.listens()) return;
    const { talk, locale } = talking;
    await take({ kind: 'end', said: '' }, locale, () => talk.end());
  };

  return {
    view,
    launch: (locale) =>
      during(async () => {
        await over();
        const talk = talkIn(locale);
        const said = CHAT_WORDS[locale].open(talk.invocationName);
        await take({ kind: 'launch', said }, locale, talk.launch);
      }),
    say: (locale, sentence) =>
      during(async () => {
        // Who goes on in another language begins anew.
        if (talking?.locale !== locale) await over();
        const talk = talkIn(locale);
        const before = CHAT_WORDS[locale].ask(talk.invocationName);
        const said: Said = { kind: 'say', said: sentence, ...(talk.listens() ? {} : { before }) };
        await take(said, locale, () => talk.say(sentence));
      }),
    end: () => during(over),
    hush() {
      talking = undefined;
      change(view());
    },
  };
}
