import { describe, expect, test } from 'vitest';
import {
  CERTIFICATE_REMEDIES,
  type CertificateProblem,
} from '../../lib/home-assistant/certificate-problem.ts';
import { PROBE_STAGES } from '../../lib/home-assistant/probe.ts';
import { PROBE_STEPS } from '../../lib/home-assistant/probe-steps.ts';
import type { ProbeReport, ProbeStep } from '../../portal/api-types.ts';
import { de } from '../../portal/i18n/de.ts';
import { en } from '../../portal/i18n/en.ts';
import { completed, nothingYet, STAGES, withPart } from '../../portal/pages/connect/check-report.ts';
import { EMPTY_REACH, reachOf, settingsFor, trusting } from '../../portal/pages/connect/reach.ts';
import { stepWords, toldOf } from '../../portal/pages/connect/step-words.ts';

const URL = 'https://home.example.org';
const passed = (step: ProbeStep['step']): ProbeStep => ({ step, status: 'passed', detail: 'Well.' });
const failed = (step: ProbeStep['step'], code = 'home_timed_out'): ProbeStep => ({
  step,
  status: 'failed',
  detail: 'Not well.',
  code,
});
const part = (steps: ProbeStep[], more: Partial<ProbeReport> = {}): ProbeReport => ({
  url: URL,
  ok: steps.every(({ status }) => status !== 'failed'),
  steps,
  ...more,
});
const outline = ({ steps }: ProbeReport) => steps.map(({ step, status }) => `${step} ${status}`);

describe('a check, part by part', () => {
  test('goes through the API’s stages in their order, all but that of the token', () => {
    expect([...STAGES.map(([stage]) => stage), 'token']).toEqual([...PROBE_STAGES]);
  });

  test('grows, and a step that fails later has failed', () => {
    const first = withPart(nothingYet(URL), part([passed('dns'), passed('address_allowed')]));
    const second = withPart(first, part([passed('reachable'), passed('tls')]));
    expect([second.ok, outline(second)]).toEqual([
      true,
      ['dns passed', 'address_allowed passed', 'reachable passed', 'tls passed'],
    ]);
    const third = withPart(second, part([failed('reachable')]));
    expect([third.ok, outline(third)]).toEqual([
      false,
      ['dns passed', 'address_allowed passed', 'reachable failed', 'tls passed'],
    ]);
    expect(outline(completed(third)).slice(4)).toEqual(PROBE_STEPS.slice(4).map((step) => `${step} skipped`));
  });

  test('what was found is kept to the end', () => {
    const found = part([passed('home_assistant')], { homeAssistantVersion: '2026.8.3' });
    expect(completed(withPart(nothingYet(URL), found))).toMatchObject({
      homeAssistantVersion: '2026.8.3',
      ok: true,
    });
  });

  test('is told as it goes on: what was found, and what comes now', () => {
    const news = [passed('reachable'), passed('tls')];
    expect(toldOf({ running: 'home_assistant', news }, en)).toBe(
      'Reachable: passed. Secure connection: passed. Home Assistant: being checked.',
    );
    expect(toldOf({ news: [failed('tls')] }, de)).toBe('Sichere Verbindung: gescheitert.');
  });
});

describe('a certificate that is trusted at the press of a button', () => {
  const trusted = trusting({ ...EMPTY_REACH, clientKey: 'key' }, 'PEM', URL);

  test('is sent as the pinned one, and all else stays', () => {
    expect(reachOf(URL, settingsFor(trusted, URL))).toEqual({
      url: URL,
      tls: { pinnedCertificate: 'PEM', clientCertificate: { certificate: '', key: 'key' } },
    });
  });

  test('is not meant for another address; one that was pasted is', () => {
    const elsewhere = 'https://elsewhere.example.org';
    expect(reachOf(elsewhere, settingsFor(trusted, elsewhere))).toEqual({
      url: elsewhere,
      tls: { clientCertificate: { certificate: '', key: 'key' } },
    });
    const pasted = { ...trusted, trustedFor: undefined };
    expect(settingsFor(pasted, elsewhere)).toEqual(pasted);
  });
});

describe('the words of a certificate', () => {
  const problems = Object.keys(CERTIFICATE_REMEDIES) as CertificateProblem[];

  test('each problem has its own, in both languages', () => {
    for (const words of [en, de]) {
      const steps = problems.map((problem) =>
        stepWords({ ...failed('tls', 'home_tls_failed'), problem }, part([]), words),
      );
      expect(new Set(steps.map(({ detail }) => detail)).size).toBe(problems.length);
      expect(steps.every(({ remedy = '' }) => remedy.length > 20)).toBe(true);
    }
  });

  test('one that is trusted by name is not said to be in order', () => {
    expect(stepWords(passed('tls'), part([]), en, true).detail).toBe(en.connect.found.pinned);
    expect(stepWords(passed('tls'), part([]), en).detail).toBe(en.connect.steps.tls.passed);
  });
});

test.each([
  ['home_plain_http', 'http://home.example.org', `${en.outcomes.home_plain_http.what}.`],
  ['home_address_blocked', 'http://192.168.1.4', `${en.outcomes.home_address_blocked.what}.`],
  ['home_name_unresolved', 'https://homeassistant.local', en.connect.address.cautions.local_name.what],
  ['home_name_unresolved', 'https://home.example.org', `${en.outcomes.home_name_unresolved.what}.`],
])('%s at %s: %s', (code, url, what) => {
  const step = failed('address_allowed', code);
  expect(stepWords(step, { ...part([step]), url }, en).detail).toBe(what);
});

test('where a home redirects to is told, without the full stop', () => {
  const step = {
    ...failed('home_assistant', 'home_redirects'),
    detail: 'The home redirects to https://t.example.org.',
  };
  expect(stepWords(step, part([step]), en).technical).toBe('https://t.example.org');
});
