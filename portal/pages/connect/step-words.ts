import { understandAddress } from '../../address.ts';
import type { ProbeReport, ProbeStep } from '../../api-types.ts';
import { outcomeWords } from '../../condition.ts';
import type { Words } from '../../i18n/en.ts';
import type { Check } from './use-check.ts';

/** What a machine would call it: where it redirects to, OpenSSL's or Node's code, an HTTP status. For those who search for it. */
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
const isLocalName = (url: string): boolean => {
  const { caution } = { caution: undefined, ...understandAddress(url) };
  return caution === 'local_name';
};

function failureWords({ problem, code }: ProbeStep, url: string, words: Words): StepWords | undefined {
  const { certificate, address } = words.connect;
  const { problems } = certificate;
  if (problem !== undefined && Object.hasOwn(problems, problem)) {
    const { what, remedy } = problems[problem];
    return { detail: what, remedy };
  }
  if (code === 'home_name_unresolved' && isLocalName(url)) {
    const { what, remedy } = address.cautions.local_name;
    return { detail: what, remedy };
  }
  const known = code === undefined ? undefined : outcomeWords(code, words);
  return known && { detail: `${known.what}.`, remedy: known.remedy };
}

/**
 * A step in the person's language; the server's own words where this page knows no better.
 * @param isPinned whether one certificate is trusted by name
 */
export function stepWords(step: ProbeStep, report: ProbeReport, words: Words, isPinned = false): StepWords {
  const { connect } = words;
  const asSent: StepWords = {
    detail: step.detail,
    ...(step.remedy !== undefined && { remedy: step.remedy }),
  };
  if (step.status === 'passed') {
    return {
      detail: step.step === 'tls' && isPinned ? connect.found.pinned : foundWords(step, report, words),
    };
  }
  if (step.status === 'skipped') {
    return { detail: step.step === 'tls' && report.ok ? connect.found.plainHttp : connect.found.notTried };
  }
  if (step.status === 'warning') {
    if (!isWarned(step.step, connect.warned)) return asSent;
    const { what, remedy } = connect.warned[step.step];
    return { detail: what, remedy };
  }
  const known = failureWords(step, report.url, words);
  if (known === undefined) return asSent;
  const technical = TECHNICAL.exec(step.detail)?.[0];
  return { ...known, ...(technical !== undefined && { technical }) };
}

/** A check as it goes on, for those who hear it. The verdict is said where the focus goes at the end. */
export function toldOf({ running, news }: Pick<Check, 'running' | 'news'>, { connect }: Words): string {
  const { steps, status } = connect;
  const found = news.map((step) => `${steps[step.step].name}: ${status[step.status]}.`);
  const next = running === undefined ? [] : [`${steps[running].name}: ${status.running}.`];
  return [...found, ...next].join(' ');
}
