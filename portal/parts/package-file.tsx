import { useEffect, useMemo, useRef } from 'preact/hooks';
import { useWords } from '../state/language.tsx';
import { useNotices } from '../state/notices.tsx';
import { CodeBlock } from './code-block.tsx';
import { CopyButton } from './copy-button.tsx';

/** YAML for Home Assistant: to copy, to download, and to read. @param props.label names it to those who hear the page */
export function PackageFile({ yaml, name, label }: { yaml: string; name: string; label: string }) {
  const { make } = useWords().reports;
  const notices = useNotices();
  const text = useRef<HTMLTextAreaElement>(null);
  const file = useMemo(() => URL.createObjectURL(new Blob([yaml], { type: 'application/yaml' })), [yaml]);
  useEffect(() => () => URL.revokeObjectURL(file), [file]);
  const onCopyFailed = () => {
    notices.tell('warn', make.copyFailed);
    text.current?.select();
  };
  return (
    <>
      <div class="buttons">
        <CopyButton text={yaml} label={make.copy} onFailure={onCopyFailed} />
        <a class="button small quiet" href={file} download={name}>
          {make.download}
        </a>
      </div>
      <textarea
        class="code"
        readOnly
        rows={10}
        aria-label={label}
        value={yaml}
        ref={text}
        spellcheck={false}
      />
    </>
  );
}

/** @see https://www.home-assistant.io/docs/configuration/packages */
const INCLUDE = `homeassistant:
  packages: !include_dir_named packages`;

/** The step that the lines above belong to. */
const STEP_WITH_INCLUDE = 1;

/** What to do with a package; the second step has the lines for a first one. */
export const PackageSteps = ({ title, steps }: { title: string; steps: readonly string[] }) => (
  <>
    <h3>{title}</h3>
    <ol class="numbered">
      {steps.map((step, index) => (
        <li key={step}>
          {step}
          {index === STEP_WITH_INCLUDE && <CodeBlock text={INCLUDE} />}
        </li>
      ))}
    </ol>
  </>
);
