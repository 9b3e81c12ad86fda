import { useEffect, useState } from 'preact/hooks';
import type { Speech, Step } from '../../view.ts';

const STEPS: Readonly<Record<Step, string>> = {
  linking: 'Linking your account …',
  granting: 'Allowing Porchlight to send events …',
  enabling: 'Enabling the skill …',
  discovering: 'Looking for devices …',
  disabling: 'Disabling the skill …',
};

/** How long it stays, in milliseconds. What went wrong is to be read in peace. */
const STAYS = { said: 5_000, sorry: 15_000, bell: 15_000 } as const;

/** What Alexa says, in front of everything, and for screen readers too. */
export function SpeechArea({ speech, step }: { speech: Speech | null; step: Step | null }) {
  // What was said before one came here is no news.
  const [heard, setHeard] = useState(speech?.number ?? 0);
  const number = speech?.number ?? 0;
  useEffect(() => {
    if (speech === null || number <= heard) return undefined;
    const timer = setTimeout(() => setHeard(number), STAYS[speech.kind]);
    return () => clearTimeout(timer);
  }, [number, heard]);
  const isSpeaking = speech !== null && number > heard;
  return (
    <div class="speech-area" role="status">
      {isSpeaking && (
        <div key={number} class={`speech ${speech.kind}`}>
          <span class="ring" aria-hidden="true" />
          <p>
            <span class="unseen">Alexa says: </span>
            {speech.text}
          </p>
          <button type="button" class="dismiss" onClick={() => setHeard(number)}>
            Dismiss
          </button>
        </div>
      )}
      {!isSpeaking && step !== null && (
        <div class="speech">
          <span class="ring busy" aria-hidden="true" />
          <p>{STEPS[step]}</p>
        </div>
      )}
    </div>
  );
}
