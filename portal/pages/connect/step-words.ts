import { understandAddress } from '../../address.ts';
import type { ProbeReport, ProbeStep, ProbeStepName } from '../../api-types.ts';
import { outcomeWords } from '../../condition.ts';
import type { Words } from '../../i18n/en.ts';

/** What a check looks at, in its order. */
export const STEPS: readonly ProbeStepName[] = [
  'dns',
  'address_allowed',
  'reachable',
  'tls',
  'home_assistant',
  'smart_home',
  'token',
  'administrator',
  'devices',
];

/** These need a token, and a check of the address alone has none. */
export const OF_THE_TOKEN: ReadonlySet<ProbeStepName> = new Set(['token', 'administrator', 'devices']);

/** What a machine would call it: OpenSSL's or Node's code, an HTTP status, where it redirects to. For those who search for it. */
const TECHNICAL = /\bhttps?:\/\/\S*[^\s.]|\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b|\bE[A-Z]{5,}\b|\bstatus \d{3}\b/;

export interface StepWords {
  detail: string;
  remedy?: string;
  technical?: string;
}

const isWarned = (step: string, warned: Words['connect']['warned']): step is keyof typeof warned =>
  Object.hasOwn(warned, step);

function foundWords({ step }: ProbeStep, report: ProbeReport, { connect }: Words): string {
  const { found, steps } = connect;
  if (step === 'home_assistant' && report.homeAssistantVersion !== undefined)
    return found.version(report.homeAssistantVersion);
  if (step === 'devices' && report.devices !== undefined) return found.devices(report.devices);
  return steps[step].passed;
}

/** A name that only means something at home leads nowhere, however well it is spelled. */
const isLocalName = ({ code }: ProbeStep, { url }: ProbeReport): boolean => {
  const { caution } = { caution: undefined, ...understandAddress(url) };
  return code === 'home_name_unresolved' && caution === 'local_name';
};

/** Whether what is missing is an address that works from outside. */
export const needsPublicAddress = (step: ProbeStep, report: ProbeReport): boolean =>
  step.code === 'home_address_blocked' || isLocalName(step, report);

/** A step in the person's language; the server's own words where this page knows no better. */
export function stepWords(step: ProbeStep, report: ProbeReport, words: Words): StepWords {
  const { connect } = words;
  const asSent: StepWords = {
    detail: step.detail,
    ...(step.remedy !== undefined && { remedy: step.remedy }),
  };
  if (step.status === 'passed') return { detail: foundWords(step, report, words) };
  if (step.status === 'skipped') {
    return { detail: step.step === 'tls' && report.ok ? connect.found.plainHttp : connect.found.notTried };
  }
  if (step.status === 'warning') {
    if (!isWarned(step.step, connect.warned)) return asSent;
    const { what, remedy } = connect.warned[step.step];
    return { detail: what, remedy };
  }
  if (isLocalName(step, report)) {
    const { what, remedy } = connect.address.cautions.local_name;
    return { detail: what, remedy };
  }
  const known = step.code === undefined ? undefined : outcomeWords(step.code, words);
  if (known === undefined) return asSent;
  const technical = TECHNICAL.exec(step.detail)?.[0];
  return { detail: `${known.what}.`, remedy: known.remedy, ...(technical !== undefined && { technical }) };
}
