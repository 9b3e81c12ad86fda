import { render } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { App } from './app.tsx';
import { type Arrival, readArrival } from './arrival.ts';
import { type Booted, boot } from './boot.ts';
import { explain } from './i18n/explain.ts';
import { takeInvitation } from './invitation.ts';
import { Lamp } from './parts/lamp.tsx';
import { Trouble } from './parts/trouble.tsx';
import { loadSpeech, SpeechProvider, useWords } from './state/language.tsx';

/** What there is to say about how one came here. */
function useOpening(trouble: Booted['trouble']) {
  const words = useWords();
  if (trouble === undefined) return undefined;
  if (trouble.about === 'home') {
    const { title, text } = words.connect.noCode;
    return { kind: 'warn' as const, title, texts: [text] };
  }
  const { what, remedy } = explain(trouble.error, words);
  const texts = [what, ...(remedy === undefined ? [] : [remedy])];
  return { kind: 'bad' as const, title: words.doors.notSignedIn, texts };
}

function Opened({ booted }: { booted: Booted }) {
  const opening = useOpening(booted.trouble);
  const { session, api, skill, homeCode } = booted;
  return <App session={session} api={api} skill={skill} homeCode={homeCode} opening={opening} />;
}

/** Until it is known who is there; and when that cannot be found out. */
function Opening({ arrival }: { arrival: Arrival }) {
  const { doors, frame } = useWords();
  const [state, setState] = useState<{ booted?: Booted | undefined; error?: unknown }>({});
  const isUnderWay = useRef(false);
  const start = useCallback(async () => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    try {
      setState({ booted: await boot(arrival) });
    } catch (error) {
      setState({ error });
    }
    isUnderWay.current = false;
  }, [arrival]);
  useEffect(() => void start(), [start]);

  if (state.booted !== undefined) return <Opened booted={state.booted} />;
  if (state.error === undefined) {
    return (
      <main class="opening">
        <Lamp light="idle" size={64} />
        <span class="unseen">{frame.loading}</span>
      </main>
    );
  }
  return (
    <main id="main">
      <h1>Porchlight</h1>
      <Trouble title={doors.notLoaded} error={state.error} again={start} />
    </main>
  );
}

// A page that the browser kept whole would show what was there before signing out.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});

async function open(place: HTMLElement): Promise<void> {
  takeInvitation();
  const arrival = readArrival();
  const speech = await loadSpeech();
  document.documentElement.lang = speech.language;
  render(
    <SpeechProvider first={speech}>
      <Opening arrival={arrival} />
    </SpeechProvider>,
    place,
  );
}

const place = document.getElementById('app');
if (place !== null) void open(place);
