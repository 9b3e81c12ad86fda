import { useEffect, useState } from 'preact/hooks';
import { Field } from '../../parts/field.tsx';
import { useWords } from '../../state/language.tsx';
import type { Problems } from '../connect.tsx';
import { HeadersEditor } from './headers-editor.tsx';
import type { ReachDraft } from './reach.ts';

const TRUST = ['none', 'ca', 'pinned'] as const;

/** What it takes to get to a home behind a gate. Opens by itself where something in it does not fit. */
export function AdvancedSettings(props: {
  reach: ReachDraft;
  onReach: (reach: ReachDraft) => void;
  problems: Problems;
}) {
  const { reach, onReach, problems } = props;
  const { advanced } = useWords().connect;
  const [isOpen, setOpen] = useState(false);
  const isToBlame =
    problems.headers !== undefined ||
    problems.trust !== undefined ||
    problems.clientCertificate !== undefined;
  useEffect(() => {
    if (isToBlame) setOpen(true);
  }, [isToBlame]);
  return (
    <details class="advanced" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{advanced.summary}</summary>
      <p class="hint">{advanced.lead}</p>
      <HeadersEditor
        headers={reach.headers}
        onHeaders={(headers) => onReach({ ...reach, headers })}
        problem={problems.headers}
      />
      <fieldset>
        <legend>{advanced.trust.title}</legend>
        {TRUST.map((trust) => (
          <p class="check" key={trust}>
            <input
              type="radio"
              name="trust"
              id={`trust-${trust}`}
              checked={reach.trust === trust}
              onChange={() => onReach({ ...reach, trust, trustedFor: undefined })}
            />
            <label for={`trust-${trust}`}>{advanced.trust[trust]}</label>
          </p>
        ))}
        {reach.trust !== 'none' && (
          <Field
            id="trusted-pem"
            label={advanced.trust.pem}
            lines={5}
            value={reach.trustedPem}
            onInput={(trustedPem) => onReach({ ...reach, trustedPem, trustedFor: undefined })}
            problem={problems.trust}
          />
        )}
      </fieldset>
      <fieldset>
        <legend>{advanced.clientCertificate.title}</legend>
        <p class="hint">{advanced.clientCertificate.hint}</p>
        <Field
          id="client-certificate"
          label={advanced.clientCertificate.certificate}
          lines={4}
          value={reach.clientCertificate}
          onInput={(clientCertificate) => onReach({ ...reach, clientCertificate })}
          problem={problems.clientCertificate}
        />
        <Field
          id="client-key"
          label={advanced.clientCertificate.key}
          lines={4}
          value={reach.clientKey}
          onInput={(clientKey) => onReach({ ...reach, clientKey })}
        />
      </fieldset>
    </details>
  );
}
