import { useEffect, useRef, useState } from 'preact/hooks';
import { CHAT_LOCALES, type ChatLocale } from '../../chat-locales.ts';
import type { ChatTurn, ChatView, PersonView } from '../../view.ts';
import { ask, Declined } from '../ask.ts';
import { useRemembered } from '../remembered.ts';
import { suggestions } from '../suggestions.ts';
import { Turn } from './chat-turn.tsx';

const LANGUAGES: Readonly<Record<ChatLocale, string>> = { 'en-US': 'English', 'de-DE': 'Deutsch' };

/** What a screen reader says of it: Alexa's last words, and whether she listens. */
function Announced({ turns, isBusy, listens }: ChatView) {
  const turn = turns.at(-1);
  const words = turn?.answer?.speech ?? turn?.progress.at(-1) ?? '';
  const isOver = turn?.kind === 'end' && turn.answer !== undefined;
  return (
    <div class="unseen" role="status">
      {words !== '' && <span lang={turn?.locale}>Alexa: {words} </span>}
      {!isBusy && listens && 'She listens.'}
      {isOver && 'The conversation is over.'}
    </div>
  );
}

/** Whether Alexa waits, listens or sleeps, with her ring. */
function Mood({ isBusy, listens }: ChatView) {
  const [ring, words] = isBusy
    ? ['busy', 'Waiting for the skill …']
    : listens
      ? ['listening', 'Alexa listens.']
      : ['asleep', 'Open the skill for a conversation.'];
  return (
    <p class={`mood ${ring}`}>
      <span class={`ring ${ring}`} aria-hidden="true" />
      {words}
    </p>
  );
}

/** New words come into sight by themselves, in the chat and not on the page. */
function Log({ person, turns }: { person: PersonView; turns: readonly ChatTurn[] }) {
  const log = useRef<HTMLOListElement>(null);
  const last = turns.at(-1);
  useEffect(() => {
    log.current?.scrollTo(0, log.current.scrollHeight);
  }, [last?.id, last?.progress.length, last?.answer]);
  return (
    <ol class="log" ref={log} aria-label="What was said">
      {turns.map((turn) => (
        <Turn key={turn.id} person={person} turn={turn} />
      ))}
    </ol>
  );
}

/** Speaking with the skill, in writing. */
export function Chat({ person }: { person: PersonView }) {
  const { chat } = person;
  const [locale, chooseLocale] = useRemembered<ChatLocale>(`language of ${person.id}`, CHAT_LOCALES);
  const [sentence, setSentence] = useState('');
  const [problem, setProblem] = useState<string>();
  const input = useRef<HTMLInputElement>(null);

  const send = async (what: 'launch' | 'say' | 'end', body: Record<string, string> = {}) => {
    setProblem(undefined);
    try {
      await ask(`/api/people/${person.id}/speech/${what}`, { locale, ...body });
      return true;
    } catch (error) {
      if (!(error instanceof Declined)) throw error;
      setProblem(error.message);
      return false;
    }
  };
  const say = async (words: string) => {
    const said = words.trim();
    if (said === '' || chat.isBusy) return;
    setSentence('');
    if (!(await send('say', { sentence: said }))) setSentence(said);
  };
  const end = () => {
    input.current?.focus();
    return send('end');
  };

  return (
    <section class="card chat" aria-labelledby="chat">
      <div class="chat-head">
        <h2 id="chat">Speak with the skill</h2>
        <fieldset class="languages">
          <legend class="unseen">Language</legend>
          {CHAT_LOCALES.map((each) => (
            <button
              key={each}
              type="button"
              class="text-button"
              lang={each}
              aria-pressed={each === locale}
              onClick={() => chooseLocale(each)}
            >
              {LANGUAGES[each]}
            </button>
          ))}
        </fieldset>
      </div>
      <Announced {...chat} />
      {chat.turns.length > 0 && <Log person={person} turns={chat.turns} />}
      {chat.turns.length === 0 && (
        <ul class="suggestions" aria-label="For example" lang={locale}>
          {suggestions(person.devices, locale).map((words) => (
            <li key={words}>
              <button type="button" class="suggestion" onClick={() => void say(words)}>
                {words}
              </button>
            </li>
          ))}
        </ul>
      )}
      <Mood {...chat} />
      <form
        class={`composer ${chat.listens && !chat.isBusy ? 'listening' : ''}`}
        onSubmit={(event) => {
          event.preventDefault();
          void say(sentence);
        }}
      >
        <label class="unseen" for="sentence">
          What you say
        </label>
        <input
          id="sentence"
          ref={input}
          value={sentence}
          lang={locale}
          maxLength={400}
          autoComplete="off"
          enterKeyHint="send"
          placeholder={chat.listens ? 'Answer …' : 'Say something …'}
          onInput={({ currentTarget }) => setSentence(currentTarget.value)}
        />
        <button type="submit" class="button" aria-disabled={chat.isBusy}>
          Say
        </button>
      </form>
      <div class="row">
        <button
          type="button"
          class="button quiet small"
          aria-disabled={chat.isBusy}
          onClick={() => void (chat.isBusy || send('launch'))}
        >
          Open the skill
        </button>
        {chat.listens && (
          <button type="button" class="text-button" onClick={() => void (chat.isBusy || end())}>
            End
          </button>
        )}
      </div>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}
