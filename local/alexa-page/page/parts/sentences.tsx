import { useState } from 'preact/hooks';
import { Declined, read } from '../ask.ts';

type Sentence = readonly [type: string, sentence: string];

/** Every error that a skill may answer with, and what Alexa says to it; read when somebody wants to know. */
export function Sentences() {
  const [sentences, setSentences] = useState<readonly Sentence[]>([]);
  const open = async (isOpen: boolean) => {
    if (!isOpen || sentences.length > 0) return;
    try {
      setSentences((await read('/api/sentences')) as readonly Sentence[]);
    } catch (error) {
      if (!(error instanceof Declined)) throw error;
    }
  };
  return (
    <details class="sentences" onToggle={({ currentTarget }) => void open(currentTarget.open)}>
      <summary>What Alexa says to each error</summary>
      <dl>
        {sentences.map(([type, sentence]) => (
          <div key={type}>
            <dt>
              <code>{type}</code>
            </dt>
            <dd>“{sentence}”</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
