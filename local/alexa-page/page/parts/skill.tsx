import { useState } from 'preact/hooks';
import { BusyButton } from '../../../../portal/parts/busy-button.tsx';
import { Dialog } from '../../../../portal/parts/dialog.tsx';
import { Lamp } from '../../../../portal/parts/lamp.tsx';
import type { PersonView, Snapshot } from '../../view.ts';
import { ask, Declined } from '../ask.ts';
import { goAndLink } from '../go-and-link.ts';

/** The skill: enabled through the login page, and disabled again. */
export function Skill(props: { person: PersonView; demo: Snapshot['demo']; problem: string | undefined }) {
  const { person, demo } = props;
  const [problem, setProblem] = useState(props.problem);
  const [isAsking, setAsking] = useState(false);
  const attempt = async (work: () => Promise<unknown>) => {
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Declined)) throw error;
      setProblem(error.message);
    }
  };
  const enable = () => attempt(() => goAndLink(person.id));
  const discover = () => attempt(() => ask(`/api/people/${person.id}/discover`));
  const disable = async () => {
    setAsking(false);
    await attempt(() => ask(`/api/people/${person.id}/disable`));
    document.querySelector('h1')?.focus();
  };

  return (
    <section class={`card skill-card ${person.link === null ? '' : 'enabled'}`} aria-labelledby="skill">
      <Lamp light={person.link === null ? 'idle' : 'good'} size={56} />
      <div class="what">
        <h2 id="skill">Porchlight</h2>
        {person.link === null ? (
          <>
            <p class="soft">
              Smart home skill. Sign in as {demo.username} with {demo.password}, or as whoever you signed up
              as in the portal.
            </p>
            <BusyButton busyText="One moment …" run={enable}>
              Enable to use
            </BusyButton>
          </>
        ) : (
          <>
            <p class="soft">
              Enabled. Linked since{' '}
              {new Date(person.link.since).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' })}.
            </p>
            <div class="row">
              <BusyButton kind="quiet" isSmall busyText="Discovering …" run={discover}>
                Discover devices
              </BusyButton>
              <button type="button" class="text-button" onClick={() => setAsking(true)}>
                Disable skill
              </button>
            </div>
          </>
        )}
        {problem !== undefined && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
      </div>
      {isAsking && (
        <Dialog title="Disable Porchlight?" onClose={() => setAsking(false)}>
          <p>Alexa forgets your devices, and Porchlight may no longer tell Alexa of them.</p>
          <div class="buttons">
            <button type="button" class="button quiet" onClick={() => setAsking(false)}>
              Cancel
            </button>
            <button type="button" class="button danger" onClick={() => void disable()}>
              Disable
            </button>
          </div>
        </Dialog>
      )}
    </section>
  );
}
