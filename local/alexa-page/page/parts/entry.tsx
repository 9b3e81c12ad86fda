import { useState } from 'preact/hooks';
import type { EntryMessages, EntryView } from '../../view.ts';
import { Declined, read } from '../ask.ts';

const KINDS: Readonly<Record<EntryView['kind'], string>> = {
  directive: 'Alexa → Porchlight',
  look: 'Alexa → Porchlight',
  skill: 'Alexa → skill',
  report: 'Porchlight → Alexa',
};

const MOST_ROWS = 22;

/** A text field scrolls by keyboard too, and what is in it is copied at one stroke. */
function Message({ title, message }: { title: string; message: unknown }) {
  const text = JSON.stringify(message, null, 2);
  return (
    <label class="message">
      {title}
      <textarea
        readOnly
        spellcheck={false}
        rows={Math.min(text.split('\n').length, MOST_ROWS)}
        value={text}
      />
    </label>
  );
}

/** One exchange, or one event: in a line, and whole when it is opened. */
export function Entry({ person, entry }: { person: string; entry: EntryView }) {
  const { id, at, kind, title, said, error, problems, elapsedMs } = entry;
  const [messages, setMessages] = useState<EntryMessages>();
  const [problem, setProblem] = useState<string>();
  const open = async (isOpen: boolean) => {
    if (!isOpen || messages !== undefined) return;
    try {
      setMessages((await read(`/api/people/${person}/entries/${id}`)) as EntryMessages);
      setProblem(undefined);
    } catch (failure) {
      if (!(failure instanceof Declined)) throw failure;
      setProblem(failure.message);
    }
  };
  const isBad = error !== undefined || problems.length > 0;
  return (
    <li class={`entry ${kind} ${isBad ? 'bad' : ''}`}>
      <details onToggle={({ currentTarget }) => void open(currentTarget.open)}>
        <summary>
          <span class="line">
            <span class="meta">
              <time dateTime={at}>{new Date(at).toLocaleTimeString('en')}</time> {KINDS[kind]}
              {elapsedMs !== undefined && <span class="ms"> {elapsedMs} ms</span>}
            </span>
            <strong>{title}</strong>
            {said !== undefined && <span class="said">{kind === 'report' ? said : `“${said}”`}</span>}
            {error !== undefined && <code class="error">{error}</code>}
            {problems.length > 0 && (
              <span class="error">
                {problems.length === 1
                  ? 'The check found 1 problem'
                  : `The checks found ${problems.length} problems`}
              </span>
            )}
          </span>
        </summary>
        {problems.length > 0 && (
          <ul class="found">
            {problems.map(({ rule, path, message }) => (
              <li key={`${rule} ${path} ${message}`}>
                <code>{path === '' ? '/' : path}</code> {message} <span class="soft">({rule})</span>
              </li>
            ))}
          </ul>
        )}
        {messages?.sent !== undefined && <Message title="Alexa sent" message={messages.sent} />}
        {messages?.received !== undefined && (
          <Message
            title={kind === 'report' ? 'Reached the event gateway' : 'Porchlight answered'}
            message={messages.received}
          />
        )}
        {messages !== undefined && messages.sent === undefined && messages.received === undefined && (
          <p class="soft">There is no message to show: it holds what tells the account, or none came.</p>
        )}
        {problem !== undefined && <p class="problem">{problem}</p>}
      </details>
    </li>
  );
}
