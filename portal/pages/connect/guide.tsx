import { CodeBlock } from '../../parts/code-block.tsx';
import { useWords } from '../../state/language.tsx';
import { TRUSTED_PROXY } from './trusted-proxy.ts';

/** The step of the tunnel that its lines belong to. */
const STEP_WITH_PROXY = 2;

/** How to get an address that works from outside. */
export function Guide({ isOpen, onToggle }: { isOpen: boolean; onToggle: (isOpen: boolean) => void }) {
  const { guide } = useWords().connect;
  return (
    <details class="card guide" open={isOpen} onToggle={(event) => onToggle(event.currentTarget.open)}>
      <summary id="guide">
        <h2>{guide.title}</h2>
      </summary>
      <p>{guide.lead}</p>
      <h3>{guide.cloud.title}</h3>
      <p>{guide.cloud.text}</p>
      <h3>{guide.tunnel.title}</h3>
      <ol>
        {guide.tunnel.steps.map((step, index) => (
          <li key={step}>
            {step}
            {index === STEP_WITH_PROXY && <CodeBlock text={TRUSTED_PROXY} />}
          </li>
        ))}
      </ol>
      <p>{guide.tunnel.access}</p>
      <h3>{guide.proxy.title}</h3>
      <p>{guide.proxy.text}</p>
    </details>
  );
}
