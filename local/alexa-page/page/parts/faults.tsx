import { useState } from 'preact/hooks';
import type { FaultView } from '../../view.ts';
import { ask, Declined } from '../ask.ts';
import { Sentences } from './sentences.tsx';

const GROUPS = [
  ['home', 'At home'],
  ['gateway', 'At Alexa’s event gateway'],
  ['login', 'At Login with Amazon'],
] as const;

function Fault({ fault, onProblem }: { fault: FaultView; onProblem: (text: string | undefined) => void }) {
  const { id, title, effect, isOn } = fault;
  const set = async () => {
    onProblem(undefined);
    try {
      await ask(`/api/faults/${id}`, { isOn: !isOn });
    } catch (error) {
      if (!(error instanceof Declined)) throw error;
      onProblem(error.message);
    }
  };
  return (
    <li class="fault">
      <div>
        <strong id={`fault-${id}`}>{title}</strong>
        <p class="hint" id={`effect-${id}`}>
          {effect}
        </p>
      </div>
      <button
        type="button"
        role="switch"
        class="switch danger"
        aria-checked={isOn}
        aria-labelledby={`fault-${id}`}
        aria-describedby={`effect-${id}`}
        onClick={() => void set()}
      >
        <span class="knob" />
      </button>
    </li>
  );
}

/** What can be made to fail, for everybody. */
export function Faults({ faults }: { faults: readonly FaultView[] }) {
  const [problem, setProblem] = useState<string>();
  return (
    <section class="card faults" aria-labelledby="faults">
      <h2 id="faults">Make something fail</h2>
      <p class="soft">
        Then use a device, and see and hear what anybody would. It holds until it is switched off.
      </p>
      {GROUPS.map(([group, title]) => {
        const its = faults.filter((fault) => fault.group === group);
        return its.length === 0 ? null : (
          <div key={group}>
            <h3>{title}</h3>
            <ul>
              {its.map((fault) => (
                <Fault key={fault.id} fault={fault} onProblem={setProblem} />
              ))}
            </ul>
          </div>
        );
      })}
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <Sentences />
    </section>
  );
}
