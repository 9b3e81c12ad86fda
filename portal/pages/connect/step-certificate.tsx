import type { CertificateProblem, ProbeStep, ShownCertificate } from '../../api-types.ts';
import { useSpeech, useWords } from '../../state/language.tsx';

type Fact = 'fingerprint' | 'names' | 'issuer' | 'validity';

/** What of a certificate is to blame. */
const TO_BLAME: Readonly<Partial<Record<CertificateProblem, Fact>>> = {
  self_signed: 'issuer',
  unknown_authority: 'issuer',
  expired: 'validity',
  not_yet_valid: 'validity',
  wrong_host: 'names',
  not_the_pinned_one: 'fingerprint',
};

/** `AB:CD:…` in lines of eight, so that two can be held against each other. */
const inLines = (fingerprint: string) => fingerprint.match(/.{1,24}/g) ?? [];

/** The certificate that a home has shown, for comparing; and a button for trusting one that nobody else vouches for. */
export function StepCertificate(props: {
  step: ProbeStep;
  isPinned: boolean;
  onTrust: (pem: string) => void;
}) {
  const { certificate, problem, status } = props.step;
  const { certificate: words } = useWords().connect;
  if (certificate === undefined) return null;
  const isFailed = status === 'failed';
  if (!isFailed && !props.isPinned) return null;
  const isCurable = isFailed && problem !== undefined && problem !== 'client_certificate_required';
  return (
    <div class="certificate">
      <Facts certificate={certificate} toBlame={problem === undefined ? undefined : TO_BLAME[problem]} />
      {isCurable && (
        <>
          <details>
            <summary>{words.compare.summary}</summary>
            <ol class="numbered">
              {words.compare.steps.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ol>
            <p class="hint">
              {words.compare.console} <code>openssl x509 -noout -fingerprint -sha256 -in fullchain.pem</code>
            </p>
          </details>
          <button
            type="button"
            class="button quiet"
            aria-describedby="fingerprint"
            onClick={() => props.onTrust(certificate.pem)}
          >
            {words.trust}
          </button>
          <p class="hint">{words.onlyIf}</p>
        </>
      )}
    </div>
  );
}

function Facts({ certificate, toBlame }: { certificate: ShownCertificate; toBlame: Fact | undefined }) {
  const { day, words: all } = useSpeech();
  const words = all.connect.certificate;
  const { fingerprint256, names, subject, issuer, validFrom, validTo } = certificate;
  const facts: readonly (readonly [Fact, string])[] = [
    ['names', names.length > 0 ? names.join(', ') : subject || words.nobody],
    ['issuer', issuer === subject ? words.itself : issuer || words.nobody],
    ['validity', words.fromTo(day(validFrom), day(validTo))],
  ];
  return (
    <dl>
      <div class={toBlame === 'fingerprint' ? 'blamed' : ''}>
        <dt>{words.facts.fingerprint}</dt>
        <dd id="fingerprint">
          <code>
            {inLines(fingerprint256).map((line) => (
              <span key={line}>{line}</span>
            ))}
          </code>
        </dd>
      </div>
      {facts.map(([fact, value]) => (
        <div class={toBlame === fact ? 'blamed' : ''} key={fact}>
          <dt>{words.facts[fact]}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
