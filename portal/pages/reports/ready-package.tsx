import { useEffect, useMemo, useRef } from 'preact/hooks';
import { CodeBlock } from '../../parts/code-block.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { useWords } from '../../state/language.tsx';
import { useNotices } from '../../state/notices.tsx';

/** @see https://www.home-assistant.io/docs/configuration/packages */
const INCLUDE = `homeassistant:
  packages: !include_dir_named packages`;

/** The step that the lines above belong to. */
const STEP_WITH_INCLUDE = 1;

/** The package: to copy, to download, and what to do with it. */
export function ReadyPackage({ yaml }: { yaml: string }) {
  const { reports } = useWords();
  const { make, steps } = reports;
  const notices = useNotices();
  const text = useRef<HTMLTextAreaElement>(null);
  const file = useMemo(() => URL.createObjectURL(new Blob([yaml], { type: 'application/yaml' })), [yaml]);
  useEffect(() => () => URL.revokeObjectURL(file), [file]);
  const onCopyFailed = () => {
    notices.tell('warn', make.copyFailed);
    text.current?.select();
  };
  return (
    <div class="ready">
      <p class="remedy">{make.secret}</p>
      <div class="buttons">
        <CopyButton text={yaml} label={make.copy} onFailure={onCopyFailed} />
        <a class="button small quiet" href={file} download="porchlight.yaml">
          {make.download}
        </a>
      </div>
      <textarea
        class="code"
        readOnly
        rows={10}
        aria-label={make.file}
        value={yaml}
        ref={text}
        spellcheck={false}
      />
      <h3>{steps.title}</h3>
      <ol class="numbered">
        {steps.list.map((step, index) => (
          <li key={step}>
            {step}
            {index === STEP_WITH_INCLUDE && <CodeBlock text={INCLUDE} />}
          </li>
        ))}
      </ol>
    </div>
  );
}
