import { useEffect, useState } from 'preact/hooks';
import type { EntryMessages, EntryView } from '../../view.ts';
import { Declined, read } from '../ask.ts';

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

/** The two messages of an entry and what the checks found in them; read when somebody wants to see them. */
export function Exchange(props: {
  person: string;
  entry: number;
  problems: EntryView['problems'];
  /** What the second message is called. */
  received: string;
}) {
  const { person, entry, problems, received } = props;
  const [messages, setMessages] = useState<EntryMessages>();
  const [trouble, setTrouble] = useState<string>();
  useEffect(() => {
    read(`/api/people/${person}/entries/${entry}`).then(
      (answer) => setMessages(answer as EntryMessages),
      (failure: unknown) => {
        if (!(failure instanceof Declined)) throw failure;
        setTrouble(failure.message);
      },
    );
  }, [person, entry]);
  return (
    <>
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
      {messages?.received !== undefined && <Message title={received} message={messages.received} />}
      {messages !== undefined && messages.sent === undefined && messages.received === undefined && (
        <p class="soft">There is no message to show: it holds what tells the account, or none came.</p>
      )}
      {trouble !== undefined && <p class="problem">{trouble}</p>}
    </>
  );
}
