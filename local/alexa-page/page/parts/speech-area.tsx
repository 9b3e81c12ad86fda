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
  const [heard, setHeard] = useState(0);
  const number = speech?.number ?? 0;
  // What was said a moment before this page opened is news; what was said long ago is not.
  const left = speech === null ? 0 : Date.parse(speech.at) + STAYS[speech.kind] - Date.now();
  const isSpeaking = speech !== null && number > heard && left > 0;
  useEffect(() => {
    if (!isSpeaking) return undefined;
    const timer = setTimeout(() => setHeard(number), left);
    return () => clearTimeout(timer);
  }, [number, isSpeaking]);
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
