import { useEffect, useState } from 'preact/hooks';
import { Lamp } from '../../../portal/parts/lamp.tsx';
import type { PersonView, Snapshot } from '../view.ts';
import { takeParameter, useChoice } from './address.ts';
import { useLive } from './live.ts';
import { Chat } from './parts/chat.tsx';
import { Devices } from './parts/devices.tsx';
import { Faults } from './parts/faults.tsx';
import { Happenings } from './parts/happenings.tsx';
import { Icon } from './parts/icon.tsx';
import { Messages } from './parts/messages.tsx';
import { Skill } from './parts/skill.tsx';
import { SpeechArea } from './parts/speech-area.tsx';

const VIEWS = [
  ['devices', 'Devices'],
  ['speak', 'Speak'],
  ['messages', 'Messages'],
  ['try', 'Try out'],
] as const;

const STALE = 'That sign-in was not begun here, or it took too long. Begin once more.';

/** On a phone one of them is shown; a wide screen has room for all. */
function Views({ view, choose }: { view: string; choose: (view: string) => void }) {
  return (
    <nav class="nav views" aria-label="Parts of this page">
      <ul>
        {VIEWS.map(([id, title]) => (
          <li key={id}>
            <a
              href={`?view=${id}`}
              {...(view === id && { 'aria-current': 'page' as const })}
              onClick={(event) => {
                event.preventDefault();
                choose(id);
                scrollTo(0, 0);
              }}
            >
              <Icon name={id} />
              <span>{title}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function People(props: { people: readonly PersonView[]; chosen: string; choose: (id: string) => void }) {
  const { people, chosen, choose } = props;
  return (
    <nav class="people" aria-label="Amazon account">
      {people.map(({ id, name, link }) => (
        <a
          key={id}
          href={`?person=${id}`}
          {...(id === chosen && { 'aria-current': 'true' as const })}
          onClick={(event) => {
            event.preventDefault();
            choose(id);
          }}
        >
          <span class={`light ${link === null ? '' : 'good'}`} />
          {name}
          <span class="unseen">{link === null ? ', not linked' : ', linked'}</span>
        </a>
      ))}
    </nav>
  );
}

function Content({ snapshot, stale }: { snapshot: Snapshot; stale: boolean }) {
  const { people, faults, happenings, places, demo } = snapshot;
  const [chosen, choose] = useChoice(
    'person',
    people.map(({ id }) => id),
  );
  const [view, show] = useChoice(
    'view',
    VIEWS.map(([id]) => id),
  );
  const person = people.find(({ id }) => id === chosen) ?? people[0];
  useEffect(() => {
    if (person !== undefined) document.title = `${person.name}’s Alexa · Porchlight`;
  }, [person?.name]);
  if (person === undefined) return null;
  return (
    <>
      <header class="top">
        <a class="brand" href={places.portal}>
          <Lamp size={32} />
          Porchlight
        </a>
        <People people={people} chosen={person.id} choose={choose} />
        <Views view={view} choose={show} />
      </header>
      <main id="main" tabIndex={-1} data-view={view}>
        <h1 tabIndex={-1}>{person.name}’s Alexa</h1>
        <p class="lead">
          The Alexa app’s part, played on this computer. <a href={places.home}>The home</a>,{' '}
          <a href={places.portal}>the portal</a> and <a href={places.mailbox}>the mailbox</a> are beside it.
        </p>
        <div class="boards">
          <div class="board devices-board">
            <Skill key={person.id} person={person} demo={demo} problem={stale ? STALE : undefined} />
            <Devices person={person} />
          </div>
          <div class="board speak-board">
            <Chat key={person.id} person={person} />
          </div>
          <div class="board messages-board">
            <Messages key={person.id} person={person} />
          </div>
          <div class="board try-board">
            <Happenings happenings={happenings} />
            <Faults faults={faults} />
          </div>
        </div>
      </main>
      <SpeechArea key={person.id} speech={person.speech} step={person.step} />
    </>
  );
}

/** The page, from its first moment. */
export function App() {
  const { snapshot, isCut } = useLive();
  const [stale] = useState(() => takeParameter('trouble') === 'stale');
  return (
    <>
      <a class="skip" href="#main">
        Skip to the devices
      </a>
      <div role="status">
        {isCut && (
          <p class="offline">The stack does not answer. This page goes on by itself when it is back.</p>
        )}
      </div>
      {snapshot === undefined ? (
        <main class="opening">
          <h1 class="unseen">Alexa</h1>
          <Lamp light="idle" size={64} />
        </main>
      ) : (
        <Content snapshot={snapshot} stale={stale} />
      )}
    </>
  );
}
