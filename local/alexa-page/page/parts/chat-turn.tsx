import { useState } from 'preact/hooks';
import { BusyButton } from '../../../../portal/parts/busy-button.tsx';
import type { ChatAnswer, ChatTurn, PersonView } from '../../view.ts';
import { Declined } from '../ask.ts';
import { goAndLink } from '../go-and-link.ts';
import { Exchange } from './exchange.tsx';

/** What Alexa made of the sentence: the intent, and its slots that were filled. */
function Heard({ request, slots }: NonNullable<ChatTurn['heard']>) {
  const [type = '', intent] = request.split(' ');
  return (
    <p class="heard">
      <span class="unseen">Understood as: </span>
      <code>{intent ?? type}</code>
      {slots.flatMap(({ name, value, id }) =>
        value === undefined
          ? []
          : [
              <span key={name}>
                {' '}
                · {name}: “{value}”{id !== undefined && <code> = {id}</code>}
              </span>,
            ],
      )}
    </p>
  );
}

/** A card, as the Alexa app shows it. */
function Card({ person, card }: { person: PersonView; card: NonNullable<ChatAnswer['card']> }) {
  const [problem, setProblem] = useState<string>();
  const link = async () => {
    setProblem(undefined);
    try {
      await goAndLink(person.id);
    } catch (error) {
      if (!(error instanceof Declined)) throw error;
      setProblem(error.message);
    }
  };
  if (card.type !== 'LinkAccount') {
    return (
      <div class="said-card">
        {card.title !== '' && <strong>{card.title}</strong>}
        <p>{card.content}</p>
      </div>
    );
  }
  return (
    <div class="said-card" lang="en">
      <strong>Link your account</strong>
      {person.link === null ? (
        <BusyButton isSmall busyText="One moment …" run={link}>
          Enable the skill
        </BusyButton>
      ) : (
        <p class="soft">It is linked now.</p>
      )}
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

function Answer({ person, answer }: { person: PersonView; answer: ChatAnswer }) {
  const { speech, card, error } = answer;
  return (
    <>
      {speech === '' ? (
        <p class="silence" lang="en">
          (silence)
        </p>
      ) : (
        <p class={`bubble alexa ${error === undefined ? '' : 'sorry'}`}>
          <span class="unseen">Alexa: </span>
          {speech}
        </p>
      )}
      {error !== undefined && (
        <p class="why" lang="en">
          {error}
        </p>
      )}
      {card !== undefined && <Card person={person} card={card} />}
    </>
  );
}

/** The messages behind it, when somebody wants to see them. */
function Behind({ person, turn }: { person: PersonView; turn: ChatTurn }) {
  const [isOpen, setOpen] = useState(false);
  const { entry, problems, answer } = turn;
  if (entry === undefined) return null;
  const found = problems.length === 1 ? '1 problem found' : `${problems.length} problems found`;
  return (
    <details class="behind" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        Messages
        {answer !== undefined && <span class="ms">{answer.elapsedMs} ms</span>}
        {problems.length > 0 && <span class="error">{found}</span>}
      </summary>
      {isOpen && (
        <Exchange person={person.id} entry={entry} problems={problems} received="Porchlight answered" />
      )}
    </details>
  );
}

/** One thing said, and what came of it by now. */
export function Turn({ person, turn }: { person: PersonView; turn: ChatTurn }) {
  const { kind, locale, said, before, heard, progress, answer } = turn;
  // A sentence that was a request of its own has no conversation to end.
  const isOver = kind === 'end' || (kind === 'say' && before === undefined && answer?.listens === false);
  return (
    <li class="turn" lang={locale}>
      {kind !== 'end' && (
        <p class="bubble you">
          <span class="unseen">You: </span>
          {before !== undefined && <span class="before">{before} </span>}
          {said}
        </p>
      )}
      {kind !== 'end' && heard !== undefined && <Heard {...heard} />}
      {progress.map((word) => (
        <p key={word} class="bubble alexa progress">
          <span class="unseen">Alexa: </span>
          {word}
        </p>
      ))}
      {answer !== undefined && kind !== 'end' && <Answer person={person} answer={answer} />}
      <div class="foot" lang="en">
        <Behind person={person} turn={turn} />
        {answer !== undefined && isOver && (
          <p class="over">{kind === 'end' ? 'You ended it' : 'Conversation over'}</p>
        )}
      </div>
    </li>
  );
}
