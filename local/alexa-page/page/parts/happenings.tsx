import { useState } from 'preact/hooks';
import type { HappeningView } from '../../view.ts';
import { ask, Declined } from '../ask.ts';

/** What people at the demo home do, so that there is something to report. */
export function Happenings({ happenings }: { happenings: readonly HappeningView[] }) {
  const [problem, setProblem] = useState<string>();
  if (happenings.length === 0) return null;
  const happen = async (id: string) => {
    setProblem(undefined);
    try {
      await ask(`/api/happenings/${id}`);
    } catch (error) {
      if (!(error instanceof Declined)) throw error;
      setProblem(error.message);
    }
  };
  return (
    <section class="card happenings" aria-labelledby="happenings">
      <h2 id="happenings">At the demo home</h2>
      <p class="soft">Do something there by hand, and watch it reach Alexa.</p>
      <div class="row">
        {happenings.map(({ id, title }) => (
          <button key={id} type="button" class="button quiet small" onClick={() => void happen(id)}>
            {title}
          </button>
        ))}
      </div>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}
