import { useState } from 'preact/hooks';
import type { EntryView } from '../../view.ts';
import { Exchange } from './exchange.tsx';

const KINDS: Readonly<Record<EntryView['kind'], string>> = {
  directive: 'Alexa → Porchlight',
  look: 'Alexa → Porchlight',
  skill: 'Alexa → skill',
  speech: 'Alexa → skill',
  report: 'Porchlight → Alexa',
};

/** One exchange, or one event: in a line, and whole when it is opened. */
export function Entry({ person, entry }: { person: string; entry: EntryView }) {
  const { id, at, kind, title, said, error, problems, elapsedMs } = entry;
  const [isOpen, setOpen] = useState(false);
  const isBad = error !== undefined || problems.length > 0;
  return (
    <li class={`entry ${kind} ${isBad ? 'bad' : ''}`}>
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
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
        {isOpen && (
          <Exchange
            person={person}
            entry={id}
            problems={problems}
            received={kind === 'report' ? 'Reached the event gateway' : 'Porchlight answered'}
          />
        )}
      </details>
    </li>
  );
}
