import type { HomeOutcomeCode } from '../outcomes/codes.ts';
import {
  HomeAddressBlocked,
  HomeConnectionLost,
  HomeConnectionRefused,
  HomeNameUnresolved,
  HomePlainHttp,
  HomeTimedOut,
  HomeTlsFailed,
  HomeWantsCertificate,
  HomeWithoutTls,
  SmartHomeNotEnabled,
} from '../outcomes/home.ts';
import { Outcome } from '../outcomes/outcome.ts';
import { REMEDIES } from '../outcomes/remedies.ts';
import { CERTIFICATE_REMEDIES, type CertificateProblem, certificateProblem } from './certificate-problem.ts';
import { PROBE_STEPS, type ProbeStepName } from './probe-steps.ts';
import type { ShownCertificate } from './shown-certificate.ts';

export interface ProbeStep {
  step: ProbeStepName;
  status: 'passed' | 'warning' | 'failed' | 'skipped';
  /** One sentence for the person who watches. */
  detail: string;
  /** Of a failure: the outcome's code, and what to do. */
  code?: string;
  remedy?: string;
  /** Of `tls`: what the home's server showed, verified or not. */
  certificate?: ShownCertificate;
  /** Of `tls`, failed: what is wrong with it, if it is the certificate. */
  problem?: CertificateProblem;
}

export interface ProbeReport {
  /** The address as it was understood. */
  url: string;
  /** Whether nothing that was looked at stands in the way of connecting. */
  ok: boolean;
  steps: ProbeStep[];
  homeAssistantVersion?: string;
  isAdministrator?: boolean;
  devices?: number;
}

/** The step at which an outcome belongs, of whatever was being done. */
function stepOf(outcome: Outcome): ProbeStepName {
  if (outcome instanceof HomeNameUnresolved) return 'dns';
  if (outcome instanceof HomeAddressBlocked || outcome instanceof HomePlainHttp) return 'address_allowed';
  if (outcome instanceof HomeConnectionRefused || outcome instanceof HomeTimedOut) return 'reachable';
  if (outcome instanceof HomeTlsFailed || outcome instanceof HomeWithoutTls) return 'tls';
  if (outcome instanceof HomeWantsCertificate) return 'tls';
  if (outcome instanceof HomeConnectionLost) return 'reachable';
  if (outcome instanceof SmartHomeNotEnabled) return 'smart_home';
  return 'home_assistant';
}

function problemOf(outcome: Outcome): CertificateProblem | undefined {
  if (outcome instanceof HomeWantsCertificate) return 'client_certificate_required';
  return outcome instanceof HomeTlsFailed ? certificateProblem(outcome.data.reason) : undefined;
}

function failureOf(outcome: Outcome): Omit<ProbeStep, 'step'> {
  const problem = problemOf(outcome);
  const remedy =
    problem === undefined ? REMEDIES[outcome.code as HomeOutcomeCode] : CERTIFICATE_REMEDIES[problem];
  return {
    status: 'failed',
    detail: outcome.message,
    code: outcome.code,
    ...(remedy !== undefined && { remedy }),
    ...(problem !== undefined && { problem }),
  };
}

/** Takes down what a probe finds. */
export function createProbeProtocol() {
  const steps = new Map<ProbeStepName, ProbeStep>();
  const write = (step: ProbeStep) => void steps.set(step.step, step);
  const failed = (except?: ProbeStepName) =>
    [...steps.values()].some(({ step, status }) => status === 'failed' && step !== except);
  return {
    pass: (step: ProbeStepName, detail: string, certificate?: ShownCertificate) =>
      write({ step, status: 'passed', detail, ...(certificate !== undefined && { certificate }) }),
    warn: (step: ProbeStepName, detail: string, remedy: string) =>
      write({ step, status: 'warning', detail, remedy }),
    skip: (step: ProbeStepName, detail: string) => write({ step, status: 'skipped', detail }),
    /**
     * @param at the step that it is about; the outcome knows its own otherwise
     * @returns that step
     * @throws what is no outcome
     */
    fail: (error: unknown, at?: ProbeStepName, certificate?: ShownCertificate): ProbeStepName => {
      if (!(error instanceof Outcome)) throw error;
      const step = at ?? stepOf(error);
      write({ step, ...failureOf(error), ...(certificate !== undefined && { certificate }) });
      return step;
    },
    /** Whether anything failed, one step left out of account. */
    failed,
    /**
     * These steps, and those that something was found out about beside them. Steps that were never reached are
     * skipped, for the reason that an earlier one failed.
     */
    list: (asked: readonly ProbeStepName[]): ProbeStep[] =>
      PROBE_STEPS.filter((step) => asked.includes(step) || steps.has(step)).map(
        (step) =>
          steps.get(step) ?? { step, status: 'skipped', detail: 'Not tried: something before it failed.' },
      ),
  };
}

export type ProbeProtocol = ReturnType<typeof createProbeProtocol>;
